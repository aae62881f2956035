# SPDX-License-Identifier: GPL-3.0-or-later
"""The child process that renders: started by :func:`...core.rendering.program.worker_command`.

It reads one request per line of standard input, as JSON (:meth:`RenderRequest.as_dict`), until the stream
ends. It writes events as JSON lines to the original standard output: any number of ``start``, ``frame`` and
``step``, then ``done`` or ``failed`` for each request. Blender's own output goes to standard error, or to the
log file of the request.

Besides the keys for its kind of work, a request can have

- ``kind``: the kind of work, ``scene`` by default;
- ``log``: a file for Blender's output from now on;
- ``request``: its number, which each of its events has, too;
- ``card_fault``: why this process is to render on no graphics card, if it is not;
- ``hold``: true if the parent keeps standard input open as long as it runs. If the stream ends during the
  work, the parent has died, and this process ends at once with all its children: the movie is not needed.

A crash of Blender ends this process only.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from ...core.dataset import Dataset, Scene
from ...core.foundation.errors import InputError, InteractError, UsageError
from ...core.foundation.used_up import used_up
from ...core.foundation.writing.own_files import open_own
from ...core.jobs.report import SceneReport
from ...core.jobs.request import RenderRequest
from ...core.rendering.blender_faults import explain
from ...core.rendering.costs.planned import reused_people
from ...core.rendering.processes import die_with_parent, end_own_group, memory_in_use
from .progress import RenderProgress
from .stopwatch import Stopwatch

__all__ = ["main"]

Json = dict[str, Any]
_LONGEST = 10_000  # characters of an error
_SHORT = 500  # characters of a step


def main() -> int:
    """Process the requests on standard input until it ends.

    Returns:
        0 if every movie was made, 1 if one failed with an explained error, 3 after an unexpected exception.
    """
    events = _Events(os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1))
    os.dup2(2, 1)  # Blender writes to file descriptor 1 from C
    requests = _Requests(sys.stdin)
    worst = 0
    while (request := requests.next()) is not None:
        events.request = request.get("request")
        if request.get("log"):
            _print_to(request["log"])
        code, answer = _answer(request, events)
        requests.finished()  # before the answer: the parent can close the stream as soon as it gets it
        events.send(**answer)
        worst = max(worst, code)
    return worst


class _Events(RenderProgress):
    """The events for the parent, each a line of JSON."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self.request: object = None  # the number of the request at hand, by which the parent knows it
        self.watch = Stopwatch()

    def send(self, **event: object) -> None:
        """Write an event."""
        try:
            with self._lock:  # Cycles' threads tell what they do
                print(json.dumps(event | {"request": self.request}), file=self._stream, flush=True)
        except OSError:
            os._exit(4)  # the parent has died: the movie is not needed, and no orphan should go on

    def step(self, text: str) -> None:
        self.send(event="step", text=text)

    def waits(self, text: str, seconds: float, card: str) -> None:
        self.send(event="step", text=text[:_SHORT], patience=seconds, card=card[:_SHORT])

    def start(self, frames: int) -> None:
        self.watch.prepared()
        self.send(event="start", frames=frames)

    def frame(self, number: int) -> None:
        self.watch.frame()
        self.send(event="frame", frame=number)

    def thumbnail(self, number: int) -> None:
        self.send(event="thumbnail", frame=number)


class _Requests:
    """The incoming requests; a thread reads them and detects the end of the stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: queue.Queue[Json | None] = queue.Queue()
        self._held = False  # whether the end of the stream means that the parent has died
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def next(self) -> Json | None:
        """Return the next request, or None after the last."""
        request = self._waiting.get()
        if request is not None and request.get("hold"):
            die_with_parent()
            self._held = True
        return request

    def finished(self) -> None:
        """Mark the request as answered: from now on the end of the stream is a normal end."""
        self._held = False

    def _read(self) -> None:
        try:
            for line in self._stream:
                if line.strip():
                    self._waiting.put(json.loads(line))
        finally:  # also after a line that is not JSON: the parent does not speak this protocol
            self._waiting.put(None)
        if self._held:
            end_own_group(4)


def _answer(request: Json, events: _Events) -> tuple[int, Json]:
    """Process one request; return its exit code, and the event that ends it."""
    events.watch.begin()
    try:
        if fault := request.get("card_fault"):
            from .device_use import without_cards  # here: as below

            without_cards(fault)
        report = _KINDS[request.get("kind", "scene")](request, events)
    except InteractError as error:
        return 1, _failed(str(error), permanent=isinstance(error, UsageError | InputError))
    except Exception as error:  # the parent shows one sentence; the traceback is in the log
        traceback.print_exc()
        if (fault := explain(error)) is not None:
            return 1, _failed(str(fault), permanent=True, machine=True)
        if (found := used_up(error)) is not None:
            return 1, _failed(f"{found[0]}. {found[1]}.", permanent=False)
        message = f"{type(error).__name__}: {error}. Please report this with the log."
        return 3, _failed(message, permanent=False)
    import bpy  # here: after a successful request, Blender's module is known to be installed

    versions = {"blender": bpy.app.version_string, "python": sys.version.split()[0]}
    done = {"event": "done", "report": report.as_dict(), "memory": memory_in_use(), "versions": versions}
    return 0, done | _timed(request, report, events.watch)


def _timed(values: Json, report: SceneReport, watch: Stopwatch) -> Json:
    """Return how long a dataset's scene or face took; what else is rendered teaches nothing about those."""
    kind = values.get("kind", "scene")
    if kind not in ("scene", "face"):
        return {}
    request = RenderRequest.from_dict(values)
    compose = request.options.compose
    timing = watch.timing(compose.picture.preset, reused_people(report.motion, compose, request.face))
    return {} if timing is None else {"timing": timing.as_dict()}


def _scene(values: Json, events: _Events) -> SceneReport:
    """Make the movie of a dataset's scene."""
    # here: without Blender, `_answer` reports an error instead of a traceback
    from ..common.session import fresh_scene
    from .movie import make_movie

    request, source = _requested(values)
    return make_movie(
        source,
        request.out,
        request.options,
        fresh_scene(),
        root=request.dataset,
        name=request.file_name,
        segments=request.segments,
        progress=events,
    )


def _face(values: Json, events: _Events) -> SceneReport:
    """Make the movie of one actor's face."""
    # here: without Blender, `_answer` reports an error instead of a traceback
    from ..common.session import fresh_scene
    from .face_movie import make_face_movie

    request, source = _requested(values)
    if request.face is None:
        raise UsageError(f"{request.file_name}: the request for a face has no actor")
    return make_face_movie(
        request.dataset,
        source,
        request.face,
        request.out,
        request.options,
        fresh_scene(),
        name=request.file_name,
        segments=request.segments,
        progress=events,
    )


def _blend(values: Json, events: _Events) -> SceneReport:
    """Make the movie of a scene in a .blend."""
    # here: without Blender, `_answer` reports an error instead of a traceback
    from ...core.jobs.blend_request import BlendRequest
    from .blend_movie import make_blend_movie

    return make_blend_movie(BlendRequest.from_dict(values), progress=events)


def _requested(values: Json) -> tuple[RenderRequest, Scene]:
    """Return the request that ``values`` describe, and the dataset's scene that it names."""
    request = RenderRequest.from_dict(values)
    layout = request.options.compose.take.dataset_layout
    return request, Dataset.open(request.dataset, layout).scene(request.key)


_KINDS: dict[str, Callable[[Json, _Events], SceneReport]] = {"scene": _scene, "face": _face, "blend": _blend}


def _failed(error: str, *, permanent: bool, machine: bool = False) -> Json:
    """Return the event of a failure.

    Args:
        error: Why, as a sentence.
        permanent: Whether a retry with the same files would fail as well.
        machine: Whether every other scene would fail as well.
    """
    values = {"event": "failed", "error": error[:_LONGEST], "permanent": permanent, "machine": machine}
    return values | {"memory": memory_in_use()}


def _print_to(log: str) -> None:
    sys.stderr.flush()
    descriptor = open_own(Path(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    os.close(descriptor)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Blender's own shutdown can crash after everything is done and written.
    os._exit(code)
