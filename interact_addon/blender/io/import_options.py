# SPDX-License-Identifier: GPL-3.0-or-later
"""Common parts of all imports: options, results, the scene's frame rate and range."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import bpy

from ...core.animation.retarget import ROOT_CHOICES
from ...core.characters import look_by_id
from ...core.foundation.errors import InteractError
from ...core.foundation.findings import Finding
from ...core.performance.read import ReadOptions
from ...core.schema.fields import check_fields, nested, option
from ...core.schema.kinds import File, OneOf, Switch, Text, Whole
from ..common.frame_rate import scene_rate, set_scene_rate

__all__ = [
    "AUTOMATIC",
    "BARE",
    "ImportOptions",
    "ImportResult",
    "ImportedActor",
    "adopt_rate",
    "distinct",
    "extend_range",
    "place_for",
    "scene_rate",
]

AUTOMATIC, BARE = "auto", "none"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Import options.

    Attributes:
        reading: Options of reading the files.
        first_frame: The Blender frame of the files' first frame.
        look: The character to create if there is none: the id of a built-in person, ``auto`` for the one who
            always plays this actor, or ``none`` for an armature without a body.
        root: How the hips' position is scaled on characters with another skeleton; see `RetargetOptions`.
        keep_feet: Whether planted feet stay where they stand on such characters; with ``root`` ``height``.
        extend: Whether the scene's last frame is moved to the end of the longest file, if that is later.
        adopt_rate: Whether the scene gets the first motion's frame rate; else it is not changed.
        replace_voice: Whether an actor's new voice replaces the old one.
        cache: Folder of fitted characters; None for the user's cache folder.
    """

    reading: ReadOptions = nested(ReadOptions)
    first_frame: int = option(
        1,
        Whole(-1048574, 1048574),  # as far as Blender's timeline goes
        label="Start Frame",
        help="The frame of the scene at which the files begin",
        panel="frame_start",
    )
    look: str = option(AUTOMATIC, Text(), label="Person", help="Who a new character is", panel="")
    root: str = option(
        "height",
        OneOf(ROOT_CHOICES),
        label="Hips",
        help="How the path of the hips is fitted to a character with a skeleton of its own",
    )
    keep_feet: bool = option(
        True,
        Switch(),
        label="Keep Feet",
        help="On a character with a skeleton of its own, keep planted feet on the floor where they stand;"
        " with Height Only",
    )
    extend: bool = option(
        True,
        Switch(),
        label="Extend Scene",
        help="Move the scene's last frame on to where the files end; it never moves back",
    )
    adopt_rate: bool = option(
        False, Switch(), label="Change Scene", help="Set the scene's frame rate to the file's", panel=""
    )
    replace_voice: bool = option(
        True,
        Switch(),
        label="Replace Voice",
        help="Remove the voice that the actor has already",
        panel="replace",
    )
    cache: Path | None = option(
        None, File(folder=True), label="Cache", help="The folder of fitted characters", panel=""
    )

    def __post_init__(self) -> None:
        check_fields(self)
        if self.look not in (AUTOMATIC, BARE):
            look_by_id(self.look)


@dataclass(frozen=True, eq=False)
class ImportedActor:
    """A character, mesh or voice that was imported or received an import.

    Attributes:
        key: The performance, such as ``20231119_001_051``; else the file's name.
        armature: The armature object; None for a mesh alone, or a voice without an actor.
        meshes: The mesh objects that belong to it, or the meshes whose faces were keyed.
        strips: The added sound strips.
        new: Whether the character was created by the import.
        frames: How many frames were imported; 0 for a voice.
    """

    key: str
    armature: bpy.types.Object | None
    meshes: tuple[bpy.types.Object, ...] = ()
    strips: tuple[bpy.types.Strip, ...] = ()
    new: bool = False
    frames: int = 0


@dataclass(frozen=True, eq=False)
class ImportResult:
    """The result of importing files.

    Attributes:
        actors: In the order of the files that were imported.
        failures: One for each file that could not be imported.
        findings: Warnings and remarks.
    """

    actors: tuple[ImportedActor, ...]
    failures: tuple[InteractError, ...] = ()
    findings: tuple[Finding, ...] = ()


def adopt_rate(scene: bpy.types.Scene, rate: Fraction) -> tuple[Finding, ...]:
    """Set the scene's frame rate, and report it if it was another one."""
    before = scene_rate(scene)
    if before == rate:
        return ()
    set_scene_rate(scene, rate)
    text = f"the scene's frame rate was {float(before):g} and is {float(rate):g} now"
    return (Finding("scene-rate", text, level="info"),)


def extend_range(scene: bpy.types.Scene, options: ImportOptions, frames: int) -> tuple[Finding, ...]:
    """Move the scene's end so that ``frames`` frames are played, and report it."""
    last = options.first_frame + frames - 1
    if not options.extend or frames < 1 or last <= scene.frame_end:
        return ()
    text = f"the scene ended at frame {scene.frame_end} and ends at {last} now"
    scene.frame_end = last
    return (Finding("scene-range", text, level="info"),)


def place_for(scene: bpy.types.Scene, collection: bpy.types.Collection | None) -> bpy.types.Collection:
    """Return the collection for new objects: the given one, else the scene's collection.

    Objects cannot be linked to a collection that is linked from another file, or is an override of one.
    """
    chosen: Any = collection
    if chosen is None or chosen.library is not None or chosen.override_library is not None:
        return scene.collection
    return chosen


def distinct(values: list[_T]) -> tuple[_T, ...]:
    """Return the distinct values, in order."""
    return tuple(dict.fromkeys(values))
