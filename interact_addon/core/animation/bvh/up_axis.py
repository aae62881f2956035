# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects which axis of a file points up.

Where a person stands at times, up is the direction from the feet to the head, on a level floor. Who lies,
crawls or stands on the hands all the time looks like a person who stands in other axes; then the floor, and
how the skeleton rests, decide, and that is a guess.
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
_FLOOR = (-0.03, 0.12)  # of the stature: the height of the lowest joint where the floor is at 0
_FLAT = 0.12  # of the stature: so little above the lowest joint are most of those of one who lies
_WANDERS = 0.1  # of the stature, the standard deviation of a place: the person moves along that axis


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
    heights = np.concatenate([positions, -positions], axis=-1) / stature  # along each of _AXES
    tall = heights[:, joints["head"][0]] - heights[:, joints["feet"]].mean(axis=1)
    # Not the median: people who lie down for most of a take still stand up at times.
    stands = np.percentile(tall, 90, axis=0)
    lowest = heights.min(axis=1)
    scores = stands - lowest.std(axis=0)  # a floor is level
    best = int(np.argmax(scores))
    rest = _rest(skeleton, joints, naming)
    clear = bool(scores[best] - np.max(np.delete(scores, best)) > _CLEAR)
    if stands[best] < _STANDS:
        return _AXES[best if rest is None else rest], False
    level = np.median(lowest, axis=0)
    at_zero = (_FLOOR[0] < level) & (level < _FLOOR[1])
    # A person may lie along the very axis that is up at rest.
    flat = np.median(heights - lowest[:, None], axis=(0, 1)) < _FLAT
    lies = bool((at_zero & flat).any()) and not at_zero[best]
    if rest is None or rest == best:
        return _AXES[best], (clear or rest == best) and not lies
    if rest % 3 == best % 3:
        # The other way up than at rest. Who is upside down has support from the hands, or hangs.
        upright = stands[rest] < _STANDS and not _hands_beyond_head(heights[..., best], joints)
        return _AXES[best if upright else rest], clear and upright and not lies
    # People do not walk along what is up.
    wanders = np.minimum(lowest.std(axis=0), heights[:, joints["hips"][0]].std(axis=0)) > _WANDERS
    floor = at_zero.astype(int) - wanders
    stood = bool(floor[best] > floor[rest])
    return _AXES[best if stood else rest], clear and stood


def _joints(skeleton: Skeleton, naming: Naming) -> dict[str, list[int]] | None:
    """Return the indices of head, feet, toes and hands; None without a head or feet."""

    def found(*roles: str) -> list[int]:
        return [skeleton.index(naming.roles[role]) for role in roles if role in naming.roles]

    head = found("head", "neck")[:1]
    feet = found("left_foot", "right_foot") or found("left_shin", "right_shin")
    if not head or len(feet) != 2:
        return None
    return {
        "head": head,
        "hips": found("hips") or [0],
        "feet": feet,
        "toes": found("left_toe", "right_toe"),
        "hands": found("left_hand", "right_hand"),
    }


def _rest(skeleton: Skeleton, joints: dict[str, list[int]], naming: Naming) -> int | None:
    """Return the axis that points up according to the rest pose; None if the person does not stand in it."""
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


def _hands_beyond_head(heights: NDArray[np.float64], joints: dict[str, list[int]]) -> bool:
    """Return whether in (F, J) heights the hands are mostly above the head."""
    if not joints["hands"]:
        return False
    hands = heights[:, joints["hands"]].mean(axis=1)
    return bool(np.median(hands - heights[:, joints["head"][0]]) > 0)


def _longest(positions: NDArray[np.float64], stature: float) -> tuple[str, bool]:
    """Without names to go by: Y or Z, along which the body is longer and the floor is level."""
    unrest = positions.min(axis=1).std(axis=0) / stature if stature > 0 else np.zeros(3)
    extent = np.median(np.ptp(positions, axis=1), axis=0)
    tall = extent / extent.max() if extent.max() > 0 else np.zeros(3)
    score = tall - unrest
    return ("Z" if score[2] > score[1] else "Y"), bool(abs(score[2] - score[1]) > _CLEAR)
