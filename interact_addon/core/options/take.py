# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when performances are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..animation.bvh.units import UNIT_CHOICES, UP_CHOICES
from ..dataset.layouts.registry import LAYOUTS
from ..dataset.model import BODIES
from ..face.arkit.face_options import FaceReading, face_columns_option, face_rate_option
from ..foundation.choices import Choice
from ..schema.fields import NOTHING, check_fields, option
from ..schema.kinds import File, FileByActor, OneOf, Rate

__all__ = ["FLOORS", "HANDS", "INTERACT_RATE", "PEOPLE", "TakeOptions"]

INTERACT_RATE = Fraction(30)
PEOPLE = "the people"
HANDS: tuple[Choice, ...] = (
    Choice("relaxed", "Relaxed", "Bent as the people at rest have them", 0),
    Choice("flat", "Flat", "Straight, as in a T-pose", 1),
)
FLOORS: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "Brought to the feet where the files do not know it", 0),
    Choice("keep", "Keep", "At height 0 of the files", 1),
    Choice("snap", "Under the Feet", "Brought to the lowest foot of the scene, for both people alike", 2),
)


@dataclass(frozen=True, slots=True)
class TakeOptions:
    """How performances are read.

    Attributes:
        rate: The scene's frames per second; bodies and faces of another rate are resampled, with a finding.
        bodies: ``auto`` (the actor's own proportions, else the retargeted), ``bvhs`` or ``bvhs_retarget``.
        units: ``cm`` as InterAct has it, ``auto``, or another unit that the BVH reader knows. At its default,
            what another layout says takes precedence.
        up: ``Y`` as InterAct has it, ``auto``, or another axis that the BVH reader knows; likewise.
        dataset_layout: The name of the dataset's layout, or ``auto``: as its files tell.
        face_columns: The order of the columns of faces without names: ``auto`` as their values tell; see
            `FaceReading`.
        face_rate: Frames per second of faces that do not say it; None for 30.
        skeleton: Actor id -> a file with that person's rest joints, for motion files that have rotations but
            no bones; ``all`` for the others. See `core.animation.smpl`.
        body_model: The user's own SMPL-X, SMPL-H or SMPL model file, or the folder that holds them, or None.
        hands: How hands are held whose fingers nobody captured: ``relaxed`` or ``flat``.
        floor: Where the floor is: ``keep``: at height 0 of the files; ``snap``: under the lowest foot of both
            people; ``auto``: that, where the files do not know it.
    """

    rate: Fraction = option(
        INTERACT_RATE,
        Rate(),
        label="Frame Rate",
        help="Frames per second of the scene, as in 30 or 30000/1001",
        name="fps",
        group=PEOPLE,
        metavar="RATE",
    )
    bodies: str = option(
        "auto", OneOf(BODIES), label="Bodies", help="Which motion files are used", group=PEOPLE
    )
    units: str = option(
        "cm", OneOf(UNIT_CHOICES), label="Units", help="What one unit of the BVH files is", group=PEOPLE
    )
    up: str = option("Y", OneOf(UP_CHOICES), label="Up", help="The up axis of the BVH files", group=PEOPLE)
    dataset_layout: str = option(
        "auto",
        OneOf(LAYOUTS),
        label="Layout",
        help="How the dataset lays out its files; automatic: as they tell",
        group=PEOPLE,
        new=True,
    )
    face_columns: str = face_columns_option(group=PEOPLE)
    face_rate: Fraction | None = face_rate_option(group=PEOPLE)
    skeleton: Mapping[str, Path] = option(
        {},
        FileByActor(),
        label="Skeleton",
        help="The rest joints of a person whose motion file has rotations but no bones (.npz or .bvh); "
        "may be repeated",
        group=PEOPLE,
        metavar="[ACTOR=]FILE",
        panel="",  # one per person: job files and the command line have it
        affects=NOTHING,  # their contents do, which the record holds among the input files
        new=True,
    )
    body_model: Path | None = option(
        None,
        File(),
        label="Body Model",
        help="Your own SMPL-X, SMPL-H or SMPL model file, or the folder that holds them",
        group=PEOPLE,
        metavar="PATH",
        affects=NOTHING,  # likewise
        new=True,
    )
    hands: str = option(
        "relaxed",
        OneOf(HANDS),
        label="Hands",
        help="How hands are held where nobody captured the fingers",
        group=PEOPLE,
        new=True,
    )
    floor: str = option(
        "auto", OneOf(FLOORS), label="Floor", help="Where the floor is", group=PEOPLE, new=True
    )

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def faces(self) -> FaceReading:
        """How faces are read."""
        return FaceReading(self.face_columns, self.face_rate)
