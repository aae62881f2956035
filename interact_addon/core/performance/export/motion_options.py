# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when motions are written as files of other programs and models."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...foundation.choices import Choice, ids
from ...foundation.errors import UsageError
from ...schema.fields import check_fields, option
from ...schema.frames import BlendFrames
from ...schema.kinds import Frames, OneOf, Rate, Switch

__all__ = ["BONES", "MODELS", "MOTION_FORMATS", "TARGETS", "UPS", "MotionExportOptions"]

MOTION_FORMATS: tuple[Choice, ...] = (
    Choice("bvh", "BVH", "Motion files, one per person", 0),
    Choice("npz", "SMPL", "Rotations in SMPL-X's layout with their rest joints, one .npz per person", 1),
    Choice("joints", "Joints", "SMPL's 22 joints, (2, F, 22, 3) in one .npy and (F, 22, 3) per person", 2),
    Choice("interhuman", "InterHuman", "InterGen's 262 features of two people, (2, F, 262) at 30 fps", 3),
    Choice("humanml3d", "HumanML3D", "HumanML3D's 263 features, (F, 263) per person at 20 fps", 4),
)
MODEL_FORMATS: tuple[Choice, ...] = (
    Choice("glb", "glTF", "Skinned characters with their motion, .glb", 5),
    Choice("usd", "USD", "Skinned characters with their motion, .usdc", 6),
    Choice("fbx", "FBX", "Skinned characters with their motion, .fbx", 7),
)
ARRAY_FORMATS: tuple[Choice, ...] = (
    Choice("arrays", "Training Arrays", "Bodies, faces, sound and labels at one rate, one .npz per scene", 8),
)
MODELS = ids(MODEL_FORMATS)
TARGETS = ids(MOTION_FORMATS + MODEL_FORMATS + ARRAY_FORMATS)
BONES: tuple[Choice, ...] = (
    Choice("interact", "InterAct", "InterAct's names of the body's 22 joints, with a T-pose", 0),
    Choice("source", "Source", "The joints, units and axes of the motion's own file", 1),
)
UPS: tuple[Choice, ...] = (
    Choice("Y", "Y", "As in BVH, glTF and most models' arrays: X to the side, Z towards the viewer", 0),
    Choice("Z", "Z", "As in Blender", 1),
)
_RATES = {"interhuman": Fraction(30), "humanml3d": Fraction(20)}


@dataclass(frozen=True, slots=True)
class MotionExportOptions:
    """How motions are written.

    Attributes:
        to: One of ``TARGETS``.
        bones: Of a BVH: ``interact`` or ``source``.
        up: The up axis of BVH in InterAct's convention, rotations and joints. Features always have Y up.
        rate: Frames per second; None for the motion's own, for features those that their models have.
        frames: First and last frame, both included: of a performance counted from 1, of a .blend those of
            its timeline; None for all.
        overwrite: Whether to replace existing files.
    """

    to: str = option(
        "bvh",
        OneOf(MOTION_FORMATS + MODEL_FORMATS + ARRAY_FORMATS),
        label="Format",
        help="What is written",
    )
    bones: str = option("interact", OneOf(BONES), label="Bones", help="Which skeleton a BVH has")
    up: str = option("Y", OneOf(UPS), label="Up", help="Up axis of BVH, rotations and joints", name="up_axis")
    rate: Fraction | None = option(
        None,
        Rate(),
        label="Frame Rate",
        help="Frames per second; default: the motion's own, for features their models', for arrays 30",
        name="fps",
        metavar="RATE",
    )
    frames: BlendFrames | None = option(
        None,
        Frames(timeline=True),
        label="Frames",
        help="First and last frame, both included",
        metavar="A-B",
    )
    overwrite: bool = option(False, Switch(), label="Overwrite", help="Replace existing files")

    def __post_init__(self) -> None:
        check_fields(self)

    def rate_of(self, own: Fraction) -> Fraction:
        """Return the frames per second to write, of a motion with ``own``.

        Raises:
            UsageError: features have another rate.
        """
        usual = _RATES.get(self.to)
        if usual is not None and self.rate not in (None, usual):
            raise UsageError(f"{self.to} features have {usual} frames per second", cure="Leave out --fps")
        return usual or self.rate or own
