# SPDX-License-Identifier: GPL-3.0-or-later
"""The engines of ``interact submit``: each shows what would be sent, or sends it."""

from __future__ import annotations

import argparse
import functools
import json
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from ..core.foundation.errors import UsageError, WorkError
from ..core.foundation.writing.own_files import make_own_folder
from ..core.rendering.farms import Chunk, JobManifest, cut
from ..core.rendering.farms.flamenco import FlamencoOptions, flamenco_warnings, submit_flamenco, submitted_job
from ..core.rendering.farms.handing_over import KeptJobError
from ..core.rendering.farms.local import local_command, local_log, start_local
from ..core.rendering.farms.needs import mebibytes
from ..core.rendering.farms.openjd import OpenJdOptions, job_parameters, job_template, write_bundle
from ..core.rendering.farms.sent import write_sent
from ..core.rendering.farms.slurm import (
    SlurmOptions,
    log_index,
    sbatch_script,
    slurm_chunks,
    slurm_warnings,
    time_limit,
)
from ..core.rendering.farms.slurm_programs import (
    max_array_size,
    partition_cards,
    partition_limit,
    submit_slurm,
)
from ..core.rendering.program import ENTRY, installed_extension, launcher
from ..core.rendering.results.layout import cannot_write, write_whole
from .console import Console, count

__all__ = ["ENGINES_BY_NAME"]


class Engine(Protocol):
    """Something that runs jobs."""

    def arrange(self, job: JobManifest) -> JobManifest:
        """Return the job with its tasks in the order in which the engine begins them."""

    def check(self, job: JobManifest) -> None:
        """Check, before anything is written, that the job can be written in the engine's language.

        Raises:
            UsageError: a path cannot.
        """

    def describe(self, job: JobManifest, console: Console) -> dict[str, Any]:
        """Print and return what would be sent."""

    def send(self, job: JobManifest, console: Console) -> dict[str, Any]:
        """Send the job, save that, and return what was sent."""


class _Slurm:
    def __init__(self, args: argparse.Namespace) -> None:
        self._program = _program(args)
        self._options = SlurmOptions(
            per_task=args.per_task,
            parallel=args.parallel,
            time=args.time,
            memory=args.mem,
            cpus=args.cpus_per_task,
            gres=args.gres,
            cards=args.gpus,
            node_cards=partition_cards(args.partition, args.sbatch_arg),
            partition=args.partition,
            workers=args.workers,
            setup=tuple(args.setup),
            extra=tuple(args.sbatch_arg),
            ffmpeg=_ffmpeg(args),
            longest=partition_limit(args.partition, args.sbatch_arg),
        )

    @functools.cached_property
    def _most(self) -> int:
        return max_array_size()

    def arrange(self, job: JobManifest) -> JobManifest:
        return job.arranged(self._options.per_task, self._most)

    def check(self, job: JobManifest) -> None:
        sbatch_script(job, self._options, self._program)

    def describe(self, job: JobManifest, console: Console) -> dict[str, Any]:
        script = sbatch_script(job, self._options, self._program, self._most)
        limited = self._limits(job, self._most, console)
        command = ["sbatch", "--parsable", *self._options.extra, str(_script(job))]
        console.line(f"{shlex.join(command)}\n\n{script.rstrip()}")
        return {"command": command, "script": script, **limited}

    def _limits(self, job: JobManifest, most: int, console: Console) -> dict[str, Any]:
        """Print and return what an element may take, and what is slow."""
        limit, why = time_limit(job, self._options, slurm_chunks(job, self._options, most))
        warnings = slurm_warnings(job, self._options)
        for text in warnings:
            console.note(f"warning: {text}")
        console.line(f"--time {limit} for each task: {why}")
        return {"time": limit, "time_from": why, "warnings": warnings}

    def send(self, job: JobManifest, console: Console) -> dict[str, Any]:
        most = self._most
        chunks = slurm_chunks(job, self._options, most)
        script = sbatch_script(job, self._options, self._program, most)
        write_whole(_script(job), script, errors="surrogateescape")
        write_whole(job.folder / "logs.tsv", log_index(job, chunks), errors="surrogateescape")
        try:
            make_own_folder(job.logs)  # Slurm makes no folders for its logs
        except OSError as error:
            raise cannot_write(job.logs, error) from error
        _save(job, "slurm", "", chunks)  # whoever submits the script by hand finds the logs, too
        limited = self._limits(job, most, console)
        number = submit_slurm(_script(job), self._options.extra)
        _save(job, "slurm", number, chunks)
        console.line(f"Slurm job {number}: {count(len(chunks), 'task')}; logs: {job.logs}")
        paths = {"script": str(_script(job)), "logs": str(job.logs)}
        return {"id": number, "tasks": len(chunks), **paths, **limited}


class _OpenJd:
    def __init__(self, args: argparse.Namespace) -> None:
        self._program = launcher()
        self._options = OpenJdOptions(
            per_task=args.per_task,
            chunk_seconds=args.chunk_seconds,
            workers=args.workers,
            cards=args.gpus,
            cores=args.cpus_per_task,
            memory=None if args.mem is None else mebibytes(args.mem),
            blender=args.blender,
            extension=None if args.extension is None else args.extension.resolve(),
            ffmpeg=_ffmpeg(args),
        )

    def arrange(self, job: JobManifest) -> JobManifest:
        return job.arranged(self._options.per_task)

    def check(self, job: JobManifest) -> None:
        job_template(job, self._options, self._program)

    def describe(self, job: JobManifest, console: Console) -> dict[str, Any]:
        template = job_template(job, self._options, self._program)
        parameters = job_parameters(job, self._options)
        for name, values in (("template.json", template), ("parameters.json", parameters)):
            console.line(f"{job.folder / name}:\n{json.dumps(values, indent=2, ensure_ascii=False)}")
        return {"template": template, "parameters": parameters}

    def send(self, job: JobManifest, console: Console) -> dict[str, Any]:
        template = write_bundle(job, self._options, self._program)
        _save(job, "openjd", job.id)
        folder = shlex.quote(str(job.folder))
        console.line(f"job bundle: {job.folder}")
        # All scenes in one chunk: the local runner stops at the first task that fails, this program does not.
        console.line(
            f"  here:                openjd run {folder}/template.json -p file://{folder}/parameters.json "
            f"-p ScenesPerTask={len(job.tasks)}"
        )
        console.line(f"  on Deadline Cloud:   deadline bundle submit {folder}")
        return {"bundle": str(job.folder), "template": str(template)}


class _Flamenco:
    def __init__(self, args: argparse.Namespace) -> None:
        extension = args.extension.resolve() if args.extension is not None else installed_extension()
        if extension is None:
            raise UsageError(
                "Flamenco's workers run the unpacked extension in their own Blender, and this is not one",
                cure="Unpack the zip of `interact build-extension` into a shared folder; give --extension",
            )
        if args.blender is not None:
            raise UsageError(
                "Flamenco decides which Blender renders",
                cure="Leave out --blender; set the variable `blender` in flamenco-manager.yaml",
            )
        self._per_task, self._manager = args.per_task, args.manager
        self._options = FlamencoOptions(
            entry=str(extension / ENTRY),
            per_task=args.per_task,
            workers=args.workers,
            priority=args.priority,
            tag=args.tag,
            maps=tuple((here, there) for here, there in args.map),
            ffmpeg=_ffmpeg(args),
        )

    def arrange(self, job: JobManifest) -> JobManifest:
        return job.arranged(self._per_task)

    def check(self, job: JobManifest) -> None:
        submitted_job(job, self._options)

    def describe(self, job: JobManifest, console: Console) -> dict[str, Any]:
        values = submitted_job(job, self._options)
        text = json.dumps(values, indent=2, ensure_ascii=False)
        console.line(f"POST {self._manager.rstrip('/')}/api/v3/jobs\n{text}")
        return {"manager": self._manager, "job": values, "warnings": self._warnings(job, console)}

    def _warnings(self, job: JobManifest, console: Console) -> list[str]:
        """Print and return what Flamenco cannot know."""
        warnings = flamenco_warnings(job, self._options)
        for text in warnings:
            console.note(f"warning: {text}")
        return warnings

    def send(self, job: JobManifest, console: Console) -> dict[str, Any]:
        warnings = self._warnings(job, console)
        number = submit_flamenco(self._manager, submitted_job(job, self._options))
        _save(job, "flamenco", number, cut(len(job.tasks), self._per_task))
        console.line(f"Flamenco job {number}: {self._manager.rstrip('/')}/app/jobs/{number}")
        return {"id": number, "manager": self._manager, "warnings": warnings}


class _Local:
    def __init__(self, args: argparse.Namespace) -> None:
        self._program, self._workers, self._ffmpeg = _program(args), args.workers, _ffmpeg(args)

    def arrange(self, job: JobManifest) -> JobManifest:
        return job  # its coordinator does

    def check(self, job: JobManifest) -> None:
        local_command(job, self._program, self._workers, self._ffmpeg)

    def describe(self, job: JobManifest, console: Console) -> dict[str, Any]:
        command = local_command(job, self._program, self._workers, self._ffmpeg)
        console.line(shlex.join(command))
        return {"command": command}

    def send(self, job: JobManifest, console: Console) -> dict[str, Any]:
        pid = start_local(job, self._program, self._workers, self._ffmpeg)
        _save(job, "local", str(pid))
        console.line(
            f"process {pid} renders; it continues when this terminal is closed; log: {local_log(job)}"
        )
        return {"id": str(pid), "log": str(local_log(job))}


def _program(args: argparse.Namespace) -> list[str]:
    """Return the command that starts this program on the machines that share this one's disks."""
    if args.extension is None:
        entry = None
        extension = installed_extension()
        if args.blender is not None and extension is None:
            raise UsageError(
                "--blender runs the unpacked extension, and this is not one",
                cure="Unpack the zip of `interact build-extension` into a shared folder; give --extension",
            )
    else:
        entry = str(args.extension.resolve() / ENTRY)
        if args.blender is None:
            raise UsageError("--extension is for a Blender to run", cure="Give --blender too")
    return launcher(args.blender, entry)


def _save(job: JobManifest, to: str, sent_id: str, chunks: Sequence[Chunk] = ()) -> None:
    """Save what was sent. If that fails, the farm has the job all the same."""
    try:
        write_sent(job, to, sent_id, chunks)
    except WorkError as error:
        if not sent_id:
            raise
        raise KeptJobError(
            f"the job was submitted ({to} {sent_id}), but that cannot be saved: {error}"
        ) from error


def _ffmpeg(args: argparse.Namespace) -> Path | None:
    """Return the ffmpeg that the user names, for the command; a name alone is looked for on PATH there."""
    chosen: Path | None = args.ffmpeg
    return chosen.absolute() if chosen is not None and chosen.exists() else chosen


def _script(job: JobManifest) -> Any:
    return job.folder / "job.sbatch"


ENGINES_BY_NAME: dict[str, Callable[[argparse.Namespace], Engine]] = {
    "slurm": _Slurm,
    "openjd": _OpenJd,
    "flamenco": _Flamenco,
    "local": _Local,
}
