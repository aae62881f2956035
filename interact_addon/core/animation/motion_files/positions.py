# SPDX-License-Identifier: GPL-3.0-or-later
"""What the forms of positions share: the unit, which axis is up and the rate, which no such file says."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.findings import Finding
from ..bvh.units import UNITS
from ..from_joints import LEG, BodyPlan, bone_lengths, leg_length, motion_from_joints, rotations_from_rows
from .form import MotionFile, MotionReading

__all__ = ["TO_Z_UP", "body_of", "people_of", "row_of"]

Array = NDArray[np.float64]

TO_Z_UP = {
    "y": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
    "-y": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]]),
    "z": np.eye(3),
}
"""Up axis -> the matrix into this project's world."""
_NAMES = {"y": "Y", "-y": "-Y", "z": "Z"}
_UP_AXES = {name: axis for axis, name in _NAMES.items()}
_UNITS = {1.0: "metres", 0.01: "centimetres", 0.001: "millimetres"}
_LEGS = (0.35, 1.4)  # metres; children and giants included
_BEHIND = 0.3  # of a foot's length, on average
_UPRIGHT = 0.5  # of the height of a body that stands: what lies has less


def people_of(shape: tuple[int, ...], axes: int) -> tuple[str, ...]:
    """Return who is in an array: one where it has ``axes`` axes, ``1`` and ``2`` where one more leads."""
    return ("",) if len(shape) == axes else tuple(str(n + 1) for n in range(shape[0]))


def row_of(array: NDArray, person: str, axes: int) -> NDArray:
    """Return one person's part of an array, see `people_of`."""
    return array if array.ndim == axes else array[int(person) - 1]


def body_of(
    joints: Array,
    path: Path,
    reading: MotionReading,
    plan: BodyPlan,
    *,
    rate: Fraction,
    up: str | None = None,
    assumed: bool = False,
    rows: Array | None = None,
) -> MotionFile:
    """Return the motion of joints from a file.

    Args:
        joints: (F, J, 3) in any unit.
        path: The file, for findings.
        reading: What the file does not say.
        plan: What the joints are.
        rate: Frames per second of files of that form, which is assumed where ``reading`` has none.
        assumed: Whether such files may have another.
        up: A key of `TO_Z_UP` where the form says it; None to detect it.
        rows: (F, J - 1, 6) the first two rows of the joints' rotations relative to their parents', in SMPL's
            axes, where the file has them.

    Raises:
        MotionError: the numbers are no body's.
    """
    findings: list[Finding] = []

    def note(code: str, text: str, level: str = "info") -> None:
        findings.append(Finding(code, f"{path}: {text}", path=str(path), level=level))

    if assumed and reading.rate is None:
        note("rate-assumed", f"does not say its frame rate: {float(rate):g} frames per second are assumed")
    joints = joints[:, plan.order]
    up = _UP_AXES.get(reading.up, up)
    if up is None:
        up, sure = _up_axis(joints, plan)
        if up != "y" or not sure:
            text = f"its up axis is {'taken to be' if sure else 'assumed to be'} {_NAMES[up]}"
            note("up-guessed", text if sure else f"{text}, since nobody stands in it")
    joints = joints @ TO_Z_UP[up].T
    scale = UNITS.get(reading.units) or _scale(joints, plan)
    if scale != 1.0 and reading.units not in UNITS:
        unit = _UNITS.get(scale)
        text = f"its unit is {unit}, as the size of the legs says"
        if unit is None:
            text = "its unit is not known: the person is scaled to the size of a mean one"
        note("units-guessed", text, "info" if unit else "warning")
    if _mirrored(joints, plan):
        note("sides-exchanged", "its left and right are exchanged: the feet would point backwards", "warning")
        joints = joints[:, [plan.names.index(_opposite(name)) for name in plan.names]]
    given = None
    if rows is not None and rows.any():
        given = np.zeros((*joints.shape[:2], 4))
        given[..., 0] = 1.0
        given[:, 1:] = rotations_from_rows(rows, TO_Z_UP["y"])
    motion, more = motion_from_joints(scale * joints, reading.rate or rate, plan=plan, path=path, given=given)
    return MotionFile(motion, (*findings, *more))


def _scale(joints: Array, plan: BodyPlan) -> float:
    """Return the factor to metres."""
    there = joints[joints.any(axis=(1, 2))]
    leg = leg_length(plan, bone_lengths(plan, there)[0]) if len(there) else 0.0
    found = [unit for unit in _UNITS if _LEGS[0] <= unit * leg <= _LEGS[1]]
    return found[0] if found else LEG / leg if leg > 0 else 1.0


def _up_axis(joints: Array, plan: BodyPlan) -> tuple[str, bool]:
    """Return the axis along which head and ankles are apart, and whether that is clear."""
    ankles = [plan.joints[f"{side}_foot"] for side in ("left", "right")]
    tall = joints[:, plan.joints["head"]] - joints[:, ankles].mean(axis=1)
    length = float(np.linalg.norm(tall, axis=-1).mean())
    mean = tall.mean(axis=0) / max(length, 1e-9)
    _, y, z = mean
    if max(abs(y), abs(z)) < _UPRIGHT:
        return "y", False
    if abs(z) > abs(y):
        return "z", bool(z > 0)
    return ("y", True) if y > 0 else ("-y", True)


def _mirrored(joints: Array, plan: BodyPlan) -> bool:
    """Return whether the feet mostly point behind those whose left is where the names say; Z up."""
    at = {role: joints[:, joint] for role, joint in plan.joints.items()}
    left = at["left_thigh"] - at["right_thigh"]
    back = (at["left_upper_arm"] + at["right_upper_arm"] - at["left_thigh"] - at["right_thigh"]) / 2
    feet = sum(at[f"{side}_toe"] - at[f"{side}_foot"] for side in ("left", "right"))
    ahead = np.cross(left, back)
    across = float(np.einsum("fi,fi->", ahead, feet))
    scale = float(np.linalg.norm(ahead, axis=-1) @ np.linalg.norm(feet, axis=-1))
    return across < -_BEHIND * scale


def _opposite(name: str) -> str:
    for one, other in (("left", "right"), ("right", "left"), ("Left", "Right"), ("Right", "Left")):
        if name.startswith(one):
            return other + name.removeprefix(one)
    return name
