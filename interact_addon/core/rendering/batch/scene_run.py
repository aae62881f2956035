# SPDX-License-Identifier: GPL-3.0-or-later
"""One scene on its way to being done: claimed, begun, delivered or explained."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...foundation.errors import InteractError, RenderError
from ...foundation.version import __version__
from ...jobs.report import SceneReport
from ...jobs.segments import Segments
from ...video import find_ffmpeg
from ..results.inputs import Hashes, Inputs, read_inputs
from ..results.layout import Layout, cannot_write, write_whole
from ..results.lock import SceneLock
from ..results.pictures import prepare_pictures
from ..results.record import Record, deliver, finish_delivery, read_record
from .task import Task

__all__ = ["SceneRun", "read_failure"]


class SceneRun:
    """A task and everything that happens to it in one run.

    Args:
        task: The task.
        layout: The output folder.
        hashes: Content hashes of files.

    Attributes:
        attempts: How often it was tried.
        began: When the first attempt began, in the clock's seconds; None before.
    """

    def __init__(self, task: Task, layout: Layout, hashes: Hashes) -> None:
        self.task = task
        self.name = task.name
        self.attempts = 0
        self.began: float | None = None
        self._layout, self._hashes = layout.of(task.request), hashes
        self._lock: SceneLock | None = None
        self._folder: Path | None = None
        self._inputs: Inputs | None = None
        self._started = ""

    @property
    def log(self) -> Path:
        """What Blender prints about it."""
        return self._layout.log(self.name)

    @property
    def claimed(self) -> bool:
        """Whether it is ours."""
        return self._lock is not None

    def done_before(self) -> Record | None:
        """The record, if it proves that the scene is done with these inputs and options."""
        record = read_record(self._layout.record(self.name))
        if record is None or self.task.source is None or not record.proves(self._layout, self.name):
            return None
        self._inputs = read_inputs(self.task.source, self.task.request, self._hashes)
        return record if record.fingerprint == self._inputs.fingerprint else None

    def claim(self) -> bool:
        """Take the scene, and clear up after whoever had it and died.

        Returns:
            False where somebody else has it.

        Raises:
            WorkError: the output folder cannot be written.
        """
        self._lock = SceneLock.take(self._layout.lock(self.name))
        if self._lock is None:
            return False
        try:
            folders = self._layout.works(self.name)
        except OSError as error:
            raise cannot_write(self._layout.hidden, error) from error
        for folder in folders:
            if not finish_delivery(self._layout, self.name, folder):
                shutil.rmtree(folder, ignore_errors=True)
        return True

    def owner(self) -> str:
        """Who else has the scene."""
        return SceneLock.owner(self._layout.lock(self.name))

    def beat(self) -> None:
        """Show others that the scene's owner is alive."""
        if self._lock is not None:
            self._lock.beat()

    def report(self, record: Record) -> SceneReport:
        """The report of the run that made what the record proves."""
        return record.report(self._layout, self.name)

    def begin(self, segment_frames: int | None, *, afresh: bool = False) -> dict[str, Any]:
        """Begin an attempt.

        Args:
            segment_frames: Longer videos are rendered in segments of so many frames; None for none.
            afresh: A face's pictures that are there are not kept.

        Returns:
            The order for a child. It writes into a folder of this attempt's own.

        Raises:
            WorkError: the output folder cannot be written.
        """
        if self.task.source is None:
            raise RenderError(f"{self.name} has no scene")
        self.attempts += 1
        self._started = _now()
        self._inputs = read_inputs(self.task.source, self.task.request, self._hashes)
        self._folder = self._layout.new_work(self.name)
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("w" if self.attempts == 1 else "a", encoding="utf-8") as log:
                log.write(f"== {self._started}: {self.name}, attempt {self.attempts}\n")
            order = self.task.request.as_dict() | {"out": str(self._folder)}
            if self._layout.face == "png":
                pictures = self._layout.video(self.name)
                mark = self._layout.pictures_mark(self.name)
                prepare_pictures(pictures, mark, self._inputs.pictures, afresh=afresh and self.attempts == 1)
                order["face"]["pictures"] = str(pictures)
            elif segment_frames is not None:
                order["segments"] = Segments(segment_frames, self._kept_segments(segment_frames)).as_dict()
        except OSError as error:
            raise cannot_write(Path(error.filename or self.log), error) from error
        return order

    def deliver(self, event: dict[str, Any]) -> SceneReport:
        """Put what the child has made into its place, with the record.

        Args:
            event: The child's ``done``.

        Raises:
            RenderError: an input has changed meanwhile, or the movie is not there.
            WorkError: it cannot be written.
        """
        if self._folder is None or self._inputs is None:
            raise RenderError(f"{self.name} was not begun")
        if not self._inputs.unchanged():
            raise RenderError("an input file was changed while the scene was rendered")
        told = self._at_home(event["report"])
        values = {
            "key": self.task.request.key,
            "name": self.name,
            "fingerprint": self._inputs.fingerprint,
            "inputs": self._inputs.as_dicts(),
            "options": self._inputs.options,
            "versions": {
                "interact": __version__,
                "ffmpeg": find_ffmpeg(self.task.request.options.ffmpeg).version,
                **event.get("versions", {}),
            },
            "frames": told["frames"],
            "duration": told["duration"],
            "seconds": told["seconds"],
            "findings": told["findings"],
            "attempts": self.attempts,
            "started": self._started,
            "finished": _now(),
            "host": socket.gethostname(),
        }
        try:
            record = deliver(self._layout, self.name, self._folder, values)
        except (KeyError, FileNotFoundError) as error:
            raise RenderError("the movie that was told to be there is not") from error
        self._folder = None
        shutil.rmtree(self._layout.segments(self.name), ignore_errors=True)
        with suppress(OSError):
            self._layout.failure(self.name).unlink(missing_ok=True)
        return record.report(self._layout, self.name)

    def drop(self) -> None:
        """Forget the attempt: what it has written goes, but for whole segments."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def fail(self, error: str) -> SceneReport:
        """The scene will not be delivered in this run: remember why."""
        self.drop()
        values = {"name": self.name, "key": self.task.request.key, "error": error, "attempts": self.attempts}
        values |= {"time": _now(), "log": str(self.log)}
        with suppress(InteractError):  # it is told in any case
            write_whole(self._layout.failure(self.name), json.dumps(values, indent=1, ensure_ascii=False))
        return SceneReport(self.task.request.key, error=error)

    def told(self, error: str) -> str:
        """A child's words, with the place where the files were to go instead of the attempt's folder."""
        return error if self._folder is None else error.replace(str(self._folder), str(self._layout.out))

    def release(self) -> None:
        """Let others have the scene."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _at_home(self, report: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(report)
        if self._folder is not None:
            mine, home = (json.dumps(str(path))[1:-1] for path in (self._folder, self._layout.out))
            text = text.replace(mine, home)
        told: dict[str, Any] = json.loads(text)
        return told

    def _kept_segments(self, frames: int) -> Path:
        """Where whole segments of this very movie are kept; those of another are removed."""
        mark = "" if self._inputs is None else self._inputs.fingerprint[:16]
        mine = self._layout.segments(self.name) / f"{mark}-{frames}"
        for folder in self._layout.segments(self.name).glob("*"):
            if folder != mine:
                shutil.rmtree(folder, ignore_errors=True)
        mine.mkdir(parents=True, exist_ok=True)
        for part in mine.glob("*.part.*"):
            with suppress(OSError):
                os.unlink(part)  # noqa: PTH108 (the name says what it does)
        return mine


def read_failure(path: Path) -> str | None:
    """Why a scene failed the last time, or None where it did not."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["error"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _now() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
