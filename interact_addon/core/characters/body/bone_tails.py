# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the bones of a capture's joints end."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Skeleton
from .segments import SIDES, spine_chain

__all__ = ["rest_tails"]

Array = NDArray[np.float64]

_SHORTEST = 0.01  # metres: Blender drops bones of no length


def rest_tails(skeleton: Skeleton, roles: Mapping[str, str]) -> Array:
    """Return (J, 3) a tail for every joint as a bone, never equal to its head.

    A bone points to the next joint of its limb, else to the mean of its children; a last one to its End Site,
    or in its parent's direction.
    """
    heads = skeleton.rest_positions()
    tails = heads.copy()
    onward = _onward(skeleton, roles)
    for joint, parent in enumerate(skeleton.parents.tolist()):
        children = skeleton.children(joint)
        if joint in onward:
            ahead = heads[onward[joint]] - heads[joint]
        elif len(children):
            ahead = heads[children].mean(axis=0) - heads[joint]
        else:
            ahead = skeleton.end_offsets[joint]
        if not np.isfinite(ahead).all() or np.linalg.norm(ahead) < _SHORTEST / 2.0:
            before = heads[joint] - heads[parent] if parent >= 0 else np.zeros(3)
            length = float(np.linalg.norm(before))
            ahead = before * (_SHORTEST / length) if length > 1e-6 else np.array([0.0, 0.0, _SHORTEST])
        tails[joint] = heads[joint] + ahead
    return tails


def _onward(skeleton: Skeleton, roles: Mapping[str, str]) -> dict[int, int]:
    """Return joint -> the next joint of its limb."""
    chains = [["hips", *spine_chain(roles, "spine"), *spine_chain(roles, "neck"), "head"]]
    chains += [[f"{side}_{part}" for part in ("upper_arm", "forearm", "hand", "middle.1")] for side in SIDES]
    chains += [[f"{side}_{part}" for part in ("thigh", "shin", "foot", "toe")] for side in SIDES]
    out: dict[int, int] = {}
    for chain in chains:
        present = [skeleton.index(roles[role]) for role in chain if role in roles]
        out |= dict(itertools.pairwise(present))
    return out
