# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds hair as locks: tapered strands that grow in their comb direction, fall, and stay off the skin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .fineness import Fineness
from .scalp import Roots, Scalp

__all__ = ["Growth", "Layers", "Locks", "bends", "grow", "round_off", "rounded_on_head", "shortened"]

Floats = NDArray[np.float64]

_RISE = 0.05  # metres over which a long lock rises to its layer
_SHARP = 20.0, 50.0  # degrees: bends that are rounded off a little, and as far as one round does
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class Growth:
    """Growth of a layer of hair. Lengths in metres.

    Attributes:
        length: (N,) of every lock.
        comb: (N, 3) unit direction that each lock is combed to at its root, tangent to the skin.
        lift: (N,) 0 is flat, 1 stands up at the root.
        low: (N,) minimum distance from the skin at the end of the root's rise.
        high: (N,) maximum distance from the skin while on the head.
        fall: 0 to 1: how soon the hair changes from its comb direction to hanging down.
        follow: Whether the comb direction stays tangent to the head as the lock grows over it.
        wave: (radius, waves per metre) of a wave or curl.
        loose: How differently neighbouring locks wave.
        noise: Unevenness of the directions.
        gather: 0 to 1: how much neighbouring locks converge towards their tips.
        behind: Whether the hair hangs behind the shoulders.
        inward: How strongly the ends turn in towards the neck.
        end: Height at which hanging locks end, metres; None: where their length ends.
        start: Height at which locks deep inside the hairline begin, of ``low``.
        rows: Points per lock.
    """

    length: Floats
    comb: Floats
    lift: Floats
    low: Floats
    high: Floats
    fall: float = 0.5
    follow: bool = True
    wave: tuple[float, float] = (0.0, 0.0)
    loose: float = 0.5
    noise: float = 0.05
    gather: float = 0.0
    behind: bool = False
    inward: float = 0.0
    end: float | None = None
    start: float = 0.6
    rows: int = 8


@dataclass(frozen=True, eq=False)
class Locks:
    """Paths of locks and how to draw them.

    Attributes:
        path: (N, R, 3).
        out: (N, R, 3) unit direction away from the head.
        width: (N,) metres, at the widest point.
        tint: (N,) brightness, 1 is the hair's colour.
        kind: Profile: ``lock`` narrows to both ends, ``tuft`` is widest at the root, ``drawn`` starts
            pointed and ends broad, under a tie.
        round: How round a lock is shaded: 0 is flat, and it does not stand out from its neighbours.
    """

    path: Floats
    out: Floats
    width: Floats
    tint: Floats
    kind: str = "lock"
    round: float = 0.14

    def taken(self, which: NDArray[np.bool_]) -> Locks:
        """Return some of the locks."""
        return replace(
            self,
            path=self.path[which],
            out=self.out[which],
            width=self.width[which],
            tint=self.tint[which],
        )


Layers = Callable[[Scalp, np.random.Generator, Fineness], list[Locks]]


def grow(scalp: Scalp, roots: Roots, growth: Growth, seed: int) -> tuple[Floats, Floats]:
    """Grow locks step by step.

    Returns:
        (N, R, 3) paths, and (N, R, 3) unit directions away from the head.
    """
    rng = np.random.default_rng(seed)
    count, rows = len(roots.points), growth.rows
    shares, run = _steps(rows)
    # Deep in the hair a lock begins just under it, so that the whorl is not bare.
    high = growth.start * growth.low * smoothstep(roots.inside, 0.2, 1.9) - 0.0015
    position: Floats = np.add(roots.points, high[:, None] * roots.normals)
    lift: Floats = growth.lift[:, None]
    flat = growth.comb
    direction = unit_vectors(np.add(flat * (1.0 - lift), roots.normals * (0.25 + lift)))
    direction = unit_vectors(direction + rng.normal(0.0, growth.noise, (count, 3)))
    centre = scalp.centre
    down = np.array([0.0, 0.0, -1.0])
    path, out = [position], [roots.normals]
    for k in range(1, rows):
        t = run[k]
        away = unit_vectors(position - centre)
        if growth.follow:
            # The comb direction rotates with the head's surface.
            flat = unit_vectors(flat - away * (flat * away).sum(1, keepdims=True))
        pull = growth.fall * smoothstep(np.full(count, t), 0.0, 0.8)[:, None]
        goal = unit_vectors(flat * (1.0 - pull) + down * pull + rng.normal(0.0, growth.noise, (count, 3)))
        if growth.inward:
            level = away * np.array([1.0, 1.0, 0.0])
            goal = unit_vectors(
                goal - growth.inward * smoothstep(np.full(count, t), 0.72, 1.0)[:, None] * unit_vectors(level)
            )
        share = 0.45 + 0.4 * t
        direction = unit_vectors(direction * (1.0 - share) + goal * share)
        position = np.add(position, direction * (growth.length * shares[k - 1])[:, None])
        position = _outside(scalp, position, growth, t)
        path.append(position)
        out.append(_outward(position - centre))
    paths, outs = np.stack(path, 1), np.stack(out, 1)
    if growth.end is not None:
        paths = _ended(scalp, paths, growth.end, rng)
    if growth.behind:
        paths = _led_back(scalp, paths, growth.low)
    if growth.gather:
        paths = _gathered(paths, growth.gather, rng)
    if growth.wave[0]:
        paths = _waved(paths, outs, growth, rng)
    return paths, outs


def round_off(paths: Floats) -> Floats:
    """Round off sharp bends of paths (N, R, 3); roots and tips stay where they are."""
    for _ in range(_ROUNDS):
        middle = 0.5 * (paths[:, :-2] + paths[:, 2:]) - paths[:, 1:-1]
        share = 0.5 * smoothstep(bends(paths), *_SHARP)
        paths = paths.copy()
        paths[:, 1:-1] += share[..., None] * middle
    return paths


def bends(paths: Floats) -> Floats:
    """Return (N, R - 2) how much paths (N, R, 3) bend at their points, degrees."""
    run = unit_vectors(np.diff(paths, axis=1))
    return np.degrees(np.arccos(np.clip((run[:, 1:] * run[:, :-1]).sum(-1), -1.0, 1.0)))


def rounded_on_head(scalp: Scalp, paths: Floats, growth: Growth) -> Floats:
    """Round off sharp bends of locks that lie on the head, above the hair below them."""
    paths = round_off(paths)
    for k, t in enumerate(_steps(growth.rows)[1][1:].tolist(), start=1):
        paths[:, k] = _outside(scalp, paths[:, k], growth, t)
    return paths


def _outward(offset: Floats) -> Floats:
    """Return directions away from the head; below its middle hair hangs, so they are nearly level there."""
    level = np.where(offset[:, 2:] < 0.0, 0.3, 1.0)
    return np.asarray(unit_vectors(offset * np.concatenate([np.ones((len(offset), 2)), level], 1)))


def _ended(scalp: Scalp, paths: Floats, end: float, rng: np.random.Generator) -> Floats:
    """Let locks that hang below the ears end at about one height: longer ones are cut, others stretched."""
    count, rows = paths.shape[:2]
    goal: Floats = end + np.asarray(rng.uniform(-0.012, 0.006, count))
    below = paths[..., 2] < goal[:, None]
    last = np.where(below[:, 1:].any(1), below[:, 1:].argmax(1), rows - 2)
    each = np.arange(count)
    upper, lower = paths[each, last, 2], paths[each, last + 1, 2]
    share = np.where(lower < goal, (upper - goal) / np.maximum(upper - lower, 1e-6), 1.0)
    out = shortened(paths, last + np.clip(share, 0.05, 1.0))

    fixed = np.minimum(
        scalp.centre[2] - 1.6 * scalp.unit, out[:, 0, 2]
    )  # the nape's roots are below the ears
    tips = out[:, -1, 2]
    stretch = np.where(tips < fixed - 0.02, (fixed - goal) / np.maximum(fixed - tips, 1e-3), 1.0)
    hanging = np.minimum(out[..., 2] - fixed[:, None], 0.0)
    out[..., 2] += hanging * (np.clip(stretch, 1.0, 4.0) - 1.0)[:, None]
    return np.asarray(out)


def shortened(paths: Floats, steps: Floats) -> Floats:
    """Return paths (N, R, 3) of the first ``steps`` (N,) of their R - 1 steps, with as many points."""
    count, rows = paths.shape[:2]
    place = steps[:, None] * np.linspace(0.0, 1.0, rows)
    first = np.minimum(place.astype(int), rows - 2)
    t = (place - first)[..., None]
    each = np.arange(count)[:, None]
    return np.asarray(paths[each, first] * (1.0 - t) + paths[each, first + 1] * t)


def _led_back(scalp: Scalp, paths: Floats, layer: Floats) -> Floats:
    """Move long hair behind the shoulders: below the ears it converges and rests on the back."""
    bottom = paths[..., 2].min()
    lobe = scalp.centre[2] - 1.9 * scalp.unit
    s = np.clip((lobe - paths[..., 2]) / max(lobe - bottom, 1e-6), 0.0, 1.0)
    out = paths.copy()
    out[..., 0] *= 1.0 - 0.32 * smoothstep(s, 0.0, 1.0)
    target = scalp.back(out[..., 0], out[..., 2]) + 0.004 + layer[:, None]
    out[..., 1] += smoothstep(s, 0.0, 0.42) * (target - out[..., 1])
    return np.asarray(out)


def _steps(rows: int) -> tuple[Floats, Floats]:
    """Return the (R - 1,) lengths of a lock's steps, as shares of its own, and (R,) where its points are."""
    # Short steps at the root: on the round head long ones would cut through the hair below.
    shares = np.linspace(0.5, 1.5, rows - 1) / (rows - 1)
    return shares, np.concatenate([[0.0], np.cumsum(shares)])


def _outside(scalp: Scalp, position: Floats, growth: Growth, t: float) -> Floats:
    """Keep points, at ``t`` of their locks, at the layer's distances from the head, and out of the neck."""
    risen = np.minimum(1.0, 3.0 * t + t * growth.length / _RISE)
    offset = position - scalp.centre
    distance = np.linalg.norm(offset, axis=1)
    reach = scalp.reach(position)
    on_head = smoothstep(position[:, 2], scalp.centre[2] - 0.085, scalp.centre[2] - 0.02)
    least = reach + growth.low * risen
    most = reach + np.maximum(growth.high, growth.low + 1e-3)
    wanted = np.maximum(distance, least)
    wanted = np.where(distance > most, distance + on_head * (most - distance), wanted)
    # Below the ears the head narrows: hair hangs freely there and only stays off the skin.
    free = np.maximum(distance, np.minimum(least, reach + 0.004))
    wanted = on_head * wanted + (1.0 - on_head) * free
    position = scalp.centre + offset * (wanted / np.maximum(distance, 1e-9))[:, None]
    tube, table = scalp.column
    place, angle, radius = tube.coordinates(position)
    neck = table.at(place, angle) + 0.006
    lower = (1.0 - on_head) * (place > 0.0) * (not growth.behind)
    new = radius + lower * np.maximum(neck - radius, 0.0)
    return np.where((lower > 0.0)[:, None], tube.point(place, angle, new), position)


def _gathered(paths: Floats, amount: float, rng: np.random.Generator) -> Floats:
    """Move locks towards a nearby leading one, most at the tips."""
    count = len(paths)
    leaders = rng.choice(count, max(1, count // 7), replace=False)
    squared = ((paths[:, None, 0] - paths[None, leaders, 0]) ** 2).sum(-1)
    nearest = leaders[squared.argmin(1)]
    t = np.linspace(0.0, 1.0, paths.shape[1]) ** 1.3
    return np.asarray(paths + amount * t[None, :, None] * (paths[nearest] - paths))


def _waved(paths: Floats, outs: Floats, growth: Growth, rng: np.random.Generator) -> Floats:
    radius, waves = growth.wave
    run = unit_vectors(np.gradient(paths, axis=1))
    side = unit_vectors(np.cross(run, outs))
    lift = np.cross(side, run)
    along = np.linspace(0.0, 1.0, paths.shape[1])
    # Neighbours have similar phases, otherwise the locks would cross each other.
    root = paths[:, 0]
    start = 70.0 * root[:, 0] + 25.0 * np.sin(40.0 * root[:, 1]) + rng.normal(0.0, growth.loose, len(paths))
    phase = start[:, None] + 2 * np.pi * waves * (growth.length[:, None] * along)
    size = radius * smoothstep(along, 0.0, 0.35)[None, :, None]
    return np.asarray(
        paths + size * (np.sin(phase)[..., None] * side + 0.7 * np.cos(phase)[..., None] * lift)
    )
