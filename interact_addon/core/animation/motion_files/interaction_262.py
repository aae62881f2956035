# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of 262 numbers, as InterGen and in2IN make them: (2, F, 262) of two people, or (F, 262) of one.

The positions in them are the truth: the rotations beside them are of no known skeleton.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.number_files import checked
from ..joint_features import joints_of_interaction
from .form import MotionFile, MotionReading
from .joint_arrays import body_of_joints, one_person, people_by_shape, shape_of

__all__ = ["FORM"]

_ROW = 262
_RATE = Fraction(30)


class _InteractionForm:
    name = "interaction-262"
    title = "rows of 262 numbers (InterGen, in2IN)"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        """By the header."""
        try:
            return self._fits(shape_of(path))
        except MotionError:
            return False

    @staticmethod
    def _fits(shape: tuple[int, ...]) -> bool:
        return shape[-1:] == (_ROW,) and (len(shape) == 2 or (len(shape) == 3 and shape[0] == 2))

    def people(self, path: Path) -> tuple[str, ...]:
        return people_by_shape(self._shape(path), 2)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        return self._shape(path)[-2], rate or _RATE

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        self._shape(path)
        rows = checked(one_person(path, person, 2), path, "the rows", (None, _ROW))
        return body_of_joints(joints_of_interaction(rows), path, reading.rate or _RATE, reading)

    def _shape(self, path: Path) -> tuple[int, ...]:
        shape = shape_of(path)
        if not self._fits(shape):
            raise MotionError(
                f"an array of shape {shape} is not (2, frames, {_ROW}) or (frames, {_ROW})", path=path
            )
        return shape


FORM = _InteractionForm()
