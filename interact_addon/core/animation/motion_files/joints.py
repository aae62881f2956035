# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions of joints, as models write them: 22 as SMPL has them, or Inter-X's 61 or 64.

(F, 22, 3) and (F, 66) as HumanML3D and HERO have them, (2, F, 22, 3) of two people, (F, 22, 9) of InterMask
(the position, then 6 numbers of the rotation, which are not needed), (F, 61 or 64, 3) of Inter-X.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ..from_joints import PLANS, SMPL_22
from .form import MotionFile, MotionReading
from .joint_arrays import body_of_joints, one_person, people_by_shape, shape_of

__all__ = ["FORM"]

_FLAT = 66
_ROW = 9
_OF_PAIRS = Fraction(30)


class _JointsForm:
    name = "joints"
    title = "positions of 22, 61 or 64 joints"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        """By the header."""
        try:
            return self._fits(shape_of(path))
        except MotionError:
            return False

    @staticmethod
    def _fits(shape: tuple[int, ...]) -> bool:
        one = shape[1:] if len(shape) == 4 and shape[0] == 2 else shape
        if len(one) == 2:
            return one[1] == _FLAT
        return len(one) == 3 and (one[1:] == (22, _ROW) or (one[2] == 3 and one[1] in PLANS))

    def people(self, path: Path) -> tuple[str, ...]:
        return people_by_shape(self._shape(path), 3)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        shape = self._shape(path)
        return shape[1 if len(shape) == 4 else 0], rate or self._rate(shape)

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        shape = self._shape(path)
        joints = one_person(path, person, 3) if len(shape) == 4 else one_person(path, person, len(shape))
        if joints.ndim == 2:
            joints = joints.reshape(-1, _FLAT // 3, 3)
        plan = PLANS[joints.shape[1]]
        return body_of_joints(joints[..., :3], path, reading.rate or self._rate(shape), reading, plan=plan)

    def _shape(self, path: Path) -> tuple[int, ...]:
        shape = shape_of(path)
        if not self._fits(shape):
            raise MotionError(
                f"an array of shape {shape} is not one of joints: (frames, joints, 3) with "
                f"{', '.join(map(str, PLANS))} joints, or that of two people",
                path=path,
            )
        return shape

    @staticmethod
    def _rate(shape: tuple[int, ...]) -> Fraction:
        """Return the usual rate: two people in one array, and rows of 9, are InterHuman's."""
        if len(shape) == 4 or shape[-1] == _ROW:
            return _OF_PAIRS
        plan = PLANS.get(shape[1], SMPL_22)
        return Fraction(plan.rate)


FORM = _JointsForm()
