# SPDX-License-Identifier: GPL-3.0-or-later
"""What InterGen and in2IN generate: rows of 262 numbers, for two people or for one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.number_files import checked, peek_npy, read_npy
from ..from_joints import SMPL_22
from ..joint_features.interaction import ROW, joints_of_interaction
from .form import MotionFile, MotionReading
from .positions import body_of, people_of, row_of

__all__ = ["FORM"]

_RATE = Fraction(30)


class _InteractionForm:
    name = "interaction-262"
    title = "two people of InterGen or in2IN (262)"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        try:
            self._shape(path)
        except MotionError:
            return False
        return True

    def people(self, path: Path) -> tuple[str, ...]:
        return people_of(self._shape(path), 2)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        return self._shape(path)[-2], rate or _RATE

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        self._shape(path)
        rows = checked(row_of(read_npy(path), person, 2), path, "the rows", (None, ROW))
        six = rows[:, 132:258].reshape(len(rows), 21, 6)
        return body_of(joints_of_interaction(rows), path, reading, SMPL_22, rate=_RATE, up="y", rows=six)

    def _shape(self, path: Path) -> tuple[int, ...]:
        shape, dtype = peek_npy(path)
        if shape[-1:] != (ROW,) or dtype.kind != "f" or not (len(shape) == 2 or shape[:-2] in ((1,), (2,))):
            raise MotionError(
                f"people of InterGen have the shape (2, frames, {ROW}) or (frames, {ROW}), not {shape}",
                path=path,
            )
        return shape


FORM = _InteractionForm()
