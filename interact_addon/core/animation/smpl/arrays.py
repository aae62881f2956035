# SPDX-License-Identifier: GPL-3.0-or-later
"""A take of SMPL-type rotations out of the arrays of each dataset that has them.

| dataset | arrays | world, rate |
|---|---|---|
| AMASS | poses (T, 156), trans, betas, gender, mocap_framerate | Z up |
| BEDLAM | poses (T, 165), trans, mocap_frame_rate | as it stands |
| BEAT2, EMAGE | poses (T, 165), expressions (T, 100), trans, mocap_frame_rate | as it stands |
| Inter-X | root_orient, pose_body, pose_lhand, pose_rhand, trans | Y up, 120 |
| InterHuman | per person root_orient, pose_body, trans | Z up, 30 or as it says |
| AIST++ | smpl_poses (T, 72), smpl_trans, smpl_scaling | Y up, 60, centimetres |
| DD100 | poses (T, 165), global_orient, transl | as it stands, 30 |

Sources: FORMATS 1.4 and 6, NEXT E. Rotations are vectors along the axis, radians long. Fingers that are zero
throughout were not captured: they are left out, and hands are held as the options say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError, UsageError
from ...foundation.number_files import checked
from ...foundation.timing import rate_from_frame_time
from .joints import BODY, SMPL, SMPL_H, SMPL_X

__all__ = ["RATES", "SmplTake", "kind_of_arrays", "rate_of", "rows_of", "take_of"]

Array = NDArray[np.float64]

RATES: dict[str, Fraction] = {
    "AMASS": Fraction(120),
    "SMPL-X": Fraction(30),
    "BEAT2": Fraction(30),
    "Inter-X": Fraction(120),
    "InterHuman": Fraction(30),
    "AIST++": Fraction(60),
    "DD100": Fraction(30),
}
"""Dataset -> frames per second, where the file does not say it."""
_UP = {"AMASS": "Z", "Inter-X": "Y", "InterHuman": "Z", "AIST++": "Y"}
_MODEL = {"Inter-X": "smplx"}  # of others the number of joints tells it
_BY_WIDTH = {72: SMPL, 156: SMPL_H, 165: SMPL_X}
_RATE_KEYS = ("mocap_framerate", "mocap_frame_rate", "frame_rate", "fps")
_BY_JOINTS = {BODY: "smplh", SMPL: "smpl", SMPL_H: "smplh", SMPL_X: "smplx"}


@dataclass(frozen=True, eq=False)
class SmplTake:
    """One person as the file has them.

    Attributes:
        dataset: Whose arrays they are, such as ``Inter-X``.
        model: ``smpl``, ``smplh`` or ``smplx``, whose joints and shapes are meant.
        names: The joints that the rotations are of.
        rotations: (F, J, 3) radians, each joint's relative to its parent's, along the axis.
        places: (F, 3) metres; the pelvis is there, and its place at rest further.
        rate: Frames per second.
        up: ``Y`` or ``Z`` as the dataset has it; empty if that is not known.
        scale: Size of the person relative to the model, where the file says it; else None.
        betas: The person's shape, or None.
        gender: ``neutral``, ``male`` or ``female``.
        expressions: Whether the file has expressions of a face.
    """

    dataset: str
    model: str
    names: tuple[str, ...]
    rotations: Array
    places: Array
    rate: Fraction
    up: str = ""
    scale: float | None = None
    betas: Array | None = None
    gender: str = "neutral"
    expressions: bool = False


def kind_of_arrays(names: Mapping[str, Any]) -> str:
    """Return whose arrays these are by their names; empty for none of SMPL's.

    Args:
        names: Array name -> anything.
    """
    if {"person1", "person2"} <= names.keys():
        return "InterHuman"
    if {"smpl_poses", "smpl_trans"} <= names.keys():
        return "AIST++"
    if {"poses", "global_orient", "transl"} <= names.keys():
        return "DD100"
    if {"poses", "trans"} <= names.keys():
        return "BEAT2" if "expressions" in names else "AMASS" if "mocap_framerate" in names else "SMPL-X"
    if {"root_orient", "pose_body", "trans"} <= names.keys():
        return "Inter-X"
    return ""


def rate_of(values: Mapping[str, Any], dataset: str, path: Path, given: Fraction | None = None) -> Fraction:
    """Return frames per second: as the arrays say, else as the user does, else as is usual there.

    Raises:
        MotionError: the arrays say something impossible.
    """
    for key in _RATE_KEYS:
        if key in values:
            try:
                return rate_from_frame_time(1.0 / float(np.ravel(values[key])[0]))
            except (ValueError, TypeError, IndexError, ZeroDivisionError, UsageError):
                raise MotionError(f"its {key} is not a number of frames per second", path=path) from None
    return given or RATES[dataset]


def take_of(values: Mapping[str, Any], dataset: str, path: Path, given: Fraction | None = None) -> SmplTake:
    """Return the take of one person's arrays.

    Args:
        values: Array name -> array; for InterHuman those of one of the two, with the file's rate.
        dataset: As `kind_of_arrays` tells.
        path: The file, for messages.
        given: Frames per second, if the arrays do not say them.

    Raises:
        MotionError: the arrays do not fit each other, or hold invalid numbers.
    """
    if dataset in ("Inter-X", "InterHuman"):
        rotations, names = _by_parts(values, path)
    else:
        rotations, names = _whole(values, "smpl_poses" if dataset == "AIST++" else "poses", path)
    frames = len(rotations)
    if dataset == "DD100" and not rotations[:, 0].any():
        # The first three columns are the same rotations where both are filled in.
        root = _numbers(values, "global_orient", path, frames, 1)
        rotations = np.concatenate([root, rotations[:, 1:]], axis=1)
    key = {"AIST++": "smpl_trans", "DD100": "transl"}.get(dataset, "trans")
    take = SmplTake(
        dataset=dataset,
        model=_MODEL.get(dataset, "") or _BY_JOINTS[names],
        names=BODY if names == SMPL else names,
        rotations=rotations[:, : len(BODY)] if names == SMPL else rotations,
        places=_numbers(values, key, path, frames, 1)[:, 0],
        rate=rate_of(values, dataset, path, given),
        up=_UP.get(dataset, said if (said := str(values.get("up", ""))) in ("Y", "Z") else ""),
        betas=_betas(values, path),
        gender=_gender(values),
        expressions="expressions" in values,
    )
    if dataset == "AIST++":
        take = _scaled(take, values, path)
    return _without_still_fingers(take)


def _scaled(take: SmplTake, values: Mapping[str, Any], path: Path) -> SmplTake:
    """Return an AIST++ take in metres: its unit is the centimetre; ``smpl_scaling`` is the body's."""
    scale = (
        float(
            checked(
                _array(values.get("smpl_scaling", 100.0), "smpl_scaling", path).ravel(),
                path,
                "smpl_scaling",
                (None,),
            )[0]
        )
        / 100.0
    )
    if not 0.5 < scale < 2.0:
        text = f"its smpl_scaling {100 * scale:.4g} is not that of a person in centimetres"
        raise MotionError(text, path=path)
    return replace(take, places=take.places / 100.0, scale=scale)


def _whole(values: Mapping[str, Any], key: str, path: Path) -> tuple[Array, tuple[str, ...]]:
    poses = rows_of(values[key], key, path)
    names = _BY_WIDTH.get(poses.shape[1]) if poses.ndim == 2 else None
    if names is None:
        shape = "x".join(map(str, poses.shape))
        raise MotionError(f"its {key} ({shape}) are not frames of 72, 156 or 165 numbers", path=path)
    numbers = checked(poses, path, key, (None, 3 * len(names)))
    return numbers.reshape(len(numbers), len(names), 3), names


def _by_parts(values: Mapping[str, Any], path: Path) -> tuple[Array, tuple[str, ...]]:
    root = checked(values["root_orient"], path, "root_orient", (None, 3))
    parts = [root[:, None], _numbers(values, "pose_body", path, len(root), 21)]
    hands = [key for key in ("pose_lhand", "pose_rhand") if key in values]
    if len(hands) == 2:
        parts += [_numbers(values, key, path, len(root), 15) for key in hands]
    return np.concatenate(parts, axis=1), SMPL_H if len(hands) == 2 else BODY


def _numbers(values: Mapping[str, Any], key: str, path: Path, frames: int, joints: int) -> Array:
    """Return (F, joints, 3), of an array that has them as such or in a row."""
    if key not in values:
        raise MotionError(f"there are no {key} in it", path=path)
    found = rows_of(values[key], key, path)
    return checked(found, path, key, (frames, 3 * joints)).reshape(frames, joints, 3)


def _array(value: Any, key: str, path: Path) -> NDArray:
    try:
        return np.asarray(value)
    except (ValueError, TypeError, OverflowError):  # lists of different lengths
        raise MotionError(f"its {key} are not a table of numbers", path=path) from None


def rows_of(value: Any, key: str, path: Path) -> NDArray:
    """Return an array of a file, with a row a frame.

    Raises:
        MotionError: it is no array, but lists of different lengths.
    """
    found = _array(value, key, path)
    return found.reshape(len(found), found.shape[1] * found.shape[2]) if found.ndim == 3 else found


def _betas(values: Mapping[str, Any], path: Path) -> Array | None:
    found = _array(values.get("betas"), "betas", path)
    if found.dtype.kind not in "fiu" or not found.size or not found.ndim:
        return None
    # Some files repeat them for each frame.
    shape = found.reshape(-1, found.shape[-1])[0].astype(np.float64)
    return shape if np.isfinite(shape).all() else None


def _gender(values: Mapping[str, Any]) -> str:
    meta = values.get("meta")
    found = values.get("gender", meta.get("gender", "") if isinstance(meta, dict) else "")
    text = found.decode("ascii", "replace") if isinstance(found, bytes) else str(found)
    text = text.lower().strip("b'\" ")
    return {"m": "male", "f": "female"}.get(text, text) if text in ("male", "female", "m", "f") else "neutral"


def _without_still_fingers(take: SmplTake) -> SmplTake:
    of_hands = [n for n, name in enumerate(take.names) if name[-1].isdigit() and name not in BODY]
    if not of_hands or take.rotations[:, of_hands].any():
        return take
    kept = [n for n in range(len(take.names)) if n not in set(of_hands)]
    names = tuple(take.names[n] for n in kept)
    return replace(take, names=names, rotations=take.rotations[:, kept])
