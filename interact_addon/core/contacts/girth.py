# SPDX-License-Identifier: GPL-3.0-or-later
"""How thick people are at most, from how near they come to each other in all scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .room import BANDS, BINS, FACES, REGIONS

__all__ = ["LEAST", "Girth", "Near", "fit_girths", "least_of"]

LEAST = {
    "upper_arm": 0.65,
    "forearm": 0.68,
    "thigh": 0.90,
    "shin": 0.84,
    "ankle": 0.70,
    "neck": 0.80,
    "front": 0.76,
    "back": 0.74,
    "side": 0.92,
    "top": 0.60,
}
"""Region, or side of the trunk -> how thin it can be made, of people of average build."""
_LIKE = 0.09  # by which the limits of neighbouring regions differ at most: people are slim all over
_NEIGHBOURS = (
    ("upper_arm", "forearm"),
    ("thigh", "shin"),
    ("shin", "ankle"),
    *((f"{low}_{face}", f"{high}_{face}") for face in FACES for low, high in pairwise(BANDS)),
)
_UNSEEN = 0.95  # a neighbour is not made thinner than this because of the other
# What grows out of something is not much wider: of the first, the second, and how much more.
_GROWN = (
    ("thigh", "hips_side", -0.05),
    ("thigh", "hips_front", 0.05),
    ("thigh", "hips_back", 0.05),
    ("chest_side", "belly_side", 0.02),
    ("belly_side", "hips_side", 0.0),
)
_DEEPER = 0.05  # share of the frames in which a region touches somebody that can be deeper
_MOST_FRAMES = 1_000_000_000
_ENOUGH = 4  # frames: what is nearer for a moment only is chance


@dataclass(frozen=True)
class Girth:
    """How thick a person is at most.

    Attributes:
        limits: Region of `room.REGIONS` -> thickness, of that of people of average build of this person's
            size; more than 1 is thicker. A region that is not there touches nobody, and is not changed.
    """

    limits: Mapping[str, float]

    def values(self) -> dict[str, float]:
        """Return them JSON-ready, in the order of the regions."""
        return {name: round(self.limits[name], 4) for name in REGIONS if name in self.limits}


@dataclass(frozen=True, eq=False)
class Near:
    """How near two people come in one scene, or several.

    Attributes:
        actors: The ids of the two.
        radii: Region -> metres of average build, for each of the two.
        counts: A region of the first and one of the second -> (len(BINS) - 1,) frames that are so far apart.
    """

    actors: tuple[str, str]
    radii: tuple[Mapping[str, float], Mapping[str, float]]
    counts: Mapping[tuple[str, str], NDArray[np.int64]]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values; bins without frames are left out."""
        counts = [
            [*pair, {str(bin_): int(count[bin_]) for bin_ in np.flatnonzero(count).tolist()}]
            for pair, count in sorted(self.counts.items())
        ]
        return {"actors": list(self.actors), "radii": [dict(each) for each in self.radii], "counts": counts}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Near:
        """Inverse of `as_dict`.

        Raises:
            ArithmeticError, AttributeError, LookupError, TypeError, ValueError: The values are no such thing.
        """
        first, second = values["actors"]
        one_radii, other_radii = (
            {str(name): float(value) for name, value in each.items()} for each in values["radii"]
        )
        if not all(0.0 < radius < np.inf for each in (one_radii, other_radii) for radius in each.values()):
            raise ValueError("a radius is no length")
        counts = {}
        for one, other, bins in values["counts"]:
            if one not in one_radii or other not in other_radii:
                raise ValueError("a region has no radius")
            row = np.zeros(len(BINS) - 1, np.int64)
            for bin_, count in bins.items():
                if not 0 <= int(count) <= _MOST_FRAMES or not 0 <= int(bin_) < len(row):
                    raise ValueError("so many frames are not counted")
                row[int(bin_)] = int(count)
            counts[one, other] = row
        return cls((str(first), str(second)), (one_radii, other_radii), counts)


def fit_girths(near: Sequence[Near]) -> dict[str, Girth]:
    """Return actor -> girth with which surfaces hardly sink into each other, for all who touch somebody.

    What two regions overlap is shared between them in proportion to their thickness, as far as each can be
    made thinner; hands, feet and heads cannot. Of several regions that one touches the nearest counts. The
    order of ``near`` changes nothing.
    """
    radii: dict[tuple[str, str], float] = {}
    counts: dict[tuple[str, str, str, str], NDArray[np.int64]] = {}
    for each in near:
        for actor, known in zip(each.actors, each.radii, strict=True):
            for region, radius in known.items():
                radii[actor, region] = max(radius, radii.get((actor, region), 0.0))
        for (mine, theirs), count in each.counts.items():
            a, b = sorted([(each.actors[0], mine), (each.actors[1], theirs)])
            counts[*a, *b] = counts.get((*a, *b), 0) + count
    given: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for (actor, mine, partner, theirs), count in counts.items():
        ends = (actor, mine), (partner, theirs)
        sizes = [(end[1], radii[end]) for end in ends]
        if count.sum() < _ENOUGH:
            continue
        for bin_ in np.flatnonzero(count).tolist():
            shares = _shared(-float(BINS[bin_]), sizes)
            for end, taken in zip(ends, shares, strict=True):
                if end[1] in REGIONS:
                    given.setdefault(end, []).append((taken, int(count[bin_])))
    out: dict[str, dict[str, float]] = {}
    for (actor, region), every in sorted(given.items()):
        out.setdefault(actor, {})[region] = 1.0 - _taken(every) / radii[actor, region]
    return {actor: Girth(_alike(limits)) for actor, limits in out.items()}


def _alike(limits: Mapping[str, float]) -> dict[str, float]:
    """Return limits with those of neighbours, a little higher."""
    out = dict(limits)
    for one, other, more in _GROWN:
        if one in out:
            out[other] = min(out.get(other, np.inf), out[one] + more)
    for pairs in (_NEIGHBOURS, _NEIGHBOURS[::-1]):
        for pair in pairs:
            for one, other in (pair, pair[::-1]):
                if one in out:
                    out[other] = min(out.get(other, np.inf), max(out[one] + _LIKE, _UNSEEN))
    return out


def least_of(region: str) -> float:
    """Return how thin a region can be made, of average build; 1 for hands, feet and heads."""
    return LEAST.get(region, LEAST.get(region.rpartition("_")[2], 1.0))


def _taken(every: Sequence[tuple[float, int]]) -> float:
    """Return what a region gives so that few of the frames in which it touches somebody need more.

    Args:
        every: What is needed of it, metres, negative if it has room; and in how many frames.
    """
    ordered = sorted(every, reverse=True)
    needs = np.array([need for need, _ in ordered])
    frames = np.array([count for _, count in ordered])
    touching = frames[needs > 0.0].sum()
    reached = np.cumsum(frames) > max(_DEEPER * touching, 0.0)
    return float(needs[int(np.argmax(reached))])


def _shared(need: float, ends: Sequence[tuple[str, float]]) -> list[float]:
    """Return what each of two regions gives of what is needed; see `fit_girths`."""
    most = [(1.0 - least_of(region)) * radius for region, radius in ends]
    weight = [radius * (region in REGIONS) for region, radius in ends]
    whole = sum(weight)
    if whole == 0.0:
        return [0.0, 0.0]
    given = [min(need * each / whole, limit) for each, limit in zip(weight, most, strict=True)]
    for number in (0, 1):
        rest = need - sum(given)
        if rest > 1e-9:
            given[number] = min(most[number], given[number] + rest)
    return given
