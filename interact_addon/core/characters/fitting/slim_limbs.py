# SPDX-License-Identifier: GPL-3.0-or-later
"""How the limbs of a fitted person become thinner: first the air in their clothes, then flesh.

An arm or a leg is one chain of two limbs, along which nothing changes steeply: what must be thin at one
place makes the places next to it a little thinner too. Around each limb skin is measured by direction, so
that a calf stays a calf, and clothes follow it. Tight trousers end in the shoe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...contacts.girth import least_of
from ...contacts.room import ANKLE
from ...foundation.easing import smoothstep

__all__ = ["Chain", "Limb", "Shell", "chain_of", "shell_of"]

Array = NDArray[np.float64]
Points = tuple[Array, Array, tuple[str, ...]]
"""(V, 3) points, (V, S) their weights over segments, and the names of those."""

_STATIONS = np.linspace(0.1, 0.9, 5)  # along a limb
_FLESH_STEP, _AIR_STEP = 0.05, 0.17  # by which neighbouring stations differ at most
_THINNEST = 0.62  # of flesh
_LEAST_AIR, _LEAST_SHARE = 0.002, 0.10  # metres and share of the air that clothes keep
# Places of a chain (0 to 2) between which it begins to be thinner, and flesh ends to be.
_BEGIN = {"thigh": (-0.05, 0.35), "upper_arm": (-0.55, 0.0)}
_END = {"thigh": (1.92, 2.04), "upper_arm": (1.80, 1.99)}
_PLACES, _TURNS = 13, 24  # of the table of the skin: along, and around
_NEAR = np.array([0.05, 0.3])  # shares of a limb, and radians, over which the skin is averaged
_DRAWN = 0.3  # share of a limb above the end of a hem that is drawn up with it


@dataclass(frozen=True, eq=False)
class Shell:
    """A limb's axis, and its skin: (P, T) metres from the axis, along from 0 to 1 and once around."""

    start: Array
    along: Array
    across: tuple[Array, Array]
    skin: Array

    def seen(self, points: Array) -> tuple[Array, Array, Array, Array]:
        """Return the place, the way from the axis (V, 3), how far that is, and the direction in radians."""
        off = points - self.start
        place = off @ self.along / float(self.along @ self.along)
        radial = off - place[:, None] * self.along
        angle = np.arctan2(radial @ self.across[1], radial @ self.across[0])
        return place, radial, np.linalg.norm(radial, axis=1), angle

    def skin_at(self, place: Array, angle: Array) -> Array:
        """Return the distance of the skin from the axis."""
        row = np.clip(place, 0.0, 1.0) * (_PLACES - 1)
        column = np.mod(angle / (2.0 * np.pi), 1.0) * _TURNS
        i, j = np.minimum(row.astype(int), _PLACES - 2), column.astype(int) % _TURNS
        u, v, after = row - i, column - np.floor(column), (j + 1) % _TURNS
        low = self.skin[i, j] * (1.0 - v) + self.skin[i, after] * v
        high = self.skin[i + 1, j] * (1.0 - v) + self.skin[i + 1, after] * v
        return np.asarray(low * (1.0 - u) + high * u)


@dataclass(frozen=True, eq=False)
class Chain:
    """An arm or a leg: (N,) places from 0 to 2, and the shares that remain of flesh and of the air there."""

    part: str
    places: Array
    flesh: Array
    air: Array

    def at(self, place: Array) -> tuple[Array, Array]:
        """Return what remains of flesh and of air at places."""
        begin = smoothstep(place, *_BEGIN[self.part])
        end = 1.0 - smoothstep(place, *_END[self.part])
        flesh, air = (np.interp(place, self.places, each) for each in (self.flesh, self.air))
        return 1.0 - (1.0 - flesh) * begin * end, 1.0 - (1.0 - air) * begin


@dataclass(frozen=True, eq=False)
class Limb:
    """One of the two limbs of a chain, the lower one if ``lower``; its clothes end at the place ``hem``."""

    shell: Shell
    chain: Chain
    lower: bool
    hem: float = np.inf

    def __call__(self, points: Array) -> Array:
        """Return (V, 3) how skin moves."""
        place, radial, out, angle = self.shell.seen(points)
        return self._to(place, place, out, angle)[:, None] * radial

    def of_cloth(self, points: Array) -> Array:
        """Return (V, 3) how clothes move: a hem follows what is above it, and is drawn up out of the way."""
        place, radial, out, angle = self.shell.seen(points)
        last = float(place.max(initial=0.0))
        begin = self.hem - _DRAWN
        up = np.maximum(place - begin, 0.0) * max(last - self.hem, 0.0) / max(last - begin, 1e-6)
        moved = self._to(place, place - up, out, angle)[:, None] * radial
        return np.asarray(moved - up[:, None] * self.shell.along)

    def _to(self, place: Array, after: Array, out: Array, angle: Array) -> Array:
        """Return by how much of itself the distance from the axis changes."""
        flesh, air = self.chain.at(after + float(self.lower))
        skin, now = (self.shell.skin_at(each, angle) for each in (after, place))
        to = np.minimum(out / now, 1.0) * skin * flesh + np.maximum(out - now, 0.0) * air
        return np.asarray(to / np.maximum(out, 1e-9) - 1.0)


def shell_of(start: Array, end: Array, segments: Sequence[str], body: Points) -> Shell:
    """Measure the skin of a limb between two joints, of the points of some segments."""
    along = end - start
    aside = np.eye(3)[int(np.abs(along).argmin())]
    first = np.cross(along, aside)
    first /= np.linalg.norm(first)
    second = np.cross(along, first) / np.linalg.norm(along)
    shell = Shell(start, along, (first, second), np.zeros((_PLACES, _TURNS)))
    points, shares, names = body
    mine = points[shares[:, [names.index(each) for each in segments if each in names]].sum(axis=1) > 0.5]
    place, _, out, angle = shell.seen(mine)
    there = (place > -0.15) & (place < 1.08)
    place, out, angle = place[there], out[there], angle[there]
    rows = np.repeat(np.linspace(0.0, 1.0, _PLACES), _TURNS)
    turns = np.tile(np.arange(_TURNS) * 2.0 * np.pi / _TURNS, _PLACES)
    apart = np.angle(np.exp(1j * (turns[:, None] - angle))) / _NEAR[1]
    weight = np.exp(-np.square((rows[:, None] - place) / _NEAR[0]) - np.square(apart)) + 1e-9
    skin = (weight @ out / weight.sum(axis=1)).reshape(_PLACES, _TURNS)
    return Shell(start, along, shell.across, skin)


def chain_of(
    part: str,
    pair: Sequence[tuple[Shell, str, Mapping[str, float], tuple[float, float]]],
    outer: Sequence[Points],
) -> Chain:
    """Find what remains along an arm or a leg.

    Args:
        part: The upper of its limbs, as a region.
        pair: Of both limbs the shell, the segment, the limits of the regions from 0 on and from `ANKLE` on,
            and the average radii at both ends.
        outer: The points of skin and clothes.
    """
    places, flesh, air = [], [], []
    for number, (shell, segment, limits, radii) in enumerate(pair):
        for station in _STATIONS.tolist():
            region = _region(limits, station)
            limit = limits.get(region, np.inf)
            skin = float(shell.skin[round(station * (_PLACES - 1))].mean())
            room = limit * float(np.interp(station, (0.0, 1.0), radii)) / skin
            least = max(limit, least_of(region)) / limit if limit < np.inf else 1.0
            thin = float(np.clip(room * least, _THINNEST, 1.0))
            loose = _loose(shell, segment, station, outer)
            kept = max((room - thin) * skin, _LEAST_AIR) / max(loose, 1e-6)
            places.append(number + station)
            flesh.append(thin)
            air.append(float(np.clip(kept, _LEAST_SHARE, 1.0)))
    steps = np.abs(np.subtract.outer(np.arange(len(places)), np.arange(len(places))))
    fine = np.linspace(places[0], places[-1], 81)
    curves = [
        _smooth(fine, np.array(places), (np.array(each) + steps * step).min(axis=1))
        for each, step in ((flesh, _FLESH_STEP), (air, _AIR_STEP))
    ]
    return Chain(part, fine, curves[0], curves[1])


def _region(limits: Mapping[str, float], station: float) -> str:
    names = list(limits)
    return names[-1] if station > ANKLE else names[0]


def _loose(shell: Shell, segment: str, station: float, outer: Sequence[Points]) -> float:
    """Return how far clothes are from the skin at a station, metres."""
    most = 0.0
    for points, shares, names in outer:
        if segment not in names:
            continue
        place, _, out, angle = shell.seen(points[shares[:, names.index(segment)] > 0.6])
        near = np.abs(place - station) < 0.1
        if near.sum() > 8:
            off = out[near] - shell.skin_at(place[near], angle[near])
            most = max(most, float(np.percentile(off, 85)))
    return most


def _smooth(at: Array, knots: Array, values: Array) -> Array:
    """Interpolate, and round off what is edged."""
    line = np.interp(at, knots, values)
    kernel = np.hanning(13)
    padded = np.pad(line, 6, mode="edge")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), mode="valid"))
