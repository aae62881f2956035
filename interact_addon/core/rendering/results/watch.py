# SPDX-License-Identifier: GPL-3.0-or-later
"""Read-only view of the batch of an output folder, for other processes: the reading side of :mod:`.state`."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ...foundation.errors import InteractError
from ...foundation.paths import exists_safely
from ...foundation.writing.own_files import is_own_file
from ..batch.scene_run import read_failure
from .layout import Layout
from .lock import SceneLock
from .state import FORMAT, SceneState, lock_path, panel_state, stop_path

__all__ = ["BatchState", "BatchWatch"]

_NOTHING = SceneState()


@dataclass(frozen=True, slots=True)
class BatchState:
    """What is known about the batch of an output folder.

    Attributes:
        known: Whether the panel ever started one here.
        running: Whether its coordinator is alive.
        stopping: Whether it was asked to stop.
        killed: Whether its coordinator died: its file says that it runs, but it is not alive.
        interrupted: Whether it was stopped before its end, in any way.
        error: Why it could not do its work at all, as a sentence.
        host: The machine that it runs or ran on.
        pid: Its process there.
        workers: Number of its child Blenders.
        done: Frames that are rendered.
        total: Frames in all.
        left: Remaining seconds; None while unknown.
        report: Its report page.
        ended: When it ended, in ISO 8601.
        scenes: Its scenes, by name.
    """

    known: bool = False
    running: bool = False
    stopping: bool = False
    killed: bool = False
    interrupted: bool = False
    error: str | None = None
    host: str = ""
    pid: int = 0
    workers: int = 0
    done: int = 0
    total: int = 0
    left: float | None = None
    report: Path | None = None
    ended: str | None = None
    scenes: Mapping[str, SceneState] = field(default_factory=dict)

    def scene(self, name: str) -> SceneState:
        """Return one scene; ``new`` if it is not in the batch."""
        return self.scenes.get(name, _NOTHING)

    def count(self, *states: str) -> int:
        """Return how many scenes are in one of these states."""
        return sum(scene.state in states for scene in self.scenes.values())

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """The names of scenes that failed, and why."""
        scenes = self.scenes.items()
        return tuple((name, scene.error) for name, scene in scenes if scene.state == "failed")

    @property
    def here(self) -> bool:
        """Whether it is a process of this machine."""
        return self.host == socket.gethostname()


class BatchWatch:
    """Watches an output folder; what has not changed is not read again.

    Args:
        out: The output folder. It need not exist.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = panel_state(out)
        self._mark: tuple[int, int, int] | None = None
        self._values: dict[str, Any] = {}

    def look(self, names: Iterable[str] = ()) -> BatchState:
        """Return the current state.

        Args:
            names: Scenes to include even if they are not in the batch: the folder's files show whether they
                are done.
        """
        values = self._read()
        running = bool(values) and values.get("ended") is None and self._alive()
        if values and not running and values.get("ended") is None:
            values = self._read()  # it can have ended between the two checks
        killed = bool(values) and not running and values.get("ended") is None
        scenes = {name: _scene(scene) for name, scene in values.get("scenes", {}).items()}
        if not running:
            scenes = self._what_is_left(scenes, names)
        asked = exists_safely(stop_path(self.path))
        return BatchState(
            known=bool(values),
            running=running,
            stopping=running and asked,
            killed=killed and not asked,
            interrupted=killed or bool(values.get("interrupted")),
            error=values.get("error"),
            host=str(values.get("host", "")),
            pid=int(values.get("pid", 0)),
            workers=int(values.get("workers", 0)),
            done=int(values.get("done", 0)),
            total=int(values.get("total", 0)),
            left=values.get("left") if running else None,
            report=_there(values.get("report")),
            ended=values.get("ended"),
            scenes=scenes,
        )

    def _read(self) -> dict[str, Any]:
        """Return the coordinator's latest values; empty if there are none that this version can read."""
        try:
            status = self.path.stat()
            mark = status.st_mtime_ns, status.st_size, status.st_ino
            if mark != self._mark:
                values = json.loads(self.path.read_text(encoding="utf-8"))
                usable = isinstance(values, dict) and values.get("format") == FORMAT
                self._values, self._mark = values if usable else {}, mark
        except FileNotFoundError:
            self._values, self._mark = {}, None
        except (OSError, ValueError):
            pass  # it is being replaced: the previous values still hold
        return self._values

    def _alive(self) -> bool:
        path = lock_path(self.path)
        if not is_own_file(path):
            return False
        try:
            lock = SceneLock.take(path)
        except InteractError:  # a read-only folder: others' locks cannot be tested
            return True
        if lock is None:
            return True
        lock.release()
        return False

    def _what_is_left(self, known: dict[str, SceneState], names: Iterable[str]) -> dict[str, SceneState]:
        """Return the scenes while no batch runs: the files show what is done, whatever happened before."""
        layout = Layout(self.out.absolute())
        scenes = {}
        for name in dict.fromkeys([*known, *names]):
            scene = known.get(name, _NOTHING)
            scenes[name] = scene if _still_so(scene, layout, name) else _from_files(layout, name)
        return scenes


def _still_so(scene: SceneState, layout: Layout, name: str) -> bool:
    """Return whether the files agree with the batch's latest values; others can have changed them since."""
    if scene.state == "failed":
        return exists_safely(layout.failure(name)) or not exists_safely(_record(layout, name))
    # The record beside the movie is written last; the movie can have been removed since.
    if scene.state not in ("done", "kept") or not scene.movie:
        return False
    movie = Path(scene.movie)
    return exists_safely(movie.with_suffix(".json")) and exists_safely(movie)


def _from_files(layout: Layout, name: str) -> SceneState:
    record = _record(layout, name)
    delivered, failed = _time(record), _time(layout.failure(name))
    if failed > delivered:
        return SceneState("failed", error=read_failure(layout.failure(name)) or "")
    movie = record.with_suffix(".mp4")
    return SceneState("done", movie=str(movie)) if delivered and exists_safely(movie) else SceneState()


def _record(layout: Layout, name: str) -> Path:
    """Return the record of a scene or of a face: the latest, if there are both."""
    return max(layout.record(name), replace(layout, face="png").record(name), key=_time)


def _time(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _scene(values: dict[str, Any]) -> SceneState:
    return SceneState(**{each.name: values[each.name] for each in fields(SceneState) if each.name in values})


def _there(path: Any) -> Path | None:
    return Path(path) if isinstance(path, str) and exists_safely(Path(path)) else None
