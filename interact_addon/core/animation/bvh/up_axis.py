# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects which axis of a file points up.

Where a person stands at times, up is the direction from the feet to the head, on a level floor. Who lies,
crawls or stands on the hands all the time looks like somebody who stands in other axes; then the floor, and how
the skeleton rests, decide, and that is a guess.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..bone_names import Naming
from ..bone_names.interact import INTERACT
from ..skeleton import Skeleton

__all__ = ["detect_up"]

_AXES = ("X", "Y", "Z", "-X", "-Y", "-Z")
_CLEAR = 0.25
_STANDS = 0.4  # of the stature: the head is so much higher than the feet, also of those who sit
_FLOOR = (-0.04, 0.15)  # of the stature: the height of the lowest joint where the floor is at 0
_STEADY = 0.01  # of the stature; the lowest joint of a level floor does not keep its height better


def detect_up(
    skeleton: Skeleton, positions: NDArray[np.float64], naming: Naming, stature: float
) -> tuple[str, bool]:
    """Return the axis that points up, one of ``UP_AXES``, and whether that is sure.

    Args:
        skeleton: The joints at rest.
        positions: (F, J, 3) of the joints over the take, in the file's units and axes.
        naming: Which joint is what.
        stature: The person's height in the file's units; 0 if it is not known.
    """
    joints = _joints(skeleton, naming)
    if joints is None or not stature > 0:
        return _longest(positions, stature)
    heights = positions / stature
    tall = heights[:, joints["head"][0]] - heights[:, joints["feet"]].mean(axis=1)
    # Not the median: people who lie down for most of a take still stand up at times.
    stands = np.percentile(np.concatenate([tall, -tall], axis=1), 90, axis=0)
    lowest = np.concatenate([heights.min(axis=1), -heights.max(axis=1)], axis=1)
    unrest = lowest.std(axis=0)  # a floor is level
    scores = stands - unrest
    best = int(np.argmax(scores))
    rest = _rest(skeleton, joints, naming)
    clear = bool(scores[best] - np.max(np.delete(scores, best)) > _CLEAR)
    if stands[best] < _STANDS:
        return _AXES[best if rest is None else rest], False
    if rest is None or rest == best:
        return _AXES[best], clear or rest == best
    if rest % 3 == best % 3:
        # The other way up than at rest. Who is upside down has support from the hands, or hangs.
        upright = stands[rest] < _STANDS and not _hands_beyond_head(positions, joints, best)
        return _AXES[best if upright else rest], clear and upright
    height = np.median(lowest, axis=0)
    at_zero = (_FLOOR[0] < height) & (height < _FLOOR[1])
    steadier = np.log2((unrest[rest] + _STEADY) / (unrest[best] + _STEADY))
    votes = int(abs(steadier) > 1) * np.sign(steadier) + int(at_zero[best]) - int(at_zero[rest])
    return _AXES[best if votes > 0 else rest], clear and votes > 0


def _joints(skeleton: Skeleton, naming: Naming) -> dict[str, list[int]] | None:
    """Return the indices of head, feet, toes and hands; None without a head or feet."""

    def found(*roles: str) -> list[int]:
        return [skeleton.index(naming.roles[role]) for role in roles if role in naming.roles]

    head = found("head", "neck")[:1]
    feet = found("left_foot", "right_foot") or found("left_shin", "right_shin")
    if not head or len(feet) != 2:
        return None
    toes = found("left_toe", "right_toe")
    return {"head": head, "feet": feet, "toes": toes, "hands": found("left_hand", "right_hand")}


def _rest(skeleton: Skeleton, joints: dict[str, list[int]], naming: Naming) -> int | None:
    """Return the axis that points up according to the rest pose; None if nobody stands in it."""
    rest = skeleton.rest_positions()
    up = _axis(rest[joints["head"]].mean(axis=0) - rest[joints["feet"]].mean(axis=0))
    if up is not None and _AXES[up] == "Z" and naming.convention == INTERACT.name and joints["toes"]:
        # InterAct's own captures: what rests with Z up and the toes ahead along Y moves with Y up.
        ahead = _axis(rest[joints["toes"]].mean(axis=0) - rest[joints["feet"]].mean(axis=0), level=up)
        return _AXES.index("Y") if ahead is not None and _AXES[ahead] == "Y" else up
    return up


def _axis(v: NDArray[np.float64], level: int | None = None) -> int | None:
    """Return the axis that a vector points along, at most 37 degrees off; ``level`` leaves out one line."""
    along = v.copy()
    if level is not None:
        along[level % 3] = 0.0
    line = int(np.argmax(np.abs(along)))
    if not abs(along[line]) > 0.8 * np.linalg.norm(along):
        return None
    return line if along[line] > 0 else line + 3


def _hands_beyond_head(positions: NDArray[np.float64], joints: dict[str, list[int]], up: int) -> bool:
    """Return whether the hands are mostly farther from the feet than the head is."""
    along = positions[..., up % 3] * (1 if up < 3 else -1)
    if not joints["hands"]:
        return False
    hands = along[:, joints["hands"]].mean(axis=1)
    return bool(np.median(hands - along[:, joints["head"][0]]) > 0)


def _longest(positions: NDArray[np.float64], stature: float) -> tuple[str, bool]:
    """Without names to go by: Y or Z, along which the body is longer and the floor is level."""
    unrest = positions.min(axis=1).std(axis=0) / stature if stature > 0 else np.zeros(3)
    extent = np.median(np.ptp(positions, axis=1), axis=0)
    tall = extent / extent.max() if extent.max() > 0 else np.zeros(3)
    score = tall - unrest
    return ("Z" if score[2] > score[1] else "Y"), bool(abs(score[2] - score[1]) > _CLEAR)
