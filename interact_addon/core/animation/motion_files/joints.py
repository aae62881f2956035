# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays of joints: what most models of motion write, and Inter-X's skeletons.

The number of joints says what they are: SMPL's 22 (HumanML3D, MoMask, HERO, InterMask: 20 frames per second),
KIT's 21, InterHuman's 62, Inter-X's 61 or 64 (120 frames per second).
"""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.number_files import checked, peek_npy, read_npy
from ..from_joints import PLANS
from .form import MotionFile, MotionReading
from .positions import body_of, people_of, row_of

__all__ = ["FORM"]

_WIDTHS = (3, 9)  # numbers of a joint; of InterMask's nine the first three are the position
_MOST_PEOPLE = 2


def _layout(path: Path) -> tuple[tuple[int, ...], int, int]:
    """Return an array's shape as (people, frames, joints, numbers) or without people, its axes, its joints.

    Raises:
        MotionError: it is no array of joints.
    """
    shape, dtype = peek_npy(path)
    if dtype.kind == "f":
        if shape[-1:] and len(shape) in (2, 3) and shape[-1] % 3 == 0 and shape[-1] // 3 in PLANS:
            shape = (*shape[:-1], shape[-1] // 3, 3)
        fits = len(shape) in (3, 4) and shape[-1] in _WIDTHS and shape[-2] in PLANS
        if fits and (len(shape) == 3 or 1 <= shape[0] <= _MOST_PEOPLE):
            return shape, 3, shape[-2]
    counts = ", ".join(map(str, PLANS))
    raise MotionError(
        f"an array of shape {shape} is none of positions of joints",
        path=path,
        cure=f"That is (frames, joints, 3), with {counts} joints, or two people of that",
    )


def _rate(shape: tuple[int, ...], joints: int) -> Fraction:
    """Return the usual rate: two people in one array, and rows of nine, are made like InterHuman's."""
    return PLANS[62].rate if len(shape) == 4 or shape[-1] == _WIDTHS[1] else PLANS[joints].rate


class _JointsForm:
    name = "joints"
    title = "positions of joints (HumanML3D, MoMask, HERO, InterMask, Inter-X)"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        try:
            _layout(path)
        except MotionError:
            return False
        return True

    def people(self, path: Path) -> tuple[str, ...]:
        return people_of(_layout(path)[0], 3)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        shape, _, joints = _layout(path)
        return shape[-3], rate or _rate(shape, joints)

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        shape, axes, count = _layout(path)
        array = read_npy(path)
        array = row_of(array.reshape(*shape[:-2], math.prod(shape[-2:])), person, axes - 1)
        rows = checked(array, path, "the joints", (None, math.prod(shape[-2:])))
        joints = rows.reshape(len(rows), count, -1)[:, :, :3]
        plan = PLANS[count]
        return body_of(joints, path, reading, plan, rate=_rate(shape, count), assumed=True)


FORM = _JointsForm()
