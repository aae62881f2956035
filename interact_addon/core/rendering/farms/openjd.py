# SPDX-License-Identifier: GPL-3.0-or-later
"""Open Job Description: a template with its parameters, as AWS Deadline Cloud and ``openjd`` take them.

The files are JSON, which is YAML too. Folders are PATH parameters, so that they are uploaded, or mapped, for
the machines that render; the list of tasks has their paths on the submitting machine, and each task gets both
paths (``--map``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...foundation.errors import UsageError
from ..program import BLENDER_OPTIONS, ENTRY
from ..results.layout import write_whole
from .job_manifest import JobManifest
from .needs import CARD_MIB, task_needs
from .quoting import check_unicode, check_words, one_line

__all__ = ["OpenJdOptions", "job_parameters", "job_template", "parameter_values", "write_bundle"]

_NOTICE_SECONDS = 30
_NAME_MOST = 128
_FORMAT_OPEN = "{{"


@dataclass(frozen=True, slots=True)
class OpenJdOptions:
    """Options of the template.

    Attributes:
        per_task: Scenes in a chunk, initially.
        chunk_seconds: Duration at which the scheduler aims for a chunk; 0 keeps ``per_task``.
        workers: Blenders at a time on one machine; None for one, or one on each of Cycles' cards.
        cards: Graphics cards of that machine; None for one where the presets want one.
        cores: Its cores; None by the presets and workers.
        memory: MiB of its memory; None for enough for all workers.
        blender: The Blender that renders, by its path on those machines; None for the program that runs here.
        extension: The unpacked extension that this Blender runs. It becomes a PATH parameter.
        ffmpeg: The ffmpeg to use, by its path on those machines; None for the one that is found there.
    """

    per_task: int = 1
    chunk_seconds: int = 0
    workers: int | None = None
    cards: int | None = None
    cores: int | None = None
    memory: int | None = None
    blender: str | None = None
    extension: Path | None = None
    ffmpeg: Path | None = None

    def __post_init__(self) -> None:
        if self.per_task < 1:
            raise UsageError(f"invalid number of scenes in a task: {self.per_task}", cure="Use 1 or more")
        if self.cards is not None and self.cards < 0:
            raise UsageError(f"invalid number of graphics cards: {self.cards}", cure="Use 0 or more")
        if self.chunk_seconds < 0:
            raise UsageError(f"invalid task duration: {self.chunk_seconds} s", cure="Use 0 or more")
        if (self.blender is None) != (self.extension is None):
            raise UsageError(
                "a Blender for the tasks and the extension that it runs belong together",
                cure="Give both --blender and --extension, or neither",
            )


def job_template(job: JobManifest, options: OpenJdOptions, program: Sequence[str]) -> dict[str, Any]:
    """Return the job template, ``jobtemplate-2023-09`` with chunked tasks.

    Args:
        job: The job.
        options: Its options.
        program: The command of this program where the tasks run, unless ``options`` name a Blender.

    Raises:
        UsageError: a path or the title cannot be written into it.
    """
    check_words([*job.places, *program, *_places(options)], "a job")
    check_unicode([*job.places, *program, *_places(options)], "an OpenJD template")
    chunks: dict[str, Any] = {
        "defaultTaskCount": "{{Param.ScenesPerTask}}",
        "targetRuntimeSeconds": "{{Param.SecondsPerTask}}",
        "rangeConstraint": "CONTIGUOUS",
    }
    words = _program(options, program)
    maps = [
        word
        for name, _ in _folders(job)
        for word in ("--map", f"{{{{RawParam.{name}}}}}", f"{{{{Param.{name}}}}}")
    ]
    arguments = [
        *words[1:],
        "run-tasks",
        "{{Param.TasksFile}}",
        "--indices",
        "{{Task.Param.Index}}",
        "--workers",
        "{{Param.Workers}}",
        "--progress",
        "openjd",
        *([] if options.ffmpeg is None else ["--ffmpeg", "{{Param.Ffmpeg}}"]),
        *maps,
    ]
    render = {
        "command": words[0],
        "args": arguments,
        "cancelation": {
            "mode": "NOTIFY_THEN_TERMINATE",
            "notifyPeriodInSeconds": _NOTICE_SECONDS,
        },
    }
    return {
        "specificationVersion": "jobtemplate-2023-09",
        "extensions": ["TASK_CHUNKING"],
        "name": _plain(f"InterAct {one_line(job.title)}")[:_NAME_MOST],
        "description": f"{len(job.tasks)} scenes, as frozen on {job.created}",
        "parameterDefinitions": _definitions(job, options),
        "steps": [
            {
                "name": "Render",
                "description": "A scene's picture and sound, together; what is done already is skipped",
                "hostRequirements": {"amounts": _amounts(job, options)},
                "parameterSpace": {
                    "taskParameterDefinitions": [
                        {
                            "name": "Index",
                            "type": "CHUNK[INT]",
                            "range": "{{Param.FirstTask}}-{{Param.LastTask}}",
                            "chunks": chunks,
                        }
                    ]
                },
                "script": {"actions": {"onRun": render}},
            }
        ],
    }


def job_parameters(job: JobManifest, options: OpenJdOptions) -> dict[str, str | int]:
    """Return the parameters that have no default: the absolute folders, which a template must not hold."""
    values: dict[str, str | int] = {name: str(path) for name, path in _folders(job)}
    if options.extension is not None:
        values["Extension"] = str(options.extension)
    return values


def parameter_values(job: JobManifest, options: OpenJdOptions) -> dict[str, Any]:
    """As :func:`job_parameters`, in the form of Deadline Cloud's job bundles."""
    pairs = job_parameters(job, options).items()
    return {"parameterValues": [{"name": name, "value": value} for name, value in pairs]}


def write_bundle(job: JobManifest, options: OpenJdOptions, program: Sequence[str]) -> Path:
    """Write template and parameters beside the list of tasks: the folder is a job bundle then.

    Returns:
        The template.

    Raises:
        WorkError: they cannot be written.
    """
    files = {
        "template.json": job_template(job, options, program),
        "parameter_values.json": parameter_values(job, options),  # for `deadline bundle submit`
        "parameters.json": job_parameters(job, options),  # for `openjd run`
    }
    for name, values in files.items():
        write_whole(job.folder / name, json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    return job.folder / "template.json"


def _folders(job: JobManifest) -> list[tuple[str, Path]]:
    """Return the PATH parameters and their values here."""
    datasets = job.datasets
    names = ["Dataset"] if len(datasets) == 1 else [f"Dataset{number + 1}" for number in range(len(datasets))]
    files = [(f"File{number + 1}", path) for number, path in enumerate(job.files)]
    return [("OutDir", job.out), *zip(names, datasets, strict=True), *files]


def _definitions(job: JobManifest, options: OpenJdOptions) -> list[dict[str, Any]]:
    last = len(job.tasks) - 1
    workers = task_needs(job, cards=options.cards, workers=options.workers).workers
    definitions: list[dict[str, Any]] = [
        # The only path with a default: it is relative, as defaults must be, and is beside the template.
        _path("TasksFile", "FILE", "IN", "The frozen list of tasks") | {"default": job.path.name},
        _path("OutDir", "DIRECTORY", "OUT", "Where movies, records and logs go"),
    ]
    for name, path in _folders(job)[1:]:
        if name.startswith("Dataset"):
            definitions.append(_path(name, "DIRECTORY", "IN", "A dataset: bvhs, face_arkit, wav, ..."))
        else:
            kind = "FILE" if path.suffix and not path.is_dir() else "DIRECTORY"
            definitions.append(_path(name, kind, "IN", "Characters, clothes, or a face's mesh"))
    if options.extension is not None:
        definitions.append(_path("Extension", "DIRECTORY", "IN", "The unpacked extension"))
    if options.blender is not None:
        definitions.append(
            {
                "name": "Blender",
                "type": "STRING",
                "default": options.blender,
                "description": "The Blender that renders, by its path on the machine",
            }
        )
    if options.ffmpeg is not None:
        definitions.append(
            {
                "name": "Ffmpeg",
                "type": "STRING",
                "default": str(options.ffmpeg),
                "description": "The ffmpeg that is used, by its path on the machine",
            }
        )
    numbers = (
        ("FirstTask", 0, 0, "The first task, counted from 0"),
        ("LastTask", last, 0, "The last task"),
        ("ScenesPerTask", options.per_task, 1, "Scenes in a chunk, initially"),
        ("SecondsPerTask", options.chunk_seconds, 0, "Aim for chunks of this duration; 0: keep them"),
        ("Workers", workers, 1, "Blenders at a time on one machine"),
    )
    for name, default, least, description in numbers:
        definitions.append(
            {"name": name, "type": "INT", "default": default, "minValue": least, "description": description}
        )
    return definitions


def _amounts(job: JobManifest, options: OpenJdOptions) -> list[dict[str, Any]]:
    """Return the least that a machine must have; memory in MiB."""
    needs = task_needs(job, cards=options.cards, workers=options.workers)
    amounts = {"vcpu": options.cores or needs.cores, "memory": options.memory or needs.memory * 1024}
    if needs.cards:
        amounts |= {"gpu": needs.cards, "gpu.memory": CARD_MIB}
    return [{"name": f"amount.worker.{name}", "min": least} for name, least in amounts.items()]


def _places(options: OpenJdOptions) -> list[str]:
    return [str(each) for each in (options.blender, options.extension, options.ffmpeg) if each is not None]


def _path(name: str, kind: str, flow: str, description: str) -> dict[str, Any]:
    return {"name": name, "type": "PATH", "objectType": kind, "dataFlow": flow, "description": description}


def _program(options: OpenJdOptions, program: Sequence[str]) -> list[str]:
    if options.blender is None:
        return [_plain(word) for word in program]
    entry = f"{{{{Param.Extension}}}}/{ENTRY}"
    return ["{{Param.Blender}}", *BLENDER_OPTIONS, "--python", entry, "--"]


def _plain(text: str) -> str:
    """Return a text that the format reads unchanged.

    Raises:
        UsageError: it contains what the format reads as a parameter, and cannot be escaped.
    """
    if _FORMAT_OPEN in text:
        raise UsageError(
            f"{text!r} is not allowed in an OpenJD template", cure=f"Rename it without {_FORMAT_OPEN}"
        )
    return text
