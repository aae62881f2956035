# SPDX-License-Identifier: GPL-3.0-or-later
"""One scene in a run: claim it, begin attempts, deliver it or record its failure."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...foundation.errors import InteractError, RenderError
from ...foundation.findings import Finding
from ...foundation.version import __version__
from ...foundation.writing.own_files import (
    check_own,
    is_own_file,
    make_own_folder,
    open_own,
    own_names,
    remove_own,
    remove_own_folder,
)
from ...jobs.report import SceneReport
from ...jobs.segments import Segments
from ...video import find_ffmpeg
from ...video.pictures_mark import PicturesMark
from ..child_events import Done
from ..costs.machine import this_machine
from ..results.edit_files import restore_edit
from ..results.inputs import Hashes, Inputs, read_inputs
from ..results.layout import Layout, cannot_write, write_whole
from ..results.lock import SceneLock
from ..results.pictures import prepare_pictures
from ..results.points import point
from ..results.record import Record, deliver, finish_delivery, read_checked
from ..results.replacing import would_replace
from ..results.versions import REPLACE
from .task import Task

__all__ = ["SceneRun", "SupersededError"]


class SupersededError(RenderError):
    """Another process took the scene over while this one was suspended or cut off from the folder."""

    def __init__(self) -> None:
        super().__init__("another process took the scene over")


class SceneRun:
    """A task and its state in one run.

    Args:
        task: The task.
        layout: The output folder.
        hashes: Content hashes of files.

    Attributes:
        attempts: Number of attempts.
        began: When the first attempt began, in the clock's seconds; None before.
        damage: What is wrong with its record, which is why it is rendered again; empty if nothing is.
    """

    def __init__(self, task: Task, layout: Layout, hashes: Hashes) -> None:
        self.task = task
        self.name = task.name
        self.attempts = 0
        self.began: float | None = None
        self.damage = ""
        self._failed = ""  # how the last attempt failed that could say why
        self._layout, self._hashes = layout.of(task.request), hashes
        self._lock: SceneLock | None = None
        self._folder: Path | None = None
        self._inputs: Inputs | None = None
        self._started = ""

    @property
    def preset(self) -> str:
        """The render preset, which decides what it needs of the machine."""
        return self.task.request.options.compose.picture.preset

    @property
    def log(self) -> Path:
        """File for Blender's output about it."""
        return self._layout.log(self.name)

    @property
    def _replace(self) -> bool:
        return self.task.request.options.existing == REPLACE

    @property
    def claimed(self) -> bool:
        """Whether this process has claimed it."""
        return self._lock is not None

    @property
    def superseded(self) -> bool:
        """Whether this process has claimed it, and another has taken it over since."""
        return self._lock is not None and not self._lock.held

    def done_before(self) -> Record | None:
        """Return the record, if it proves that the scene is done with these inputs and options.

        Where the scene is claimed, what earlier attempts have left beside it is removed then.
        """
        record, self.damage = read_checked(self._layout.record(self.name))
        if record is None or self.task.source is None or not self._as_delivered(record):
            return None
        self._inputs = read_inputs(self.task.source, self.task.request, self._hashes, pictures=False)
        if record.fingerprint != self._inputs.fingerprint:
            return None
        with suppress(InteractError):  # the movie is there all the same
            restore_edit(self._layout.movie(self.name), record.form.readable_edit, self._layout.out)
        if self.claimed:
            self._forget_attempts()
        return record

    def tidied(self, record: Record, *, begun: bool = False) -> Record | None:
        """Remove what a run that was killed, or one that failed later, has left beside a finished scene.

        Nothing is written where there is nothing of the kind, or another process has the scene.

        Args:
            record: What proves that the scene is done.
            begun: Whether there are folders of attempts.

        Returns:
            The record that is there now; None if the killed run had other inputs or options, and its movie is
            in place now.
        """
        places = (self._layout.lock, self._layout.failure, self._layout.segments)
        if not begun and not any(os.path.lexists(place(self.name)) for place in places):
            return record
        now: Record | None = record
        with suppress(InteractError):  # the movie is there all the same
            if self.claim():
                now = self.done_before()
        self.release()
        return now

    def _as_delivered(self, record: Record) -> bool:
        return record.proves(self._layout, self.name, content=self._hashes.content)

    def claim(self) -> bool:
        """Claim the scene, and clean up after a previous owner that died.

        Returns:
            False if another process has it.

        Raises:
            WorkError: the output folder cannot be written.
        """
        self._layout.check(self.name)
        self._lock = SceneLock.take(self._layout.lock(self.name))
        if self._lock is None:
            return False
        point("claimed")
        try:
            folders = self._layout.works(self.name)
        except OSError as error:
            raise cannot_write(self._layout.hidden, error) from error
        for each in folders:
            folder = self._layout.take_over(each, self.name, self._lock.token)
            if folder is not None and not finish_delivery(
                self._layout, self.name, folder, replace=self._replace
            ):
                remove_own_folder(folder, self._layout.out)
        point("cleared")
        return True

    def owner(self) -> str:
        """Return which other process has the scene."""
        return SceneLock.owner(self._layout.lock(self.name))

    def beat(self) -> None:
        """Show others that the scene's owner is alive."""
        if self._lock is not None:
            self._lock.beat()

    def report(self, record: Record) -> SceneReport:
        """Return the report of the run that the record belongs to."""
        return record.report(self._layout, self.name)

    def fails_again(self, error: str) -> bool:
        """Return whether a worker says the same as another one before: then a third would too.

        Numbers do not count: they can be those of a process.
        """
        said = re.sub(r"\d+", "0", error)
        before, self._failed = self._failed, said
        return said == before

    def begin(self, segment_frames: int | None, *, afresh: bool = False) -> dict[str, Any]:
        """Begin an attempt.

        Args:
            segment_frames: Maximum number of frames of a segment; None renders videos in one piece.
            afresh: Whether to discard the existing pictures of a face.

        Returns:
            The request for a child, which writes into this attempt's own folder.

        Raises:
            WorkError: the output folder cannot be written.
        """
        if self.task.source is None:
            raise RenderError(f"{self.name} has no scene")
        self.attempts += 1
        self._started = _now()
        self._inputs = read_inputs(self.task.source, self.task.request, self._hashes)
        self._folder = self._layout.new_work(self.name, "" if self._lock is None else self._lock.token)
        try:
            self._begin_log()
            request = self.task.request.as_dict() | {"out": str(self._folder)}
            if self._layout.face == "png":
                pictures = self._layout.video(self.name)
                mark = PicturesMark(self._layout.pictures_mark(self.name), self._inputs.pictures)
                prepare_pictures(pictures, mark, afresh=afresh and self.attempts == 1)
                request["face"] |= {"pictures": str(pictures), "mark": mark.as_dict()}
            elif segment_frames is not None:
                request["segments"] = Segments(segment_frames, self._kept_segments(segment_frames)).as_dict()
        except OSError as error:
            raise cannot_write(Path(error.filename or self.log), error) from error
        point("begun")
        return request

    def deliver(self, event: Done) -> SceneReport:
        """Move the child's results into their place, with the record.

        Args:
            event: The child's answer.

        Raises:
            SupersededError: another process took the scene over.
            RenderError: an input has changed meanwhile, or the movie is missing or elsewhere.
            WorkError: it cannot be written.
        """
        if self._folder is None or self._inputs is None:
            raise RenderError(f"{self.name} was not begun")
        if not self._inputs.unchanged():
            raise RenderError("an input file was changed while the scene was rendered")
        self._check_place(event.report.movie)
        report = self._at_home(event.report.as_dict())
        values = {
            "key": self.task.request.key,
            "name": self.name,
            "fingerprint": self._inputs.fingerprint,
            "inputs": self._inputs.as_dicts(),
            "options": self._inputs.options,
            "versions": {
                "interact": __version__,
                "ffmpeg": find_ffmpeg(self.task.request.options.ffmpeg).version,
                **event.versions,
            },
            "frames": report["frames"],
            "duration": report["duration"],
            "seconds": report["seconds"],
            "findings": report["findings"],
            "motion": report["motion"],
            **({"device": device} if (device := report["made"].get("device")) else {}),
            **({} if report["edit"] is None else {"edit": report["edit"]}),
            "attempts": self.attempts,
            "started": self._started,
            "finished": _now(),
            "host": socket.gethostname(),
        }
        replaced = would_replace(self._layout, self.name, self.task.request.options.existing)
        if event.timing is not None:
            values |= {"timing": event.timing.as_dict(), "machine": asdict(this_machine())}
        try:
            record = deliver(
                self._layout, self.name, self._folder, values, self._check_claim, replace=self._replace
            )
        except (InteractError, KeyError, FileNotFoundError) as error:
            self._check_claim()  # then the new owner has taken the attempt's folder, or removed it
            if isinstance(error, InteractError):
                raise
            raise RenderError("the movie that the worker reported is missing") from error
        self._folder = None
        self._forget_attempts()
        point("delivered")
        done = self._with_damage(record.report(self._layout, self.name))
        return done if replaced is None else replace(done, findings=(*done.findings, replaced))

    def _forget_attempts(self) -> None:
        """Remove the kept segments and the note of a failure, which nobody needs once the scene is done."""
        remove_own_folder(self._layout.segments(self.name), self._layout.out)
        with suppress(OSError):
            remove_own(self._layout.failure(self.name), self._layout.out)

    def _with_damage(self, report: SceneReport) -> SceneReport:
        """Say in the report of this run why a scene that has a record was rendered again."""
        if not self.damage:
            return report
        path = self._layout.record(self.name)
        text = f"{path}: {self.damage}: the scene was rendered again"
        odd = Finding("record-damaged", text, path=str(path), level="info")
        return replace(report, findings=(*report.findings, odd))

    def drop(self) -> None:
        """Discard the attempt and its files, except finished segments."""
        if self._folder is not None:
            with suppress(InteractError):
                remove_own_folder(self._folder, self._layout.out)
            self._folder = None

    def fail(self, error: str) -> SceneReport:
        """Record why the scene will not be delivered in this run, unless another has it; return a report."""
        self.drop()
        report = SceneReport(self.task.request.key, error=error)
        if self.superseded:
            return report
        values = {"name": self.name, "key": self.task.request.key, "error": error, "attempts": self.attempts}
        values |= {"time": _now(), "log": str(self.log)}
        with suppress(InteractError):  # it is reported in any case
            write_whole(self._layout.failure(self.name), json.dumps(values, indent=1, ensure_ascii=False))
        point("failure_written")
        return report

    def with_final_paths(self, error: str) -> str:
        """Return a child's message with the output folder in place of the attempt's folder."""
        return error if self._folder is None else error.replace(str(self._folder), str(self._layout.out))

    def release(self) -> None:
        """Release the scene for others."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _check_claim(self) -> None:
        if self.superseded:
            raise SupersededError

    def _check_place(self, movie: Path | None) -> None:
        """Raise a RenderError where the reported movie is not in the attempt's folder."""
        if movie is not None and self._folder is not None:
            with suppress(OSError, RuntimeError):  # a loop of links
                if movie.resolve().is_relative_to(self._folder.resolve()):
                    return
        raise RenderError("the worker reported a movie that is not in the folder of its attempt", path=movie)

    def _at_home(self, report: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(report)
        if self._folder is not None:
            mine, home = (json.dumps(str(path))[1:-1] for path in (self._folder, self._layout.out))
            text = text.replace(mine, home)
        values: dict[str, Any] = json.loads(text)
        return values

    def _kept_segments(self, frames: int) -> Path:
        """Return the folder of this movie's finished segments; those with other inputs are removed."""
        mark = "" if self._inputs is None else self._inputs.fingerprint[:16]
        mine = self._layout.segments(self.name) / f"{mark}-{frames}"
        out = self._layout.out
        for name in own_names(mine.parent, out):
            if name != mine.name:
                remove_own_folder(mine.parent / name, out)
        make_own_folder(mine, out)
        for name in own_names(mine, out):
            if ".part." in name or not is_own_file(mine / name, out):
                with suppress(OSError):
                    remove_own(mine / name, out)
        return mine

    def _begin_log(self) -> None:
        """Write when this attempt began: the first one in a new file."""
        if self.attempts == 1:
            check_own(self.log, self._layout.out, itself=True)
            remove_own(self.log, self._layout.out)
        descriptor = open_own(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, self._layout.out)
        with os.fdopen(descriptor, "a", encoding="utf-8") as log:
            log.write(f"== {self._started}: {self.name}, attempt {self.attempts}\n")


def _now() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
