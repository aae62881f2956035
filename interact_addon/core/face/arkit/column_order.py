# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge by its values in which order the columns of an array without names are.

Each layout that the width allows gets a log-likelihood, summed from what holds for every captured face:

- Left and right are alike: the two lids, brows, corners of the mouth; an eye that looks in goes with one that
  looks out.
- Some shapes are large (jawOpen, blinks), others hardly move (tongueOut, jawRight): the level of a column is
  taken as exponentially distributed about its shape's usual one.
- The blinks are the fastest pair.
- Weights are not negative, angles are; MediaPipe's ``_neutral`` is next to nothing.
- A mouth that goes left is stretched on the right (in 10 of 13 recordings; in none clearly against it).
- The jaw opens where the voice is loud, if there is a voice.

An order is decided if all others that would give another face are at least ``MARGIN`` less likely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .arkit import ARKIT_52
from .layouts import ANGLES, DIRECTIONS, NEUTRAL, Layout

__all__ = ["MARGIN", "Verdict", "judge_columns"]

MARGIN = 3.0  # a factor of 20
_ROWS = 3000
_STILL = 0.01  # a weight that nobody sees
_WORST = 6.0
_MANY_PAIRS = 6
_ALIKE = 0.55  # of captured faces 0.86 and more, in 1 of 100 short parts 0.6; of noise 0.5
# The usual level of a shape; all others 0.3. jawForward and the like are rarely above 0.1.
_LEVELS = {"jawOpen": 0.5, "tongueOut": 0.03} | {
    name: level
    for level, names in (
        (0.6, ("eyeBlinkLeft", "eyeBlinkRight")),
        (0.4, ("browInnerUp", "browInnerUpLeft", "browInnerUpRight", "mouthSmileLeft", "mouthSmileRight")),
        (0.1, (*DIRECTIONS, "jawForward", "cheekPuff", "cheekPuffLeft", "cheekPuffRight")),
    )
    for name in names
}
_CROSSED = {"eyeLookInLeft": "eyeLookOutRight", "eyeLookOutLeft": "eyeLookInRight"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the values say.

    Attributes:
        layout: The likeliest.
        rivals: Others that would give another face and are not much less likely; empty if it is decided.
        disputed: The shapes that are another in one of them, in ARKit's order.
    """

    layout: Layout
    rivals: tuple[Layout, ...]
    disputed: tuple[str, ...] = ()


def judge_columns(
    values: NDArray[np.floating],
    layouts: Sequence[Layout],
    loudness: Callable[[], NDArray[np.float64] | None] | None = None,
) -> Verdict:
    """Judge in which order columns are.

    Args:
        values: (N, W) finite, N at least 1.
        layouts: One or more of W columns, the one to assume first.
        loudness: Gives the voice's level for each of the N rows, or None; called only if it is needed.
    """
    if len(layouts) == 1:
        return Verdict(layouts[0], ())
    table = np.asarray(values[:: max(1, len(values) // _ROWS)], np.float64)
    scores = _scores(table, layouts)
    verdict = _decide(table, layouts, scores)
    if verdict.rivals and loudness is not None:
        voice = loudness()
        if voice is not None and len(voice) == len(values) > 2:
            heard = voice[:: max(1, len(values) // _ROWS)]
            scores = scores + [_jaw(table, it, heard) for it in layouts]
            verdict = _decide(table, layouts, scores)
    return verdict


def _scores(table: NDArray[np.float64], layouts: Sequence[Layout]) -> NDArray[np.float64]:
    weights = np.maximum(table, 0)
    level = np.minimum(np.quantile(weights, 0.98, axis=0), 1.5)
    lowest = table.min(axis=0)
    speed = np.quantile(np.abs(np.diff(table, axis=0)), 0.995, axis=0) if len(table) > 20 else None
    size = weights.sum(axis=0)
    centred = table - table.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    return np.array(
        [
            it.prior
            + _levels(it, level, lowest)
            + _pairs(it, weights, level, size, centred, spread)
            + _blinks(it, speed)
            + _stretch(it, table)
            for it in layouts
        ]
    )


@lru_cache(maxsize=32)
def _places(layout: Layout) -> dict[str, int]:
    return {name: place for place, name in enumerate(layout.columns)}


@lru_cache(maxsize=32)
def _pair_places(layout: Layout) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the columns of the left sides, and those that move as they do."""
    at = _places(layout)
    pairs = []
    for name, place in at.items():
        if name.endswith("Left") and name not in DIRECTIONS:
            other = _CROSSED.get(name, f"{name.removesuffix('Left')}Right")
            pairs.append((place, at[other]))
    left, right = np.array(pairs, np.intp).T
    return left, right


def _levels(layout: Layout, level: NDArray[np.float64], lowest: NDArray[np.float64]) -> float:
    score = 0.0
    at = _places(layout)
    shapes = [name for name in at if name not in ANGLES and name != NEUTRAL]
    places = [at[name] for name in shapes]
    usual = np.array([_LEVELS.get(name, 0.3) for name in shapes])
    score -= float(np.minimum(level[places] / usual, _WORST).sum())
    score -= float((lowest[places] < -0.05).sum()) * 4
    if NEUTRAL in at:
        neutral = level[at[NEUTRAL]]
        score += 1.0 if neutral < 1e-3 else -2.0 if neutral < 0.02 else -8.0
    return score


def _pairs(
    layout: Layout,
    weights: NDArray[np.float64],
    level: NDArray[np.float64],
    size: NDArray[np.float64],
    centred: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> float:
    left, right = _pair_places(layout)
    seen = np.maximum(level[left], level[right]) > _STILL
    left, right = left[seen], right[seen]
    if not left.size:
        return 0.0
    # How much of two columns is common: min / max = (a + b - |a - b|) / (a + b + |a - b|), 1 for equal ones.
    both = size[left] + size[right]
    apart = np.abs(weights[:, left] - weights[:, right]).sum(axis=0)
    common = (both - apart) / np.maximum(both + apart, 1e-12)
    trust = np.minimum(np.maximum(level[left], level[right]) / 0.1, 1.0)
    score = float((trust * 4 * (common - 0.6)).sum())
    moving = (spread[left] > 0.005) & (spread[right] > 0.005)
    left, right, trust = left[moving], right[moving], trust[moving]
    if left.size:
        together = (centred[:, left] * centred[:, right]).mean(axis=0) / (spread[left] * spread[right])
        score += float((trust * 2 * (together - 0.4)).sum())
    return score


def _blinks(layout: Layout, speed: NDArray[np.float64] | None) -> float:
    """The lids are the fastest."""
    if speed is None:
        return 0.0
    at = _places(layout)
    shapes = [place for name, place in at.items() if name not in ANGLES]
    fastest = float(speed[shapes].max())
    lids = float(min(speed[at["eyeBlinkLeft"]], speed[at["eyeBlinkRight"]]))
    return 0.0 if fastest < 0.05 else 4 * (lids / fastest - 0.3)


def _stretch(layout: Layout, table: NDArray[np.float64]) -> float:
    """A mouth that goes to one side is stretched on the other."""
    at = _places(layout)
    aside = table[:, at["mouthLeft"]] - table[:, at["mouthRight"]]
    if len(table) < 10 or aside.std() < _STILL:
        return 0.0
    score = 0.0
    for name, weight in (("mouthStretch", 2.0), ("mouthUpperUp", 0.7)):
        uneven = table[:, at[f"{name}Left"]] - table[:, at[f"{name}Right"]]
        if uneven.std() > 0.002:
            score -= weight * _correlation(aside, uneven)
    return score


def _jaw(table: NDArray[np.float64], layout: Layout, heard: NDArray[np.float64]) -> float:
    jaw = table[:, _places(layout)["jawOpen"]]
    return 0.0 if jaw.std() < 0.002 or heard.std() == 0 else 6 * max(0.0, _correlation(jaw, heard))


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.corrcoef(first, second)[0, 1])


def _decide(table: NDArray[np.float64], layouts: Sequence[Layout], scores: NDArray[np.float64]) -> Verdict:
    best = int(np.argmax(scores))
    margin = MARGIN
    if best and not _is_face(table, layouts[best]):
        best, margin = 0, np.inf
    chosen = layouts[best]
    rivals: list[Layout] = []
    disputed: set[str] = set()
    for other, score in zip(layouts, scores, strict=True):
        close = other is not chosen and score > scores[best] - margin
        if close and (shapes := _different(table, chosen, other)):
            rivals.append(other)
            disputed |= shapes
    return Verdict(chosen, tuple(rivals), tuple(name for name in ARKIT_52 if name in disputed))


def _is_face(table: NDArray[np.float64], layout: Layout) -> bool:
    """Return False if many pairs move and their sides have little in common, as in noise.

    What is no face is not taken for one in an unusual order.
    """
    left, right = _pair_places(layout)
    one, two = np.maximum(table[:, left], 0), np.maximum(table[:, right], 0)
    seen = np.maximum(one, two).max(axis=0) > _STILL
    if seen.sum() < _MANY_PAIRS:
        return True
    one, two = one[:, seen], two[:, seen]
    return bool(np.minimum(one, two).sum() > _ALIKE * np.maximum(one, two).sum())


def _different(table: NDArray[np.float64], first: Layout, second: Layout) -> set[str]:
    """Return the shapes that one of two layouts finds in other values."""
    still = np.zeros(len(table))
    out = set()
    one, two = _places(first), _places(second)
    for name in ARKIT_52:
        here = table[:, one[name]] if name in one else still
        there = table[:, two[name]] if name in two else still
        if one.get(name) != two.get(name) and np.abs(here - there).max() > _STILL:
            out.add(name)
    return out
