# SPDX-License-Identifier: GPL-3.0-or-later
"""InterHuman's processed motions: 62 positions and 51 rotations a frame, one person a file, Z up on disk."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.number_files import checked, peek_npy, read_npy
from ..from_joints import PLANS
from .form import MotionFile, MotionReading
from .positions import body_of

__all__ = ["FORM"]

_ROW, _JOINTS = 492, 62


class _InterHumanForm:
    name = "interhuman-492"
    title = "InterHuman's processed motions (492)"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        try:
            self._frames(path)
        except MotionError:
            return False
        return True

    def people(self, path: Path) -> tuple[str, ...]:
        self._frames(path)
        return ("",)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        return self._frames(path), rate or PLANS[_JOINTS].rate

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        frames = self._frames(path)
        rows = checked(read_npy(path), path, "the rows", (frames, _ROW))
        joints = rows[:, : 3 * _JOINTS].reshape(frames, _JOINTS, 3)
        plan = PLANS[_JOINTS]
        six = rows[:, 3 * _JOINTS :].reshape(frames, 51, 6)[:, :21]
        return body_of(joints, path, reading, plan, rate=plan.rate, up="z", rows=six)

    def _frames(self, path: Path) -> int:
        shape, dtype = peek_npy(path)
        if len(shape) != 2 or shape[1] != _ROW or dtype.kind != "f" or not shape[0]:
            raise MotionError(
                f"a motion of InterHuman has the shape (frames, {_ROW}), not {shape}", path=path
            )
        return shape[0]


FORM = _InterHumanForm()
