# SPDX-License-Identifier: GPL-3.0-or-later
"""The record beside a movie: what it was made of. It is the proof that a scene is done.

A scene is delivered in this order: video, movie and record are written and synced in the attempt's own
folder, then renamed into their places, the record last. A process that finds a record in an attempt's
folder can finish the delivery.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...foundation.atomic_file import sync_file
from ...foundation.errors import RenderError
from ...foundation.reading.strict_json import parse_json, structured
from ...foundation.writing.own_files import is_own_file, remove_own_folder, rename_own
from ...jobs.report import SceneReport
from .edit_files import edit_paths, remove_edit
from .inputs import file_hash
from .layout import Layout, cannot_write, write_whole
from .pictures import pictures_are, pictures_record
from .points import point
from .record_form import FORMAT, DeliveredFile, RecordForm, read_form
from .versions import forget_source, set_aside

__all__ = ["Record", "deliver", "finish_delivery", "is_as_recorded", "read_checked", "read_record"]

_RECORD = "record.json"


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a delivered movie.

    Attributes:
        path: The file.
        values: Its content.
        form: What is read of it, checked.
    """

    path: Path
    values: dict[str, Any]
    form: RecordForm

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the inputs and options."""
        return self.form.fingerprint

    def proves(self, layout: Layout, name: str, *, content: bool = False) -> bool:
        """Return whether movie and video are as delivered; those whose times changed are read again.

        Args:
            layout: The output folder.
            name: What the scene's files are called.
            content: Whether they are read in any case.
        """
        movie, video = self.form.movie, self.form.video
        if not is_as_recorded(layout.movie(name), movie, content=content):
            return False
        if layout.face == "png":
            return pictures_are(layout.video(name), video, content=content)
        return is_as_recorded(layout.video(name), video, content=content)

    def report(self, layout: Layout, name: str) -> SceneReport:
        """Return the report of the run that made the movie."""
        form = self.form
        return SceneReport(
            key=form.key,
            movie=layout.movie(name),
            video=layout.video(name),
            frames=form.frames,
            duration=form.duration,
            findings=form.findings,
            seconds=form.seconds,
            motion=form.motion or {},  # records of before have none
            edit=form.readable_edit,
            made=form.made,
        )


def read_record(path: Path) -> Record | None:
    """Return a record, or None if there is none that this version can read."""
    return read_checked(path)[0]


def read_checked(path: Path) -> tuple[Record | None, str]:
    """Return a record, and what is wrong with it as a clause; None and nothing where there is none."""
    values, form, damage = read_form(path)
    return (None if form is None else Record(path, values, form)), damage


def deliver(
    layout: Layout,
    name: str,
    work: Path,
    values: dict[str, Any],
    check: Callable[[], None] = lambda: None,
    *,
    replace: bool = False,
) -> Record:
    """Move the results of an attempt into their place, with its record.

    Args:
        layout: The output folder.
        name: What the scene's files are called.
        work: The attempt's folder, with video and movie where ``layout.paths`` puts them.
            A face's pictures are in their place already.
        values: The record's content other than the files.
        check: Called before the first file gets its final name; raises if that is not ours to give.
        replace: Whether to replace a movie that was rendered from a .blend, too.

    Raises:
        RenderError: the values are not those of a movie.
        WorkError: it cannot be written; what was delivered before stays.
    """
    video, movie = layout.paths(work, name)
    try:
        entry = pictures_record(layout.video(name), values) if layout.face == "png" else _synced(video)
        point("video_synced")
        record = {"format": FORMAT, **values, "movie": _synced(movie), "video": entry}
        point("movie_synced")
    except OSError as error:
        raise cannot_write(movie, error) from error
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    try:
        form = structured(parse_json(text), RecordForm)
    except ValueError as fault:  # else the next run would find a damaged record
        raise RenderError(f"the worker reported what is not true of a movie: {fault}", path=movie) from None
    write_whole(work / _RECORD, text)
    point("record_written")
    check()
    finish_delivery(layout, name, work, replace=replace)
    return Record(layout.record(name), record, form)


def finish_delivery(layout: Layout, name: str, work: Path, *, replace: bool = False) -> bool:
    """Rename the results of an attempt into their place, and remove the attempt's folder.

    A movie in its place that was rendered from a .blend gets another name, unless it is to be replaced.

    Returns:
        Whether there was anything to deliver.

    Raises:
        WorkError: the files cannot be renamed.
    """
    video, movie = layout.paths(work, name)
    try:
        if not is_own_file(work / _RECORD, layout.out):
            return False
        pairs = [(video, layout.video(name)), (movie, layout.movie(name))]
        beside = list(zip(edit_paths(movie), edit_paths(layout.movie(name)), strict=True))
        if movie.is_file() and not beside[0][0].is_file():
            remove_edit(layout.movie(name), layout.out)
        if is_own_file(movie, layout.out) and (replace or set_aside(layout, name) is None):
            forget_source(layout, name)
        places = {layout.video(name): "video_in_place", layout.movie(name): "movie_in_place"}
        for made, place in (*beside, *pairs):
            if is_own_file(made, layout.out):
                rename_own(made, place, layout.out)
                point(places.get(place, "edit_in_place"))
        rename_own(work / _RECORD, layout.record(name), layout.out)
        point("record_in_place")
    except OSError as error:
        raise cannot_write(layout.record(name), error) from error
    remove_own_folder(work, layout.out)
    point("work_removed")
    return True


def _synced(path: Path) -> dict[str, Any]:
    """Sync a file to the disk, and return the record's entry for it."""
    sync_file(path)
    status = path.stat()
    return {
        "file": path.name,
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "sha256": file_hash(path),
    }


def is_as_recorded(path: Path, entry: DeliveredFile | None, *, content: bool = False) -> bool:
    """Whether a file is as a record's entry says; where its time has changed, or for content, it is read."""
    if entry is None:
        return False
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size != entry.size:
            return False
        as_it_was = status.st_mtime_ns == entry.mtime_ns and not content
        return as_it_was or file_hash(path) == entry.sha256
    except OSError:
        return False
