# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotations of SMPL, SMPL-H and SMPL-X, as the field's datasets have them.

What is in which file: `core.animation.smpl.arrays`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...foundation.errors import MotionError
from ...foundation.number_files import peek_npz, read_npy_object, read_npz
from ...foundation.pickled import read_pickle
from ..smpl.arrays import kind_of_arrays, rate_of, rows_of, take_of
from ..smpl.posed import pose
from ..smpl.rest import rest_of
from .form import MotionFile, MotionReading

__all__ = ["FORM"]

_TWO = ("person1", "person2")
_LENGTH = ("poses", "root_orient", "smpl_poses")  # arrays with a row for each frame
_RATES = ("mocap_framerate", "mocap_frame_rate", "frame_rate", "fps")
_OWN_BONES = {"offsets", "parents"}
_NOT = "its arrays are not those of a take of SMPL, SMPL-H or SMPL-X"


class _SmplForm:
    name = "smpl"
    title = "SMPL rotations (AMASS, AIST++, BEDLAM, BEAT2, Inter-X, InterHuman, DD100)"
    extensions = (".npz", ".pkl", ".npy")

    def recognises(self, path: Path) -> bool:
        try:
            return bool(kind_of_arrays(self._names(path)))
        except MotionError:
            return False

    def people(self, path: Path) -> tuple[str, ...]:
        return _TWO if _kind(self._names(path), path) == "InterHuman" else ("",)

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        if path.suffix.lower() == ".npz":
            shapes = peek_npz(path)
            dataset = _kind(shapes, path)
            frames = next((shapes[key][0] for key in _LENGTH if shapes.get(key)), 0)
            return frames, rate_of(read_npz(path, only=_RATES), dataset, path, rate)
        values = _values(path)
        dataset = _kind(values, path)
        mine = _of_person(values, dataset, person, path)
        rows = (rows_of(mine[key], key, path) for key in _LENGTH if key in mine)
        return next((len(each) for each in rows if each.ndim), 0), rate_of(mine, dataset, path, rate)

    def sex(self, path: Path, person: str) -> str | None:
        """As ``gender`` says; neutral is none."""
        if path.suffix.lower() == ".npz":
            given: object = read_npz(path, only=("gender",)).get("gender")
        else:
            values = _values(path)
            given = _of_person(values, _kind(values, path), person, path).get("gender")
        return given if isinstance(given, str) and given in ("male", "female") else None

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        values = _values(path)
        dataset = _kind(values, path)
        take = take_of(_of_person(values, dataset, person, path), dataset, path, reading.rate)
        skeleton, model = reading.skeleton, reading.body_model
        if skeleton is None and path.suffix.lower() == ".npz" and values.keys() >= _OWN_BONES:
            skeleton, model = path, None  # as `interact export` writes them
        rest = rest_of(take, path, skeleton, model)
        return MotionFile(*pose(take, rest, path))

    @staticmethod
    def _names(path: Path) -> Mapping[str, Any]:
        return peek_npz(path) if path.suffix.lower() == ".npz" else _values(path)


def _values(path: Path) -> Mapping[str, Any]:
    if path.suffix.lower() == ".npz":
        return read_npz(path)
    found = read_pickle(path) if path.suffix.lower() == ".pkl" else read_npy_object(path)
    if not isinstance(found, dict):
        raise MotionError(_NOT, path=path)
    return found


def _kind(names: Mapping[str, Any], path: Path) -> str:
    dataset = kind_of_arrays(names)
    if not dataset:
        raise MotionError(_NOT, path=path)
    return dataset


def _of_person(values: Mapping[str, Any], dataset: str, person: str, path: Path) -> Mapping[str, Any]:
    """Return one person's arrays, with the file's rate."""
    if dataset != "InterHuman":
        if person:
            raise MotionError(f"there is no {person} in it: it holds one person", path=path)
        return values
    own = values.get(person or _TWO[0])
    if person not in ("", *_TWO) or not isinstance(own, dict):
        raise MotionError(
            f"there is no {person or _TWO[0]} in it", path=path, cure=f"It holds {' and '.join(_TWO)}"
        )
    missing = {"root_orient", "pose_body", "trans"} - own.keys()
    if missing:
        raise MotionError(f"{person or _TWO[0]} has no {min(missing)}", path=path)
    return {**own, **{key: values[key] for key in _RATES if key in values}}


FORM = _SmplForm()
