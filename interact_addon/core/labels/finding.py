# SPDX-License-Identifier: GPL-3.0-or-later
"""Find from the motion alone when somebody sits, walks and stands, where a dataset does not say it.

The rules are our own and simple; no dataset's labels were there to compare with. Lengths are relative to the
legs', so a child is measured as an adult. Sitting: the hips are low above the lower ankle, and the thighs are
far from vertical. Walking: the hips travel, measured over most of a second, so that swaying does not count.
Standing: what remains with the hips high. Who kneels, crawls, lies or stands on the hands does none of the
three and has no label. Each state has an upper and a lower threshold, and lasts at least a while.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.skeleton import Motion
from .model import NO_LABEL, Labels

__all__ = ["FOUND_NAMES", "found_labels", "found_of_positions"]

FOUND_NAMES = ("sit", "walk", "stand")
_SIT, _WALK, _STAND = range(3)

# Of the length of thigh and shin: how high the hips are above the lower ankle. Upright: 1.
_HIPS_LOW, _HIPS_HIGH = 0.70, 0.80
# Of the thigh's length: how far it goes down. Upright: 1; on a chair: about 0.
_THIGH_FLAT, _THIGH_STEEP = 0.60, 0.75
# Legs' lengths per second: with legs of 0.8 m 0.32 and 0.2 m/s. People stroll at 0.8 m/s.
_TRAVELS, _RESTS = 0.40, 0.25
_OVER = 0.8  # seconds over which travelling is measured
_LEAST = 0.5  # seconds; half of it at the recording's ends, where more can be missing
# Of the distance from the hips to the head: how far it goes up. Upright: 1; lying: about 0.
_TRUNK_DOWN, _TRUNK_UP = 0.35, 0.55
_UP = np.array((0.0, 0.0, 1.0))
_LEGS = tuple(f"{side}_{part}" for side in ("left", "right") for part in ("thigh", "shin", "foot"))


def found_labels(motion: Motion) -> Labels | None:
    """Return what somebody does in each frame, or None for a skeleton without legs that can be told.

    Args:
        motion: F frames.
    """
    roles = motion.skeleton.naming.roles
    if not all(role in roles for role in _LEGS) or not motion.frames:
        return None
    legs = [motion.skeleton.index(roles[role]) for role in _LEGS]
    positions = forward(motion)[0]
    if "head" in roles:
        head = positions[:, motion.skeleton.index(roles["head"])]
    else:
        head = positions[:, legs[0]] + _UP
    return found_of_positions(positions[:, legs], head, motion.rate)


def found_of_positions(legs: NDArray[np.float64], head: NDArray[np.float64], rate: Fraction) -> Labels:
    """As `found_labels`, from the positions of the legs' joints.

    Args:
        legs: (F, 6, 3) metres, Z up: the left hip, knee and ankle, then the right ones; F at least 1.
        head: (F, 3) metres, the head, or something else above the hips of whoever is upright.
        rate: Frames per second.
    """
    hips, knees, ankles = (legs[:, [part, part + 3]] for part in range(3))  # (F, 2, 3)
    thighs = np.median(np.linalg.norm(knees - hips, axis=2), axis=0)
    shins = np.median(np.linalg.norm(ankles - knees, axis=2), axis=0)
    length = max(float((thighs + shins).mean()), 1e-6)
    middle = hips.mean(axis=1)
    height = (middle[:, 2] - ankles[..., 2].min(axis=1)) / length
    steepness = ((hips[..., 2] - knees[..., 2]) / np.maximum(thighs, 1e-6)).mean(axis=1)
    trunk = head - middle
    upright = trunk[:, 2] / np.maximum(np.linalg.norm(trunk, axis=1), 1e-6)
    least = max(1, round(_LEAST * rate))
    bent, straight = steepness < _THIGH_FLAT, steepness > _THIGH_STEEP
    low = _lasting(_between(height < _HIPS_LOW, height > _HIPS_HIGH), least)
    # Who bows keeps the thighs steep.
    lies = _lasting(_between(bent & (upright < _TRUNK_DOWN), straight | (upright > _TRUNK_UP)), least)
    sits = _lasting(low & _between(bent, straight) & ~lies, 2 * least)  # squatting on the way up is shorter
    speed = _travel(middle[:, :2], rate) / length
    walks = _lasting(_between(speed > _TRAVELS, speed < _RESTS) & ~low & ~lies, least)
    codes = np.select([lies, sits, low, walks], [NO_LABEL, _SIT, NO_LABEL, _WALK], _STAND).astype(np.int16)
    return Labels(FOUND_NAMES, codes, rate, found=True)


def _travel(places: NDArray[np.float64], rate: Fraction) -> NDArray[np.float64]:
    """Return (F,) metres per second: how far the place of half a window later is from that of half before.

    Args:
        places: (F, 2) metres.
        rate: Frames per second.
    """
    last = len(places) - 1
    window = min(max(2, round(_OVER * rate)), last)
    before = np.clip(np.arange(last + 1) - window // 2, 0, last - window)
    way = np.linalg.norm(places[before + window] - places[before], axis=1)
    return way * float(rate) / max(window, 1)


def _between(begins: NDArray[np.bool_], ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a state that begins where ``begins`` and lasts until ``ends``.

    Before the first of both it is what it is after: nothing is seen to change there.
    """
    decided = np.flatnonzero(begins | ends)
    if not len(decided):
        return np.zeros(len(begins), np.bool_)
    places = np.maximum(np.searchsorted(decided, np.arange(len(begins)), side="right") - 1, 0)
    state: NDArray[np.bool_] = begins[decided[places]]
    return state


def _lasting(state: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Return a state without short interruptions, and then without short spells."""
    for value in (False, True):
        edges = np.flatnonzero(np.diff(state)) + 1
        starts, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(state)]))
        enough = np.where((starts > 0) & (ends < len(state)), least, least // 2)
        short = (ends - starts < enough) & (state[starts] == value)
        state = np.where(np.repeat(short, ends - starts), not value, state)
    return state
