# SPDX-License-Identifier: GPL-3.0-or-later
"""The job in the panel, saved with the file: rows, from and to the entries of a job file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ...blender.compat import steady_text
from ...core.camera.choices import CAMERA_PRESETS, CAMERAS
from ...core.foundation.choices import Choice
from ...core.jobs import Job, JobEntry, JobOptions
from ...core.jobs.packed import pack_options, unpack_options
from ...core.options.batch import BatchOptions
from ...core.options.movie import FrameRange
from ...core.options.picture import PRESETS
from ..common.classes import classes_factory
from ..common.option_properties import enum_items, option_properties, property_group
from ..common.translations import CONTEXT

__all__ = [
    "TIPS",
    "InteractJobList",
    "InteractJobRow",
    "RowTips",
    "add_entries",
    "entries_of",
    "job_list",
    "register",
    "take_job",
    "unregister",
]

_SAME = "SAME"


def _row_items(choices: Sequence[Choice]) -> list[tuple[str, str, str, int]]:
    """Return the items of a row's choice; the first leaves it to the panels."""
    same = (_SAME, "As the Others", "As chosen in the panels for all scenes", 0)
    return [same, *((name, label, about, number + 1) for name, label, about, number in enum_items(choices))]


ROW_PRESET_ITEMS = _row_items(PRESETS)
ROW_CAMERA_ITEMS = _row_items(CAMERAS)


@dataclass(slots=True)
class RowTips:
    """Who writes the rows' tooltips: the panel, which knows more than this module.

    Attributes:
        of: Returns a row's.
    """

    of: Callable[[Any], str] = lambda row: ""


TIPS = RowTips()


def _tip(row: Any) -> str:
    return TIPS.of(row)


class InteractJobRow(bpy.types.PropertyGroup):
    """One movie of the job; ``name`` is the name of its files."""

    key: StringProperty(name="Scene", description="The scene's key")
    actor: StringProperty(name="Actor", description="Whose face it is; empty for a whole scene")
    dataset: StringProperty(name="Dataset", description="Its dataset; empty for the chosen one")
    preset: EnumProperty(
        name="Preset",
        translation_context=CONTEXT,
        description="How its pictures are rendered",
        items=ROW_PRESET_ITEMS,
    )
    camera: EnumProperty(
        name="Camera",
        translation_context=CONTEXT,
        description="Where its camera stands",
        items=ROW_CAMERA_ITEMS,
    )
    use_frames: BoolProperty(name="Own Frames", description="Render only some of its frames")
    frame_first: IntProperty(name="First Frame", description="Its first frame to render", default=1, min=1)
    frame_last: IntProperty(name="Last Frame", description="Its last frame to render", default=120, min=1)
    tip: StringProperty(name="Movie", description="What is known about this movie", get=steady_text(_tip))
    rest: StringProperty(name="Other Options", description="Other options of the job file for it")


_PROPERTIES: dict[str, Any] = {
    **option_properties(BatchOptions),
    "rows": CollectionProperty(type=InteractJobRow),
    "active": IntProperty(name="Chosen Row", description="The chosen movie of the job"),
    "use_frames": BoolProperty(
        name="Part of Each Scene", description="Render only some frames of each scene"
    ),
    "frame_first": IntProperty(
        name="First Frame", description="The first frame of each scene to render", default=1, min=1
    ),
    "frame_last": IntProperty(
        name="Last Frame", description="The last frame of each scene to render", default=120, min=1
    ),
    "keep": BoolProperty(
        name="Keep Rendering",
        description="Go on rendering when this Blender is closed; the panel finds the job again."
        " Otherwise closing Blender ends it, and Start continues where it stopped",
        default=True,
    ),
}
InteractJobList: Any = property_group(
    "InteractJobList", __name__, _PROPERTIES, "The job and its options; ``Scene.interact_job_list``."
)


def job_list(context: Any) -> Any:
    """Return the job of the scene in the window."""
    return context.scene.interact_job_list


def entries_of(jobs: Any) -> list[JobEntry]:
    """Return the job's entries.

    Raises:
        UsageError: a row's frames are invalid.
        JobError: a row's other options are damaged.
    """
    return [_entry(row) for row in jobs.rows]


def add_entries(jobs: Any, entries: Sequence[JobEntry]) -> int:
    """Add rows for entries that the job does not have yet.

    Returns:
        How many were added.
    """
    there = {row.name.casefold() for row in jobs.rows}
    added = 0
    for entry in entries:
        if entry.name.casefold() in there:
            continue
        there.add(entry.name.casefold())
        _fill(jobs.rows.add(), entry)
        added += 1
    return added


def take_job(context: Any, job: Job) -> None:
    """Replace the panel's job by a job file's entries."""
    jobs = job_list(context)
    jobs.rows.clear()
    jobs.active = 0
    add_entries(jobs, job.entries)


def _entry(row: InteractJobRow) -> JobEntry:
    options = unpack_options(row.rest)
    if row.preset != _SAME:
        options = options.but(preset=row.preset)
    if row.camera != _SAME:
        options = options.but(camera=row.camera)
    if row.use_frames:
        options = options.but(frames=FrameRange(row.frame_first, row.frame_last))
    entry = JobEntry(
        row.key,
        actor=row.actor or None,
        dataset=Path(row.dataset) if row.dataset else None,
        options=options,
    )
    return entry if entry.word == row.name else replace(entry, output=row.name)


def _fill(row: InteractJobRow, entry: JobEntry) -> None:
    options = entry.options
    row.name, row.key, row.actor = entry.name, entry.key, entry.actor or ""
    row.dataset = "" if entry.dataset is None else str(entry.dataset.absolute())
    # A camera about an actor is not in the menu.
    listed = options.camera if options.camera in CAMERA_PRESETS else None
    row.preset, row.camera = options.preset or _SAME, listed or _SAME
    row.use_frames = options.frames is not None
    if options.frames is not None:
        row.frame_first, row.frame_last = options.frames.first, options.frames.last
    rest: JobOptions = options.but(
        preset=None, camera=None if listed else options.camera, frames=None
    ).with_paths(Path.absolute)
    row.rest = pack_options(rest)


_register, _unregister = classes_factory(InteractJobRow, InteractJobList)


def register() -> None:
    """Add the classes, and ``Scene.interact_job_list``."""
    _register()
    scene_type: Any = bpy.types.Scene
    scene_type.interact_job_list = PointerProperty(type=InteractJobList)


def unregister() -> None:
    """Remove what :func:`register` added."""
    scene_type: Any = bpy.types.Scene
    del scene_type.interact_job_list
    _unregister()
