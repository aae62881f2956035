# SPDX-License-Identifier: GPL-3.0-or-later
"""HumanML3D's features, (F, 263), as its datasets and models have them: one person, 20 frames per second.

Models write them normalised: less their mean, over their deviation. ``Mean.npy`` and ``Std.npy`` beside the
file, or in the folder around, undo that.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from ...foundation.number_files import checked, read_npy
from ..from_joints import SMPL_22
from ..joint_features import joints_of_features
from .form import MotionFile, MotionReading
from .joint_arrays import body_of_joints, one_person, shape_of

__all__ = ["FORM"]

Array = NDArray[np.float64]

_ROW, _KIT = 263, 251
_RATE = Fraction(SMPL_22.rate)
_SHARE = 0.25  # by which a thigh or shin may vary; normalised ones vary by more than their length
_LEG = (0.3, 3.0)  # metres


class _FeaturesForm:
    name = "features-263"
    title = "HumanML3D's 263 features"
    extensions = (".npy",)

    def recognises(self, path: Path) -> bool:
        """By the header."""
        try:
            shape = shape_of(path)
        except MotionError:
            return False
        return len(shape) == 2 and shape[1] in (_ROW, _KIT)

    def people(self, path: Path) -> tuple[str, ...]:
        self._frames(path)
        return ("",)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        return self._frames(path), rate or _RATE

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        self._frames(path)
        rows = checked(one_person(path, person, 2), path, "the rows", (None, _ROW))
        findings: list[Finding] = []
        joints = joints_of_features(rows)
        if not _like_a_person(joints):
            joints = joints_of_features(_without_norm(rows, path, findings))
            if not _like_a_person(joints):
                raise MotionError("the features do not give a person's joints", path=path)
        body = body_of_joints(joints, path, reading.rate or _RATE, reading)
        return MotionFile(body.motion, (*findings, *body.findings))

    @staticmethod
    def _frames(path: Path) -> int:
        shape = shape_of(path)
        if len(shape) == 2 and shape[1] == _KIT:
            raise MotionError(
                "the features have the 21 joints of KIT's people, which are not read",
                path=path,
                cure="Use a model trained on HumanML3D, whose people have 22",
            )
        if len(shape) != 2 or shape[1] != _ROW:
            raise MotionError(f"an array of shape {shape} is not (frames, {_ROW})", path=path)
        return shape[0]


def _like_a_person(joints: Array) -> bool:
    """Return whether thighs and shins keep a length as legs have it."""
    at = SMPL_22.joints
    lengths = [
        np.linalg.norm(joints[:, at[f"{side}_{start}"]] - joints[:, at[f"{side}_{end}"]], axis=1)
        for side in ("left", "right")
        for start, end in (("thigh", "shin"), ("shin", "foot"))
    ]
    usual = [float(np.median(each)) for each in lengths]
    steady = all(
        np.median(np.abs(each - mid)) < _SHARE * mid for each, mid in zip(lengths, usual, strict=True)
    )
    return steady and _LEG[0] < sum(usual) / 2 < _LEG[1]


def _without_norm(rows: Array, path: Path, findings: list[Finding]) -> Array:
    for folder in (path.parent, path.parent.parent):
        places = [folder / "Mean.npy", folder / "Std.npy"]
        if not all(place.is_file() for place in places):
            places = [folder / "mean.npy", folder / "std.npy"]
        if all(place.is_file() for place in places):
            mean, deviation = (checked(read_npy(place), place, "its numbers", (_ROW,)) for place in places)
            text = f"{path} is normalised: {places[0]} and {places[1].name} undo that"
            findings.append(Finding("features-normalised", text, path=str(path), level="info"))
            out: Array = rows * deviation + mean
            return out
    raise MotionError(
        "the features are normalised: alone they do not say where the joints are",
        path=path,
        cure="Put the model's Mean.npy and Std.npy beside the file",
    )


FORM = _FeaturesForm()
