# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering one scene in a child process: a crash, a hang or Ctrl-C there costs that scene and no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import RenderError
from .program import worker_command, worker_environment
from .report import SceneReport, movie_paths
from .request import RenderRequest

__all__ = ["render_in_child", "worker_command", "worker_environment"]

_LOG_TAIL = 4000
_PATIENCE = 10.0  # seconds that a child gets to end by itself


def render_in_child(
    request: RenderRequest,
    *,
    log: Path,
    command: Sequence[str] | None = None,
    on_event: Callable[[dict[str, Any]], None] | None = None,
) -> SceneReport:
    """Render one scene in a process of its own.

    Args:
        request: What to render.
        log: File that gets everything Blender prints.
        command: How to start the worker, :func:`worker_command` by default.
        on_event: Called with each event as it comes: ``{"event": "frame", "frame": 12}`` and the like.

    Returns:
        The worker's report; a failure that it explained, or its own crash, is a report without a movie.

    Raises:
        KeyboardInterrupt: after the child and its children were ended and their partial files removed.
        RenderError: no worker could be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    report: SceneReport | None = None
    with log.open("wb") as sink:
        try:
            # A session of its own: Ctrl-C reaches the parent alone, which ends the child with its ffmpeg.
            child = subprocess.Popen(
                list(command or worker_command()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                start_new_session=True,
                env=worker_environment(),
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise RenderError(f"Blender could not be started ({error})") from error
        try:
            report = _converse(child, request, on_event)
            child.wait(_PATIENCE)
        except BaseException:
            _end(child)
            _remove_parts(request)
            raise
    if report is not None:
        return report
    _remove_parts(request)
    return SceneReport.failed(request.key, RenderError(_death(child.returncode, log), path=log))


def _converse(
    child: subprocess.Popen[str], request: RenderRequest, on_event: Callable[[dict[str, Any]], None] | None
) -> SceneReport | None:
    """Give the child its order and listen until it falls silent."""
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:
        raise RenderError("the worker has no standard streams")
    with suppress(BrokenPipeError), stdin:
        json.dump(request.as_dict(), stdin)
    report: SceneReport | None = None
    for line in stdout:
        try:
            event = json.loads(line)
        except ValueError:
            continue  # not ours: some library printed to the stream
        if event.get("event") == "done":
            report = SceneReport.from_dict(event["report"])
        elif event.get("event") == "failed":
            report = SceneReport(request.key, error=event["error"])
        if on_event is not None:
            on_event(event)
    return report


def _end(child: subprocess.Popen[str]) -> None:
    """End the child's whole process group: kindly, then by force."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, sign)
        try:
            child.wait(2.0)
            return
        except subprocess.TimeoutExpired:
            continue


def _remove_parts(request: RenderRequest) -> None:
    for path in movie_paths(request.out, request.file_name):
        with suppress(OSError):
            path.with_name(f"{path.stem}.part{path.suffix}").unlink(missing_ok=True)


def _death(code: int | None, log: Path) -> str:
    if code is not None and code < 0:
        cause = f"Blender died by signal {-code} ({signal.Signals(-code).name})"
    else:
        cause = f"Blender ended with code {code} and no report"
    tail = log.read_bytes()[-_LOG_TAIL:].decode("utf-8", "replace").strip().splitlines()
    last = next((line for line in reversed(tail) if line.strip() and "EGL" not in line), "")
    return f"{cause}; its last words were {last.strip()!r}" if last else cause
