# SPDX-License-Identifier: GPL-3.0-or-later
"""Read-only view of the batch of an output folder, for other processes: the reading side of :mod:`.state`."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...foundation.errors import InputError, InteractError
from ...foundation.paths import exists_safely
from ...foundation.reading.strict_json import read_json
from ...foundation.writing.own_files import is_own_file
from .failure import read_failure
from .layout import Layout
from .lock import SceneLock
from .state import FORMAT, STATES, SceneState, lock_path, panel_state, stop_path

__all__ = ["BatchState", "BatchWatch"]

_NOTHING = SceneState()
_MOST_BYTES = 1 << 28
_MOST_SECONDS = 1e10  # 300 years


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


@dataclass(frozen=True, slots=True)
class _Written:
    """The file that the coordinator keeps."""

    format: int
    scenes: dict[str, SceneState] = field(default_factory=dict)
    host: str = ""
    pid: int = 0
    workers: int = 0
    done: int = 0
    total: int = 0
    left: float | None = None
    interrupted: bool = False
    error: str | None = None
    report: str | None = None
    ended: str | None = None

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ValueError(f"it is of the form {self.format}, not {FORMAT}")
        scenes = self.scenes.values()
        numbers = (self.pid, self.workers, self.done, self.total, *(each.done for each in scenes))
        if min(numbers) < 0 or not 0.0 <= (self.left or 0.0) <= _MOST_SECONDS:
            raise ValueError("it counts below nothing")
        if not all(scene.state in STATES for scene in scenes):
            raise ValueError("a scene of it is in no known state")


class BatchWatch:
    """Watches an output folder; what has not changed is not read again.

    Args:
        out: The output folder. It need not exist.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = panel_state(out)
        self._mark: tuple[int, int, int] | None = None
        self._values: _Written | None = None

    def look(self, names: Iterable[str] = ()) -> BatchState:
        """Return the current state.

        Args:
            names: Scenes to include even if they are not in the batch: the folder's files show whether they
                are done.
        """
        values = self._read()
        running = values is not None and values.ended is None and self._alive()
        if values is not None and not running and values.ended is None:
            values = self._read()  # it can have ended between the two checks
        killed = values is not None and not running and values.ended is None
        shown = values or _Written(FORMAT)
        scenes: dict[str, SceneState] = {name: self._own(name, each) for name, each in shown.scenes.items()}
        if not running:
            scenes = self._what_is_left(scenes, names)
        asked = exists_safely(stop_path(self.path))
        return BatchState(
            known=values is not None,
            running=running,
            stopping=running and asked,
            killed=killed and not asked,
            interrupted=killed or shown.interrupted,
            error=shown.error,
            host=shown.host,
            pid=shown.pid,
            workers=shown.workers,
            done=shown.done,
            total=shown.total,
            left=shown.left if running else None,
            report=self._page(shown.report),
            ended=shown.ended,
            scenes=scenes,
        )

    def _own(self, name: str, scene: SceneState) -> SceneState:
        """Return a scene's state with the movie of its name: no other file is opened by a user's click."""
        if not scene.movie:
            return scene
        movie = Path(scene.movie)
        layout = Layout(self.out.absolute())
        own = layout.movie(name), replace(layout, face="png").movie(name)
        found = next(
            (path for path in own if path.name == movie.name and path.parent.name == movie.parent.name), None
        )
        return replace(scene, movie="" if found is None else str(found))

    def _page(self, report: str | None) -> Path | None:
        """Return the batch's report, which is in its folder: no other file is opened by a user's click."""
        page = self.out / "report.html"
        return page if report is not None and Path(report).name == page.name and exists_safely(page) else None

    def _read(self) -> _Written | None:
        """Return the coordinator's latest values; None if there are none that this version can read."""
        try:
            status = self.path.stat()
            mark = status.st_mtime_ns, status.st_size, status.st_ino
            if mark != self._mark:
                self._values = read_json(
                    self.path, _Written, "the state of the batch", most_bytes=_MOST_BYTES, follow=False
                )
                self._mark = mark
        except FileNotFoundError:
            self._values, self._mark = None, None
        except InputError as error:
            if not isinstance(error.__cause__, OSError):  # damaged; else it is being replaced
                self._values, self._mark = None, mark
        except OSError:
            pass  # the previous values still hold
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
