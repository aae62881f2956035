# SPDX-License-Identifier: GPL-3.0-or-later
"""The smooth track that is nearest to one that is too fast: bounded speed, and bounded change of it.

A track is a uniform cubic B-spline. Its speed is a mixture of its control points' steps, the change of its
speed one of the steps' steps: what bounds these bounds the track between them too. The nearest control
points are found by the alternating direction method of multipliers; all of its operators are the same along
the track, so that its one system of equations is solved by a Fourier transform.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["BELOW", "Limited", "limited"]

Array = NDArray[np.float64]

_PAD = 16  # control points, at least, that close the ring on which the transform works
_FIRM, _STRICT = 1.0, 4.0  # how strictly bounds are kept from the first turn on: of speed, of its change
BELOW = 0.97  # how much of what is allowed is used


class Limited:
    """A track within bounds, as near to what it is pulled to as it can be.

    Attributes:
        control: (M, K) the control points; the first is the one before the first sample.
    """

    def __init__(
        self, start: Array, seconds: float, speed: float, change: float, smooth: float = 0.0
    ) -> None:
        """Begin with a track.

        Args:
            start: (S, K) the track at samples.
            seconds: Between two samples.
            speed: The most that it may move, units a second.
            change: The most by which that may change, units a second a second.
            smooth: How much smoother it should be than the bounds ask for.
        """
        self._count = len(start)
        self._first = BELOW * speed * seconds
        self._second = BELOW * change * seconds**2
        before, after = start[0], start[-1]
        if len(start) > 1:  # it goes on as it begins and ends
            before, after = 2.0 * before - start[1], 2.0 * after - start[-2]
        ends = np.stack([before, after, 2.0 * after - start[-1]])
        pad = _smooth_number(len(start) + len(ends) + _PAD) - len(start) - len(ends)
        self.control = np.concatenate([ends[:1], start, ends[1:], np.linspace(ends[2], ends[0], pad)])
        size = len(self.control)
        turn = np.exp(2j * np.pi * np.arange(size // 2 + 1) / size)
        self._mean = (4.0 + 2.0 * turn.real) / 6.0
        self._steps = turn - 1.0
        self._bends = turn + turn.conj() - 2.0
        self._smooth = smooth * np.abs(self._bends) ** 2
        # No bounds where the ring is closed.
        self._fast, self._bent = np.full((2, size), np.inf)
        self._fast[: self._count + 2] = self._first
        self._bent[1 : self._count + 2] = self._second
        self._dual = np.zeros((2, self.control.shape[1], size))

    def pull(self, to: Array, weight: Array, turns: int) -> Array:
        """Move the track to where it is nearest to (S, K) places, and return (S, K) where it is then.

        Args:
            to: The places.
            weight: (S,) how much each counts.
            turns: How often to improve it.
        """
        size = len(self.control)
        pulls, most = np.zeros(size), max(float(weight.max()), 1e-9)
        pulls[1 : self._count + 1] = weight
        goal = np.zeros((self.control.shape[1], size))
        goal[:, 1 : self._count + 1] = to.T
        whole = most * self._mean**2 + self._smooth
        whole = whole + most * (_FIRM * np.abs(self._steps) ** 2 + _STRICT * np.abs(self._bends) ** 2) + 1e-9
        solve = most / whole
        share, rest = pulls / most, 1e-9 / most
        control = np.ascontiguousarray(self.control.T)
        # Many turns on little: what counts is how few operations there are. By steps, and by bends.
        dual, moves, limits = self._dual, np.empty_like(self._dual), np.stack([self._fast, self._bent])
        for _ in range(turns):
            _step(control, moves[0])
            np.negative(_back(moves[0], moves[1]), out=moves[1])
            near = moves[1] / 6.0
            near += control
            # What does not count stays where it is.
            near += share * (goal - near)
            dual += moves
            kept = _shorter(dual, limits)
            dual -= kept
            kept -= dual
            kept[0] *= _FIRM
            kept[1] *= _STRICT
            right = near + rest * control
            near /= 6.0
            near += kept[1]
            kept[0] -= _step(near, moves[0])
            right += _back(kept[0], moves[0])
            control = np.fft.irfft(solve * np.fft.rfft(right), size)
        self.control = np.ascontiguousarray(control.T)
        return self.at_samples()

    def at_samples(self) -> Array:
        """Return (S, K) the track at its samples."""
        c = self.control[: self._count + 2]
        return np.asarray((c[:-2] + 4.0 * c[1:-1] + c[2:]) / 6.0)

    def excess(self) -> float:
        """Return how many times as fast as allowed it is, or as quickly changing."""
        c = self.control[: self._count + 3]
        steps = np.diff(c, axis=0)
        fast = np.linalg.norm(steps, axis=1).max(initial=0.0) / self._first
        bent = np.linalg.norm(np.diff(steps, axis=0), axis=1).max(initial=0.0) / self._second
        return float(max(fast, bent) * BELOW)

    def track(self, at: Array) -> Array:
        """Return (F, K) the track at (F,) places between samples, from 0 to S."""
        knot = np.minimum(at.astype(np.int64), self._count)
        t = (at - knot)[:, None]
        a, b, c, d = (self.control[np.minimum(knot + k, self._count + 2)] for k in range(4))
        return np.asarray(
            (
                (1 - t) ** 3 * a
                + (3 * t**3 - 6 * t**2 + 4) * b
                + (-3 * t**3 + 3 * t**2 + 3 * t + 1) * c
                + t**3 * d
            )
            / 6.0
        )


def limited(track: Array, rate: float, speed: float, change: float, turns: int = 400) -> Array:
    """Return the (F, K) track nearest to one that is within bounds.

    Args:
        track: (F, K).
        rate: Frames a second.
        speed: The most that it may move, units a second.
        change: The most by which that may change, units a second a second.
        turns: How often to improve it.
    """
    each = max(1, round(rate / 10.0))
    rows = np.arange(0, len(track), each)
    path = Limited(track[rows], each / rate, speed, change)
    goal = track[rows]
    path.pull(goal, np.ones(len(rows)), turns)
    for _ in range(6):
        if path.excess() <= 1.0:
            break
        goal = path.at_samples()
        path.pull(goal, np.ones(len(rows)), turns)
    return path.track(np.arange(len(track)) / each)


def _step(ring: Array, out: Array) -> Array:
    """Set (K, M) to by how much the next of a ring's places is farther."""
    np.subtract(ring[:, 1:], ring[:, :-1], out=out[:, :-1])
    np.subtract(ring[:, 0], ring[:, -1], out=out[:, -1])
    return out


def _back(ring: Array, out: Array) -> Array:
    """Set (K, M) to by how much the one before is more: the transpose of `_step`."""
    np.subtract(ring[:, :-1], ring[:, 1:], out=out[:, 1:])
    np.subtract(ring[:, -1], ring[:, 0], out=out[:, 0])
    return out


def _shorter(vectors: Array, most: Array) -> Array:
    """Return (2, K, M) vectors no longer than (2, M) ``most``."""
    length = np.add.reduce(vectors * vectors, axis=1)
    np.sqrt(np.maximum(length, 1e-24, out=length), out=length)
    return np.asarray(vectors * np.minimum(most / length, 1.0)[:, None])


def _smooth_number(least: int) -> int:
    """Return the first number from one on of which transforms are fast: a product of 2, 3 and 5."""
    number = least
    while (30**12) % number:
        number += 1
    return number
