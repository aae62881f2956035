# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of MDM and priorMDM as motion files: each person of each sample and repetition."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.number_files import checked, peek_npy
from ...foundation.reading.plain_file import plain_stream
from ..bvh.axes import to_world
from ..from_joints import SMPL_22, motion_from_joints
from .form import MotionFile, MotionReading
from .mdm_results import read_results

__all__ = ["FORM"]

_RATE = Fraction(SMPL_22.rate)
_HEAD = 4096  # bytes in which a pickled dict says its first keys


class _MdmForm:
    name = "mdm"
    title = "results of MDM and priorMDM"
    extensions = (".npy", ".pkl", ".pickle", ".pt")

    def recognises(self, path: Path) -> bool:
        """By the dict's keys; of other arrays only the beginning is read."""
        try:
            with plain_stream(path) as stream:
                if b"motion" not in stream.read(_HEAD) and path.suffix.lower() == ".npy":
                    peek_npy(path)
                    return False
            read_results(path)
        except (OSError, MotionError):
            return False
        return True

    def people(self, path: Path) -> tuple[str, ...]:
        return read_results(path).people

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        return read_results(path).find(person)[0].frames, rate or _RATE

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        results = read_results(path)
        sample, which = results.find(person)
        joints = checked(
            results.joints(sample, which), path, f"the joints of {sample.people[which]}", (None, 22, 3)
        )
        rate = reading.rate or _RATE
        return MotionFile(*motion_from_joints(to_world(joints, "Y"), rate, plan=SMPL_22, path=path))


FORM = _MdmForm()
