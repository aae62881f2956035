# SPDX-License-Identifier: GPL-3.0-or-later
"""What every import shares: its options, its result, the scene's frame rate and range."""

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
    """How files are imported.

    Attributes:
        reading: How they are read.
        first_frame: The Blender frame of their first frame.
        look: Who is made where nobody is there yet: the id of a built-in person, ``auto`` for the one who
            always plays this actor, or ``none`` for an armature without a body.
        root: How the hips' place is scaled on characters with a skeleton of their own; see `RetargetOptions`.
        extend: Whether the scene's last frame moves on to where the longest file ends; never back.
        adopt_rate: Whether the scene takes over the first motion's frame rate; else it stays as it is.
        replace_voice: Whether an actor's new voice takes the place of the old one.
        cache: Folder of fitted characters; None for the user's own.
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
    """Somebody, or something, that something was imported onto.

    Attributes:
        key: The performance, such as ``20231119_001_051``; else what the file is called.
        armature: The armature object; None for a mesh alone, or a voice of nobody.
        meshes: The mesh objects that hang on it, or the meshes whose faces were keyed.
        strips: Sound strips that were added.
        new: Whether the character was made for it.
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
    """What came of several files.

    Attributes:
        actors: In the order of the files that could be imported.
        failures: One for each file that could not; the others were imported nonetheless.
        findings: What is odd, or worth telling.
    """

    actors: tuple[ImportedActor, ...]
    failures: tuple[InteractError, ...] = ()
    findings: tuple[Finding, ...] = ()


def adopt_rate(scene: bpy.types.Scene, rate: Fraction) -> tuple[Finding, ...]:
    """Let the scene have this frame rate, and tell it where it had another."""
    before = scene_rate(scene)
    if before == rate:
        return ()
    set_scene_rate(scene, rate)
    text = f"the scene's frame rate was {float(before):g} and is {float(rate):g} now"
    return (Finding("scene-rate", text, level="info"),)


def extend_range(scene: bpy.types.Scene, options: ImportOptions, frames: int) -> tuple[Finding, ...]:
    """Move the scene's end on so that ``frames`` frames are played."""
    last = options.first_frame + frames - 1
    if not options.extend or frames < 1 or last <= scene.frame_end:
        return ()
    text = f"the scene ended at frame {scene.frame_end} and ends at {last} now"
    scene.frame_end = last
    return (Finding("scene-range", text, level="info"),)


def place_for(scene: bpy.types.Scene, collection: bpy.types.Collection | None) -> bpy.types.Collection:
    """Where new objects go: the collection that is meant, else the scene's own.

    One that is linked from another file, or overrides one, can be given none.
    """
    chosen: Any = collection
    if chosen is None or chosen.library is not None or chosen.override_library is not None:
        return scene.collection
    return chosen


def distinct(values: list[_T]) -> tuple[_T, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(values))
