# SPDX-License-Identifier: GPL-3.0-or-later
"""HumanML3D's features (263 numbers a frame) and KIT's (251) as motion files."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from ...foundation.number_files import checked, peek_npy, read_npy
from ..from_joints import PLANS, bone_lengths
from ..joint_features.human_ml import FEATURES, joints_of_features
from .form import MotionFile, MotionReading
from .positions import body_of

__all__ = ["FORM"]

Array = NDArray[np.float64]

_STRETCHY = 0.25  # share by which bones of features differ from frame to frame if they are normalised
_STATISTICS = (("Mean.npy", "Std.npy"), ("mean.npy", "std.npy"))


class _FeaturesForm:
    name = "features-263"
    title = "features of HumanML3D (263) or KIT (251)"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        try:
            shape, dtype = peek_npy(path)
        except MotionError:
            return False
        return len(shape) == 2 and shape[1] in FEATURES and dtype.kind == "f"

    def people(self, path: Path) -> tuple[str, ...]:
        self._shape(path)
        return ("",)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        frames, numbers = self._shape(path)
        return frames, rate or _rate(numbers)

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        _, numbers = self._shape(path)
        rows = checked(read_npy(path), path, "the features", (None, numbers))
        plan = PLANS[FEATURES[numbers]]
        joints = joints_of_features(rows)
        findings: tuple[Finding, ...] = ()
        if _stretches(joints, numbers):
            rows, used = _denormalised(rows, path)
            joints = joints_of_features(rows)
            if _stretches(joints, numbers):
                raise MotionError(
                    f"with {used[0].name} and {used[1].name} beside it these features are no body's, either",
                    path=path,
                    cure="Put those beside it with which its model was trained",
                )
            text = (
                f"{path}: its features are normalised; {used[0].name} and {used[1].name} beside it undo that"
            )
            findings = (Finding("denormalised", text, path=str(path), level="info"),)
        read = body_of(joints, path, reading, plan, rate=_rate(numbers), up="y")
        return MotionFile(read.motion, (*findings, *read.findings))

    def _shape(self, path: Path) -> tuple[int, int]:
        if not self.recognises(path):
            shape, _ = peek_npy(path)
            raise MotionError(
                f"features have the shape (frames, 263) or (frames, 251), not {shape}", path=path
            )
        frames, numbers = peek_npy(path)[0]
        return frames, numbers


def _rate(numbers: int) -> Fraction:
    return PLANS[FEATURES[numbers]].rate


def _stretches(joints: Array, numbers: int) -> bool:
    """Return whether the bones' lengths change as no body's do: then the features are normalised."""
    lengths, variation = bone_lengths(PLANS[FEATURES[numbers]], joints)
    return float(np.median(variation[1:])) > _STRETCHY or not lengths.any()


def _denormalised(rows: Array, path: Path) -> tuple[Array, tuple[Path, Path]]:
    """Return rows with mean and standard deviation undone, and the files of those.

    Raises:
        MotionError: they are not beside the file.
    """
    for names, folder in itertools.product(_STATISTICS, (path.parent, path.parent.parent)):
        mean, deviation = (folder / name for name in names)
        if mean.is_file() and deviation.is_file():
            width = rows.shape[1]
            means = checked(read_npy(mean), mean, "the means", (width,))
            deviations = checked(read_npy(deviation), deviation, "the standard deviations", (width,))
            return rows * deviations + means, (mean, deviation)
    raise MotionError(
        "these features are normalised (mean 0, deviation 1): read as they are, bones change their lengths",
        path=path,
        cure="Put the Mean.npy and Std.npy of the model's training data beside it",
    )


FORM = _FeaturesForm()
