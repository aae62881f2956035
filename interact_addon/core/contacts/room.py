# SPDX-License-Identifier: GPL-3.0-or-later
"""How near two people come, region by region: what tells how thick their bodies can be.

A region is what a body's girth is given for (`REGIONS`), left and right alike: both arms of a person are as
thick as each other. Hands, feet and heads are regions too, which nobody makes thinner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.rotations import quaternion_conjugate, quaternion_rotate
from .bodies import Body
from .capsules import nearest
from .parts import HEAD, TRUNK, TRUNK_ENDS, Parts

__all__ = [
    "ANKLE",
    "BANDS",
    "BINS",
    "FACES",
    "LIMBS",
    "REGIONS",
    "TOP",
    "Gaps",
    "band_of",
    "gaps_between",
    "radii_of",
    "trunk_shares",
]

Array = NDArray[np.float64]
Pair = tuple[str, str]
Gaps = Mapping[Pair, NDArray[np.int64]]
"""A region of the one and one of the other -> (len(BINS) - 1,) in how many frames they are so far apart."""

LIMBS = ("upper_arm", "forearm", "thigh", "shin", "ankle", "neck")
ANKLE = 0.62
"""Where along a shin the ankle begins, which is a region of its own: hands hold on to it."""
# Of the trunk: how high from the joints of the legs (0) to those of the arms (1) each band ends.
BANDS = {"hips": 0.25, "belly": 0.60, "chest": np.inf}
FACES = ("front", "back", "side")
TOP = "chest_top"
REGIONS = (*LIMBS, *(f"{band}_{face}" for band in BANDS for face in FACES), TOP)
"""Where a person can be made thinner; the last is the flesh between neck and shoulders."""
_FIXED = ("hand", "foot", "head")
_ALL = (*REGIONS, *_FIXED)

BINS = np.arange(-0.15, 0.0301, 0.0025)
"""Edges of the distances that are told apart, metres; what is deeper counts as the first."""
_HOLD = 0.5 + 0.5 * ANKLE  # the middle of an ankle
_CHUNK = 400_000  # pairs of capsules at a time


def band_of(share: float) -> str:
    """Return the band of the trunk at a height, from the joints of the legs (0) to those of the arms (1)."""
    return next(band for band, end in BANDS.items() if share < end)


@dataclass(frozen=True, eq=False)
class _Regions:
    """The regions of a body's capsules, C of them.

    Attributes:
        first: (C,) the index in `_ALL`; of the trunk that of the band's front.
        trunk: (C,) whether it is of the trunk.
        highest: The last capsule of the trunk.
        axes: (3, 3) at rest: left, back and up in the columns.
    """

    first: NDArray[np.int64]
    trunk: NDArray[np.bool_]
    highest: int
    axes: Array


def _regions(body: Body) -> _Regions:
    parts, skeleton = body.parts, body.motion.skeleton
    frame = body_frame(
        skeleton.rest_positions(), {role: skeleton.index(name) for role, name in body.roles.items()}
    )
    names = [parts.regions[region] for region in parts.region.tolist()]
    shares = iter(trunk_shares(parts).tolist())
    first = []
    for name, role in zip(names, parts.roles, strict=True):
        if name == TRUNK:
            first.append(f"{band_of(next(shares))}_{FACES[0]}")
        elif name == HEAD:
            first.append("neck" if role.startswith("neck") else "head")
        else:
            first.append(name.partition("_")[2])
    trunk = np.array([name == TRUNK for name in names])
    highest = int(np.flatnonzero(trunk)[-1]) if trunk.any() else -1
    return _Regions(np.array([_ALL.index(name) for name in first], np.int64), trunk, highest, frame)


def trunk_shares(parts: Parts) -> Array:
    """Return (N,) the heights of the trunk's capsules, which are in order; see `BANDS`."""
    count = int(sum(parts.regions[region] == TRUNK for region in parts.region.tolist()))
    return np.linspace(TRUNK_ENDS[0], TRUNK_ENDS[1], count)


def radii_of(body: Body) -> dict[str, float]:
    """Return region -> metres from its middle to its surface, for people of average build."""
    regions = _regions(body)
    out = {}
    for number, name in enumerate(_ALL):
        band, _, face = name.rpartition("_")
        mine = regions.first == (_ALL.index(f"{band}_{FACES[0]}") if band in BANDS else number)
        if not mine.any():
            continue
        if name == "shin":
            out["ankle"] = float(
                np.average(body.parts.radii[mine].mean(axis=0), weights=(1.0 - _HOLD, _HOLD))
            )
        if name == TOP:
            out[name] = float(body.parts.radii[regions.highest, 0])
            continue
        out[name] = float(body.parts.radii[mine].mean())
        if face == "side":
            ends = body.parts.places[mine]
            out[name] += float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).mean() / 2)
    return out


def gaps_between(one: Body, other: Body, step: int) -> dict[Pair, NDArray[np.int64]]:
    """Count how far apart the regions of two people are, in every ``step``-th frame.

    Only regions that come within `BINS` are there.
    """
    frames = np.arange(0, min(one.frames, other.frames), step)
    margin = float(BINS[-1])
    apart = np.maximum(
        one.low[:, frames].min(axis=0) - other.high[:, frames].max(axis=0),
        other.low[:, frames].min(axis=0) - one.high[:, frames].max(axis=0),
    ).max(axis=1)
    frames = frames[apart < margin]
    mine, theirs = _regions(one), _regions(other)
    size = len(_ALL)
    least = np.full((len(frames), size, size), np.inf)
    for number, row, a, b in _near(one, other, frames, margin):
        found = nearest(
            one.ends[row, a, 0],
            one.ends[row, a, 1],
            one.parts.radii[a],
            other.ends[row, b, 0],
            other.ends[row, b, 1],
            other.parts.radii[b],
        )
        first = mine.first[a] + _face(one, mine, row, a, found.places)
        second = theirs.first[b] + _face(other, theirs, row, b, found.places)
        np.minimum.at(least, (number, first, second), found.gaps)
    out = {}
    for i, j in np.argwhere((least < margin).any(axis=0)).tolist():
        gaps = least[:, i, j]
        gaps = np.maximum(gaps[gaps < margin], BINS[0])
        out[_ALL[i], _ALL[j]] = np.histogram(gaps, BINS)[0]
    return out


def _near(
    one: Body, other: Body, frames: NDArray[np.int64], margin: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Yield pairs of capsules whose balls are near: the number of the frame, the frame, and both capsules."""
    count = max(1, _CHUNK // max(1, len(one.parts.radii) * len(other.parts.radii)))
    for begin in range(0, len(frames), count):
        rows = frames[begin : begin + count]
        ends, others = one.ends[rows], other.ends[rows]
        half = 0.5 * np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2) + one.parts.radii.max(axis=1)
        other_half = 0.5 * np.linalg.norm(others[:, :, 1] - others[:, :, 0], axis=2)
        other_half += other.parts.radii.max(axis=1)
        off = ends.mean(axis=2)[:, :, None] - others.mean(axis=2)[:, None]
        least = np.sqrt(np.einsum("nabi,nabi->nab", off, off)) - half[:, :, None] - other_half[:, None]
        number, a, b = np.nonzero(least < margin)
        yield number + begin, rows[number], a, b


def _face(
    body: Body, regions: _Regions, rows: NDArray[np.int64], capsules: NDArray[np.int64], places: Array
) -> NDArray[np.int64]:
    """Return (N,) the index in `FACES` of the side of the trunk where places are, 1 of ankles; else 0.

    Above the highest capsule it is the one after, which is that of `TOP`.
    """
    out = np.zeros(len(rows), np.int64)
    low = np.flatnonzero(regions.first[capsules] == _ALL.index("shin"))
    ends = body.ends[rows[low], capsules[low]]
    along = ends[:, 1] - ends[:, 0]
    off = places[low] - ends[:, 0]
    out[low] = np.einsum("ni,ni->n", off, along) > ANKLE * np.einsum("ni,ni->n", along, along)
    there = np.flatnonzero(regions.trunk[capsules])
    rows, capsules = rows[there], capsules[there]
    ends = body.ends[rows, capsules]
    turn = quaternion_conjugate(body.rotations[rows, body.parts.bones[capsules]])
    off = quaternion_rotate(turn, places[there] - ends.mean(axis=1))
    half = 0.5 * np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    left, back, up = (off @ regions.axes).T
    aside = np.abs(left) - half
    out[there] = np.where(np.abs(back) < aside, 2, np.where(back > 0.0, 1, 0))
    above = (capsules == regions.highest) & (up > np.maximum(np.abs(back), aside))
    out[there[above]] = len(FACES)
    return out
