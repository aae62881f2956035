# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays of joint positions, from anywhere: shape, unit and up axis, and the motion of one person."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from ...foundation.number_files import checked, peek_npy, read_npy
from ..bvh.axes import to_world
from ..bvh.units import UNITS
from ..from_joints import SMPL_22, motion_from_joints
from ..from_joints.plans import BodyPlan
from .form import MotionFile, MotionReading

__all__ = ["body_of_joints", "one_person", "people_by_shape", "shape_of"]

Array = NDArray[np.float64]

TWO = ("1", "2")
_LEG = 0.85  # metres, of a grown person
_GUESSED = ("m", "cm", "mm")
_UPRIGHT = 0.6  # of the trunk's length, along the axis that is up


def shape_of(path: Path) -> tuple[int, ...]:
    """Return the shape of an array of numbers, from its header.

    Raises:
        MotionError: the file cannot be read, or holds something else.
    """
    shape, dtype = peek_npy(path)
    if dtype.kind not in "fiu":
        raise MotionError(f"the array holds {dtype}, not numbers", path=path)
    return shape


def people_by_shape(shape: tuple[int, ...], axes: int) -> tuple[str, ...]:
    """Return who is in an array: two people where there is an axis of length 2 before the ``axes`` of one."""
    return TWO if len(shape) == axes + 1 and shape[0] == 2 else ("",)


def one_person(path: Path, person: str, axes: int) -> NDArray:
    """Read one person's array of ``axes`` axes.

    Raises:
        MotionError: the file cannot be read, or does not hold that person.
    """
    array = read_npy(path)
    people = people_by_shape(array.shape, axes)
    if person not in people:
        raise MotionError(f"there is no person {person!r} in this array of shape {array.shape}", path=path)
    found: NDArray = array[people.index(person)] if len(people) > 1 else array
    return found


def body_of_joints(
    joints: NDArray, path: Path, rate: Fraction, reading: MotionReading, *, plan: BodyPlan = SMPL_22
) -> MotionFile:
    """Return the motion of joints in whatever unit and with whatever axis up.

    Args:
        joints: (F, J, 3).
        path: The file, for messages.
        rate: Frames per second.
        reading: Says unit and axis, or leaves them to be seen.
        plan: What the joints are.

    Raises:
        MotionError: the shape is another, or numbers are not finite.
    """
    places = checked(joints, path, "the joints", (None, len(plan.names), 3))
    findings: list[Finding] = []
    units = reading.units if reading.units in UNITS else _unit(plan, places, path, findings)
    up = reading.up if reading.up != "auto" else _up(plan, places, path, findings)
    motion, found = motion_from_joints(to_world(places, up) * UNITS[units], rate, plan=plan, path=path)
    return MotionFile(motion, (*findings, *found))


def _unit(plan: BodyPlan, places: Array, path: Path, findings: list[Finding]) -> str:
    """Return the unit in which a leg has about the length of a leg."""
    at = plan.joints
    thigh, shin, foot = (places[:, at[f"left_{part}"]] for part in ("thigh", "shin", "foot"))
    leg = np.median(np.linalg.norm(shin - thigh, axis=1) + np.linalg.norm(foot - shin, axis=1))
    if not leg > 0:
        return "m"  # the solve says what is wrong
    units = min(_GUESSED, key=lambda unit: abs(np.log(leg * UNITS[unit] / _LEG)))
    if units != "m":
        text = f"{path}: legs are {leg:.4g} long: its unit is assumed to be {units}"
        findings.append(Finding("units-guessed", text, path=str(path)))
    return units


def _up(plan: BodyPlan, places: Array, path: Path, findings: list[Finding]) -> str:
    """Return the axis along which trunks stand: Y, as nearly all arrays have it, or Z."""
    at = plan.joints
    trunk = places[:, at["head"]] - places[:, at["hips"]]
    length = np.linalg.norm(trunk, axis=1)
    upright = np.median(trunk / np.maximum(length, 1e-9)[:, None], axis=0)
    if upright[2] > _UPRIGHT > upright[1]:
        text = f"{path}: people stand along Z: that is taken for its up axis"
        findings.append(Finding("up-guessed", text, path=str(path), level="info"))
        return "Z"
    return "Y"
