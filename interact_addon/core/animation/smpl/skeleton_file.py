# SPDX-License-Identifier: GPL-3.0-or-later
"""Rest joints of one person from a file: offsets in SMPL's axes, or a BVH that rests in a T-pose."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError, MotionError
from ...foundation.number_files import read_npz
from .. import bvh
from ..body_frame import body_frame
from ..bone_names.table import FINGERS, SIDES, spine_chain
from ..rotations import normalized
from ..skeleton import Skeleton
from .joints import BODY, SMPL, SMPL_H, SMPL_X, parents_of

__all__ = ["read_skeleton"]

Array = NDArray[np.float64]

_LISTS = {len(names): names for names in (BODY, SMPL, SMPL_H, SMPL_X)}
_HELD_OUT = 0.8  # of an arm's direction, sideways: about 35 degrees from a T-pose
_CURE = "Use an .npz with offsets (J, 3) and parents, in metres, +X left, +Y up, +Z forward, or a .bvh"
_BONES = {
    "collar": "shoulder",
    "shoulder": "upper_arm",
    "elbow": "forearm",
    "wrist": "hand",
    "hip": "thigh",
    "knee": "shin",
    "ankle": "foot",
    "foot": "toe",
}


def read_skeleton(path: Path) -> dict[str, Array]:
    """Return joint -> (3,) metres from its parent at rest, in SMPL's axes; the pelvis at 0.

    An ``.npz`` holds ``offsets`` (J, 3) and ``parents`` (J,) of the 22, 24, 52 or 55 joints in the models'
    order. A ``.bvh`` gives the joints that its names tell; those that it lacks are not in the result.

    Raises:
        MotionError: the file cannot be read, holds something else, or a BVH does not rest in a T-pose.
    """
    if path.suffix.lower() == ".bvh":
        return _of_bvh(path)
    if path.suffix.lower() != ".npz":
        raise MotionError("not a file of rest joints", path=path, cure=_CURE)
    values = read_npz(path, only=("offsets", "parents"))
    offsets, parents = values.get("offsets"), values.get("parents")
    if not isinstance(offsets, np.ndarray) or not isinstance(parents, np.ndarray):
        raise MotionError("there are no rest joints in it", path=path, cure=_CURE)
    names = _LISTS.get(len(offsets) if offsets.ndim else 0)
    if names is None or offsets.shape != (len(names), 3) or offsets.dtype.kind not in "fiu":
        raise MotionError(
            f"its offsets have the shape {offsets.shape}: not those of 22, 24, 52 or 55 joints",
            path=path,
            cure=_CURE,
        )
    # The first is nobody's child, however a file says that: -1, 0, or 2 ** 32 - 1 as the models do.
    if parents.shape != (len(names),) or not np.array_equal(parents[1:], parents_of(names)[1:]):
        raise MotionError("its parents are not those of SMPL's joints", path=path, cure=_CURE)
    offsets = offsets.astype(np.float64)
    longest = np.linalg.norm(offsets[1:], axis=1).max()
    if not np.isfinite(offsets).all() or not 0.05 < longest < 2.0:
        raise MotionError("its offsets are not those of a person in metres", path=path, cure=_CURE)
    return {name: np.zeros(3) if not n else offsets[n] for n, name in enumerate(names)}


def _of_bvh(path: Path) -> dict[str, Array]:
    skeleton = bvh.to_motion(bvh.read(path)).skeleton
    roles = {role: skeleton.index(name) for role, name in skeleton.naming.roles.items()}
    try:
        frame = body_frame(skeleton.rest_positions(), roles)
    except CharacterError as error:
        raise MotionError(error.message, path=path, cure=error.cure) from error
    places = _places(skeleton, roles, frame)
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        arm = [places[f"{side}_{joint}"] for joint in ("shoulder", "wrist") if f"{side}_{joint}" in places]
        if len(arm) == 2 and sign * normalized(arm[1] - arm[0])[0] < _HELD_OUT:
            raise MotionError(
                "it does not rest in a T-pose, so its rest joints do not fit SMPL's rotations",
                path=path,
                cure=_CURE,
            )
    known = [name for name in SMPL_X if name in places]
    above = dict(zip(SMPL_X, (SMPL_X[parent] for parent in parents_of(SMPL_X)), strict=True))
    return {
        name: np.zeros(3) if name == "pelvis" else places[name] - places[above[name]]
        for name in known
        if name == "pelvis" or above[name] in places
    }


def _places(skeleton: Skeleton, roles: Mapping[str, int], frame: Array) -> dict[str, Array]:
    """Return joint -> (3,) where it rests, in SMPL's axes (left, up, forward)."""
    rest = skeleton.rest_positions() @ np.stack([frame[:, 0], frame[:, 2], -frame[:, 1]], axis=1)
    named = {"pelvis": "hips", "head": "head"}
    named |= {f"{side}_{joint}": f"{side}_{role}" for side in SIDES for joint, role in _BONES.items()}
    named |= {f"{side}_{f}{n}": f"{side}_{f}.{n}" for side in SIDES for f in FINGERS for n in (1, 2, 3)}
    places = {joint: rest[roles[role]] for joint, role in named.items() if role in roles}
    spine = [rest[roles[role]] for role in spine_chain(roles, "spine")]
    if spine:
        # The first, the second and the last, as the samples take them; of fewer, what lies between.
        middle = spine[1] if len(spine) > 2 else (spine[0] + spine[-1]) / 2
        places |= {"spine1": spine[0], "spine2": middle, "spine3": spine[-1]}
    if "neck.0" in roles:
        places["neck"] = rest[roles["neck.0"]]
    return places
