# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a batch, kept in a file that the panel of this or any other Blender can read.

With ``interact render --state FILE`` a coordinator keeps three files up to date:

- FILE: the state of every scene, as JSON. It is replaced atomically, and does not grow with the
  frames that are rendered.
- FILE.lock: held while the coordinator lives (see :mod:`.lock`). If the file says that the batch runs and
  the lock is free, the coordinator was killed.
- FILE.stop: created by another process to ask it to stop, as Ctrl-C does. A file, because signals reach
  neither processes on other machines nor, on Windows, ones that another process has started.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...foundation.errors import InteractError, WorkError
from ...foundation.paths import exists_safely
from ...foundation.writing.own_files import make_own_folder, own_root, remove_own, write_own
from ..batch.task import Task
from .layout import Layout, cannot_write
from .lock import HEARTBEAT, SceneLock

__all__ = [
    "FORMAT",
    "STATES",
    "SceneState",
    "StateKeeper",
    "keep_state",
    "lock_path",
    "panel_state",
    "stop_path",
]

FORMAT = 1
STATES = ("new", "waiting", "running", "elsewhere", "done", "kept", "failed", "left")
_LOOK = 0.25  # seconds between two checks for a stop request
_LEAST = 0.5  # seconds between two writes
_SHARE = 20  # writing takes at most this fraction (1 / 20) of the time
_PATIENCE = 5.0  # seconds: a reader holds the lock for a moment


@dataclass(slots=True)
class SceneState:
    """One scene of a batch.

    Attributes:
        state: ``new`` (not requested yet), ``waiting``, ``running``, ``elsewhere`` (another process
            has it), ``done``, ``kept`` (it was up to date), ``failed`` or ``left`` (not reached or not
            requested).
        done: Frames that are rendered.
        total: Frames in all; 0 while unknown.
        step: What is being done, in a word.
        error: Why it failed; while it is tried again, why it failed before.
        attempt: Which attempt this is, from 1; 0 before the first.
        owner: Which other process has it.
        movie: The movie, when it is done.
    """

    state: str = "new"
    done: int = 0
    total: int = 0
    step: str = ""
    error: str = ""
    attempt: int = 0
    owner: str = ""
    movie: str = ""


def panel_state(out: Path) -> Path:
    """Return the state file of the batch that the panel has started for an output folder."""
    return Layout(out.absolute()).hidden / "panel" / "state.json"


def lock_path(state: Path) -> Path:
    """Return the lock of the coordinator that keeps the file up to date."""
    return state.with_name(f"{state.name}.lock")


def stop_path(state: Path) -> Path:
    """Return the file that asks the coordinator to stop as soon as it exists."""
    return state.with_name(f"{state.name}.stop")


class StateKeeper:
    """The coordinator's side; use :func:`keep_state`."""

    def __init__(self, path: Path, lock: SceneLock) -> None:
        self._path, self._lock = path, lock
        self._scenes: dict[str, SceneState] = {}
        self._values: dict[str, Any] = {
            "format": FORMAT,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started": _now(),
            "ended": None,
            "interrupted": False,
            "error": None,
            "report": None,
            "workers": 0,
            "done": 0,
            "total": 0,
            "left": None,
        }
        self._stop: Callable[[], None] | None = None
        self._changed = True
        self._guard = threading.Lock()  # the coordinator's thread and the writer's share the values
        self._ending = threading.Event()
        self._writer = threading.Thread(target=self._keep, name="state", daemon=True)

    def begin(self) -> None:
        """Begin to write."""
        with suppress(OSError, WorkError):
            remove_own(stop_path(self._path))  # meant for the previous batch
        self._write()
        self._writer.start()

    def expect(self, tasks: Sequence[Task]) -> None:
        """Add the scenes of the batch."""
        with self._guard:
            self._scenes = {task.name: SceneState("waiting", total=task.frames) for task in tasks}
            self._changed = True

    def stoppable(self, stop: Callable[[], None]) -> None:
        """Set the function that stops the batch; it is called once, in another thread."""
        self._stop = stop

    def before(self, listener: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        """Return a listener that processes each event before it passes it on."""

        def listen(event: dict[str, Any]) -> None:
            self.hear(event)
            listener(event)

        return listen

    def hear(self, event: dict[str, Any]) -> None:
        """Process an event of the coordinator."""
        with self._guard:
            for name in ("done", "total", "left", "workers"):
                if name in event:
                    self._values[name] = event[name]
            if "name" in event:
                _take(self._scenes.setdefault(event["name"], SceneState()), event)
            self._changed = True

    def reported(self, page: Path | None, *, interrupted: bool) -> None:
        """Record the end of the batch, with or without a report page."""
        with self._guard:
            self._values["report"] = None if page is None else str(page)
            self._values["interrupted"] = interrupted

    def end(self, error: str | None = None) -> None:
        """Write the final state and release the lock."""
        self._ending.set()
        self._writer.join()
        with self._guard:
            self._values["ended"], self._values["error"] = _now(), error
        for _ in range(10):  # Windows does not replace a file while it is being read
            if self._write():
                break
            time.sleep(0.1)
        with suppress(OSError, WorkError):
            remove_own(stop_path(self._path))
        self._lock.release()

    def _keep(self) -> None:
        pause, wrote, beat = _LEAST, time.monotonic(), time.monotonic()
        while not self._ending.wait(_LOOK):
            now = time.monotonic()
            if now - beat >= HEARTBEAT:
                beat = now
                self._lock.beat()
            if self._changed and now - wrote >= pause:
                self._write()
                wrote = time.monotonic()
                pause = max(_LEAST, _SHARE * (wrote - now))
            if self._stop is not None and exists_safely(stop_path(self._path)):
                stop, self._stop = self._stop, None
                stop()

    def _write(self) -> bool:
        with self._guard:
            self._changed = False
            scenes = {name: asdict(scene) for name, scene in self._scenes.items()}
            text = json.dumps({**self._values, "scenes": scenes}, ensure_ascii=False)
        try:
            # Not synced: after a power cut nothing runs, and the records say what is done.
            write_own(self._path, text.encode("utf-8", "backslashreplace"), sync=False)
        except (OSError, WorkError):  # a full disk: the movies come first, and the next write can succeed
            self._changed = True
            return False
        return True


@contextmanager
def keep_state(path: Path | None) -> Iterator[StateKeeper | None]:
    """Keep a batch's state in a file while the block runs.

    Args:
        path: The file; None keeps nothing and yields None.

    Raises:
        WorkError: another batch keeps its state there, or the folder cannot be written.
    """
    if path is None:
        yield None
        return
    path = path.absolute()
    try:
        make_own_folder(path.parent, own_root(path))
    except OSError as error:
        raise cannot_write(path, error) from error
    keeper = StateKeeper(path, _locked(path))
    keeper.begin()
    try:
        yield keeper
    except InteractError as error:
        keeper.end(str(error))
        raise
    except KeyboardInterrupt:
        keeper.reported(None, interrupted=True)
        keeper.end()
        raise
    except BaseException as error:
        keeper.end(f"{type(error).__name__}: {error}. Please report this with the log.")
        raise
    keeper.end()


def _locked(path: Path) -> SceneLock:
    deadline = time.monotonic() + _PATIENCE
    while (lock := SceneLock.take(lock_path(path))) is None:
        if time.monotonic() > deadline:
            raise WorkError(
                f"a batch is already running in this folder ({SceneLock.owner(lock_path(path))})",
                path=path,
                cure="Wait for it, or stop it",
            )
        time.sleep(0.1)
    return lock


def _take(scene: SceneState, event: dict[str, Any]) -> None:
    """Update a scene's state from its event."""
    kind = event["event"]
    scene.done = int(event.get("scene_done", scene.done))
    scene.total = int(event.get("scene_total", scene.total)) or scene.total
    if kind == "begin":
        scene.state, scene.attempt, scene.step = "running", int(event["attempt"]), "starting Blender"
    elif kind == "step":
        scene.step = str(event["text"])
    elif kind == "frame":
        scene.step = "rendering"
    elif kind == "retry":
        scene.state, scene.done, scene.error = "waiting", 0, str(event["error"])
    elif kind == "elsewhere":
        scene.state, scene.owner = "elsewhere", str(event["owner"])
    elif kind == "scene":
        report = event["report"]
        scene.state, scene.error = str(event["state"]), report["error"] or ""
        if scene.state in ("done", "kept"):
            scene.done = scene.total = int(report["frames"])
            scene.movie = report["movie"] or ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
