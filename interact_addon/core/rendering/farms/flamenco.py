# SPDX-License-Identifier: GPL-3.0-or-later
"""Flamenco 3, Blender Studio's render farm: a job type of our own, and submission to its Manager.

Flamenco's own "Simple Blender Render" takes .blend files and frames, and no movies. This job type runs this
program in the worker's own Blender instead, one task for each scene (or a few).
"""

from __future__ import annotations

import getpass
import http.client
import json
import platform
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...foundation.errors import UsageError, WorkError
from ...foundation.online import check_online, is_address
from .chunks import cut
from .handing_over import KeptJobError
from .job_manifest import JobManifest
from .needs import task_needs, wants_cards
from .quoting import check_unicode, check_words, one_line

__all__ = [
    "JOB_TYPE",
    "FlamencoOptions",
    "check_job_type",
    "flamenco_warnings",
    "job_type_script",
    "submit_flamenco",
    "submitted_job",
]

JOB_TYPE = "interact-scenes"
_SCRIPT = Path(__file__).with_name("interact_scenes.js")
_PATIENCE = 30
_SEE = "See in its web interface whether it has the job"
_PRIORITIES = (0, 100)
_NAMES = 3
_VARIABLE = re.compile(r"\{[^{}]*\}")  # the Manager puts its own values in, also into paths


@dataclass(frozen=True, slots=True)
class FlamencoOptions:
    """Options of a Flamenco job.

    Attributes:
        entry: ``interact_blender.py`` of the unpacked extension, where all workers find it.
        per_task: Scenes in a task.
        workers: Blenders at a time on one worker; None for one, or where only Cycles renders, which can fill
            several graphics cards, for as many as the machine can run.
        priority: From 0 to 100.
        tag: The id (a UUID) of a worker tag: only those workers render.
        maps: Pairs of a folder's path here and on the workers.
        ffmpeg: The ffmpeg of the workers; None for the one that is found there.
    """

    entry: str
    per_task: int = 1
    workers: int | None = None
    priority: int = 50
    tag: str | None = None
    maps: tuple[tuple[str, str], ...] = ()
    ffmpeg: Path | None = None

    def __post_init__(self) -> None:
        least, most = _PRIORITIES
        if not least <= self.priority <= most:
            raise UsageError(f"invalid priority {self.priority}", cure=f"Use {least} to {most}")
        for what, number in (("scenes in a task", self.per_task), ("workers", self.workers)):
            if number is not None and number < 1:
                raise UsageError(f"invalid number of {what}: {number}", cure="Use 1 or more")


def job_type_script() -> str:
    """Return the job type, a JavaScript file: ``scripts/interact_scenes.js`` beside ``flamenco-manager``."""
    return _SCRIPT.read_text(encoding="utf-8")


def submitted_job(job: JobManifest, options: FlamencoOptions) -> dict[str, Any]:
    """Return the body of ``POST /api/v3/jobs``, Flamenco's ``SubmittedJob``.

    Raises:
        UsageError: a path cannot be written into it.
    """
    own = [options.entry, *([] if options.ffmpeg is None else [options.ffmpeg])]
    places = [*job.places, *own, *(folder for pair in options.maps for folder in pair)]
    check_words(places, "a job")
    # The workers' paths are the user's own words, in which such a variable can be meant.
    check_words([job.path, *own, *(here for here, _ in options.maps)], "a Flamenco job", _VARIABLE)
    check_unicode(places, "a Flamenco job")
    chunks = []
    for chunk in cut(len(job.tasks), options.per_task):
        names = [job.tasks[index].name for index in chunk.indices]
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        chunks.append({"name": ", ".join(names[:_NAMES]) + more, "indices": str(chunk), "steps": len(names)})
    values: dict[str, Any] = {
        "name": f"InterAct {one_line(job.title)}",
        "type": JOB_TYPE,
        "priority": options.priority,
        "submitter_platform": platform.system().lower(),
        "settings": {
            "tasks_file": str(job.path),
            "entry": options.entry,
            "chunks": json.dumps(chunks, ensure_ascii=False),
            "workers": options.workers or (0 if wants_cards(job) == {"pathtraced": True} else 1),
            "maps": json.dumps(options.maps, ensure_ascii=False),
        },
        "metadata": {
            "project": "InterAct",
            "user.name": _user(),
            "interact.job": job.id,
            "interact.out": str(job.out),
            "interact.needs": task_needs(job, workers=options.workers).text,
        },
    }
    if options.ffmpeg is not None:  # a Manager with the job type of before knows no such setting
        values["settings"]["ffmpeg"] = str(options.ffmpeg)
    if options.tag is not None:
        values["worker_tag"] = options.tag
    return values


def flamenco_warnings(job: JobManifest, options: FlamencoOptions) -> list[str]:
    """Return what Flamenco cannot know: which workers have graphics cards."""
    if options.tag is not None:
        return []
    return [
        f"{preset} without a graphics card takes long, and Flamenco does not know which workers have one: "
        "give those a tag in its web interface, and name it with --tag"
        for preset in wants_cards(job)
    ]


def check_job_type(manager: str) -> str:
    """Check that a Manager has the job type.

    Args:
        manager: Its address, such as ``http://farm:8080``.

    Returns:
        The job type's version (its ``etag``), to be sent along with jobs.

    Raises:
        WorkError: the Manager does not have it, or cannot be reached.
    """
    cure = (
        "Write it with `interact submit --to flamenco --print-job-type > interact_scenes.js`, put that into "
        "the folder scripts beside flamenco-manager, and restart the Manager"
    )
    types = _ask(manager, "/api/v3/jobs/types").get("job_types")
    for each in types if isinstance(types, list) else []:
        if isinstance(each, dict) and each.get("name") == JOB_TYPE:
            return str(each.get("etag", ""))
    raise WorkError(f"the Flamenco Manager at {manager} does not know the job type {JOB_TYPE}", cure=cure)


def submit_flamenco(manager: str, values: dict[str, Any]) -> str:
    """Send a job to a Manager.

    Args:
        manager: Its address, such as ``http://farm:8080``.
        values: From :func:`submitted_job`.

    Returns:
        The job's id.

    Raises:
        KeptJobError: whether the Manager has it is unknown.
        WorkError: the Manager refused it, or cannot be reached.
    """
    etag = check_job_type(manager)
    answer = _ask(manager, "/api/v3/jobs", values | ({"type_etag": etag} if etag else {}))
    if not isinstance(answer.get("id"), str):
        raise KeptJobError(f"invalid answer from the Flamenco Manager at {manager}", cure=_SEE)
    return str(answer["id"])


def _ask(manager: str, path: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask a Manager for JSON, or send it some."""
    if not is_address(manager):
        raise UsageError(f"invalid address of a Flamenco Manager: {manager}", cure="Write http://HOST:8080")
    check_online(manager, "the Flamenco Manager")
    data = None if values is None else json.dumps(values).encode()
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        manager.rstrip("/") + path, data, {"Content-Type": "application/json", "Accept": "application/json"}
    )
    cure = "Check that it runs, and give its address with --manager"
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            content = json.loads(answer.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        raise WorkError(
            f"the Flamenco Manager at {manager} refused: {error.code} {_reason(error)}".rstrip()
        ) from error
    except (
        OSError,
        ValueError,
        http.client.HTTPException,
    ) as error:  # HTTPException: another program answers
        why = getattr(error, "reason", error)  # urllib wraps the system's error in one of its own
        if values is not None and isinstance(why, TimeoutError):
            text = f"the Flamenco Manager at {manager} did not answer in time, and may have the job"
            raise KeptJobError(text, cure=_SEE) from error
        raise WorkError(f"no Flamenco Manager answers at {manager} ({why})", cure=cure) from error
    if not isinstance(content, dict):
        raise WorkError(f"no Flamenco Manager answers at {manager}", cure=cure)
    return content


def _reason(error: urllib.error.HTTPError) -> str:
    """Return the message of the Manager's ``Error``."""
    try:
        text = error.read(1 << 16).decode("utf-8", "replace")
    except OSError:
        return ""
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return " ".join(text.split())[:200]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
