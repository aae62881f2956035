# SPDX-License-Identifier: GPL-3.0-or-later
"""The child process that renders: started by :func:`...core.rendering.program.worker_command`.

One request per line of standard input, as JSON (:meth:`RenderRequest.as_dict`), until it ends. Events go as
JSON lines to what was standard output: any number of ``start``, ``frame`` and ``step``, then ``done`` or
``failed`` for each request. What Blender itself prints goes to standard error, or to the file that the
request names.

Besides what the kind of work needs, a request may hold

- ``kind``: what to do, ``scene`` by default;
- ``log``: a file that gets, from now on, what Blender prints;
- ``hold``: true where the parent keeps standard input open while it lives. When that closes during the work,
the
  parent is dead, and this process ends at once with everything it has started: nobody waits for the movie.

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
from typing import Any, TextIO

from ...core.dataset import Dataset, Scene
from ...core.foundation.errors import (
    NO_BLENDER,
    NO_BLENDER_CURE,
    InputError,
    InteractError,
    RenderError,
    UsageError,
)
from ...core.jobs.report import SceneReport
from ...core.jobs.request import RenderRequest
from ...core.rendering.processes import die_with_parent, end_own_group, memory_in_use
from .progress import RenderProgress

__all__ = ["main"]

Order = dict[str, Any]


def main() -> int:
    """Do what standard input asks for, until it ends.

    Returns:
        0 when every movie is there, 1 when one failed and was explained, 3 on a fault of ours.
    """
    events = _Events(os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1))
    os.dup2(2, 1)  # Blender writes to file descriptor 1 from C
    orders = _Orders(sys.stdin)
    worst = 0
    while (order := orders.next()) is not None:
        if order.get("log"):
            _print_to(order["log"])
        code, answer = _answer(order, events)
        orders.finished()  # before it is told: the parent may close the stream as soon as it hears
        events.tell(**answer)
        worst = max(worst, code)
    return worst


class _Events(RenderProgress):
    """What the parent gets: a line of JSON for each event."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, **event: object) -> None:
        """Write an event."""
        try:
            print(json.dumps(event), file=self._stream, flush=True)
        except OSError:
            os._exit(4)  # the parent is gone: nobody waits for this movie, and no orphan should go on

    def step(self, text: str) -> None:
        self.tell(event="step", text=text)

    def start(self, frames: int) -> None:
        self.tell(event="start", frames=frames)

    def frame(self, number: int) -> None:
        self.tell(event="frame", frame=number)

    def thumbnail(self, number: int) -> None:
        self.tell(event="thumbnail", frame=number)


class _Orders:
    """Requests as they come in; a thread of its own notices when no more will."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: queue.Queue[Order | None] = queue.Queue()
        self._held = False  # whether the end of the stream means that the parent is dead
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def next(self) -> Order | None:
        """The next request, or None when there are no more."""
        order = self._waiting.get()
        if order is not None and order.get("hold"):
            die_with_parent()
            self._held = True
        return order

    def finished(self) -> None:
        """The request was answered: from here on the end of the stream is a normal end."""
        self._held = False

    def _read(self) -> None:
        try:
            for line in self._stream:
                if line.strip():
                    self._waiting.put(json.loads(line))
        finally:  # also after a line that is no JSON: there is nobody to talk to
            self._waiting.put(None)
        if self._held:
            end_own_group(4)


def _answer(order: Order, events: _Events) -> tuple[int, Order]:
    """Do one request; the exit code that it stands for, and the event that ends it."""
    try:
        report = _KINDS[order.get("kind", "scene")](order, events)
    except InteractError as error:
        return 1, _failed(str(error), permanent=isinstance(error, UsageError | InputError))
    except ModuleNotFoundError as error:
        if error.name != "bpy":
            raise
        return 1, _failed(str(RenderError(NO_BLENDER, cure=NO_BLENDER_CURE)), permanent=True)
    except Exception as error:  # the parent shows one sentence; the log holds the whole story
        traceback.print_exc()
        told = f"{type(error).__name__}: {error}. Please report this with the log."
        return 3, _failed(told, permanent=False)
    import bpy  # here: only a request that could be done has shown that there is a Blender

    versions = {"blender": bpy.app.version_string, "python": sys.version.split()[0]}
    return 0, {"event": "done", "report": report.as_dict(), "memory": memory_in_use(), "versions": versions}


def _scene(order: Order, events: _Events) -> SceneReport:
    """A scene of a dataset, from its files to the movie."""
    # here: a Python without Blender is answered with a sentence, see `_answer`
    from ..common.session import fresh_scene
    from .movie import make_movie

    request, source = _requested(order)
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


def _face(order: Order, events: _Events) -> SceneReport:
    """One actor's face, from a dataset's files to the movie."""
    # here: a Python without Blender is answered with a sentence, see `_answer`
    from ..common.session import fresh_scene
    from .face_movie import make_face_movie

    request, source = _requested(order)
    if request.face is None:
        raise UsageError(f"{request.file_name}: the order for a face names no actor")
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


def _blend(order: Order, events: _Events) -> SceneReport:
    """A scene as it stands in a .blend."""
    # here: a Python without Blender is answered with a sentence, see `_answer`
    from ...core.jobs.blend_request import BlendRequest
    from .blend_movie import make_blend_movie

    return make_blend_movie(BlendRequest.from_dict(order), progress=events)


def _requested(order: Order) -> tuple[RenderRequest, Scene]:
    """A request for something of a dataset, and the scene that it names."""
    request = RenderRequest.from_dict(order)
    return request, Dataset.open(request.dataset).scene(request.key)


_KINDS: dict[str, Callable[[Order, _Events], SceneReport]] = {"scene": _scene, "face": _face, "blend": _blend}


def _failed(error: str, *, permanent: bool) -> Order:
    """``permanent``: trying again with the same files would fail in the same way."""
    return {"event": "failed", "error": error, "permanent": permanent, "memory": memory_in_use()}


def _print_to(log: str) -> None:
    sys.stderr.flush()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    os.close(descriptor)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Blender's own shutdown can crash after everything is done and written; there is nothing left to lose.
    os._exit(code)
