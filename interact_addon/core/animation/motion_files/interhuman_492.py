# SPDX-License-Identifier: GPL-3.0-or-later
"""InterHuman's processed rows: 62 joints and 51 rotations of one person, Z up, 30 frames per second.

Of the 62 joints only SMPL's 22 of the body are read: those of the hands are copies of the wrists in the files
that InterGen's preprocessing writes.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.number_files import checked
from ..from_joints import SMPL_22
from .form import MotionFile, MotionReading
from .joint_arrays import body_of_joints, one_person, shape_of

__all__ = ["FORM"]

_ROW = 492
_RATE = Fraction(30)


class _InterHumanForm:
    name = "interhuman-492"
    title = "InterHuman's processed rows of 492 numbers"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        """By the header."""
        try:
            shape = shape_of(path)
        except MotionError:
            return False
        return len(shape) == 2 and shape[1] == _ROW

    def people(self, path: Path) -> tuple[str, ...]:
        self._frames(path)
        return ("",)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        return self._frames(path), rate or _RATE

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        self._frames(path)
        rows = checked(one_person(path, person, 2), path, "the rows", (None, _ROW))
        joints = rows[:, : 3 * len(SMPL_22.names)].reshape(len(rows), -1, 3)
        reading = replace(reading, up="Z") if reading.up == "auto" else reading
        return body_of_joints(joints, path, reading.rate or _RATE, reading)

    @staticmethod
    def _frames(path: Path) -> int:
        shape = shape_of(path)
        if len(shape) != 2 or shape[1] != _ROW:
            raise MotionError(f"an array of shape {shape} is not (frames, {_ROW})", path=path)
        return shape[0]


FORM = _InterHumanForm()
