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

_PAD = 16  # control points that close the ring on which the transform works
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
        self.control = np.concatenate([ends[:1], start, ends[1:], np.linspace(ends[2], ends[0], _PAD)])
        size = len(self.control)
        turn = np.exp(2j * np.pi * np.arange(size // 2 + 1) / size)
        self._mean = (4.0 + 2.0 * turn.real) / 6.0
        self._steps = turn - 1.0
        self._bends = turn + turn.conj() - 2.0
        self._smooth = smooth * np.abs(self._bends) ** 2
        inner = np.arange(size)
        self._at_step = inner <= self._count + 1
        self._at_bend = (inner >= 1) & (inner <= self._count + 1)
        self._dual = [np.zeros_like(self.control), np.zeros_like(self.control)]

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
        goal = np.zeros_like(self.control)
        goal[1 : self._count + 1] = to
        whole = most * self._mean**2 + self._smooth
        whole = whole + most * (_FIRM * np.abs(self._steps) ** 2 + _STRICT * np.abs(self._bends) ** 2) + 1e-9
        step, bend = self._dual
        share = (pulls / most)[:, None]
        for _ in range(turns):
            spectrum = np.fft.rfft(self.control, axis=0)
            at = self._back(self._mean[:, None] * spectrum)
            # What does not count stays where it is.
            near = at + share * (goal - at)
            first = self._back(self._steps[:, None] * spectrum)
            second = self._back(self._bends[:, None] * spectrum)
            held = _shorter(first + step, self._first, self._at_step)
            bent = _shorter(second + bend, self._second, self._at_bend)
            step += first - held
            bend += second - bent
            right = self._mean[:, None] * np.fft.rfft(near, axis=0)
            right += _FIRM * (self._steps.conj()[:, None] * np.fft.rfft(held - step, axis=0))
            right += _STRICT * (self._bends.conj()[:, None] * np.fft.rfft(bent - bend, axis=0))
            right += 1e-9 / most * spectrum
            self.control = self._back(most * right / whole[:, None])
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

    def _back(self, spectrum: NDArray[np.complexfloating]) -> Array:
        return np.asarray(np.fft.irfft(spectrum, len(self.control), axis=0))


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


def _shorter(vectors: Array, most: float, where: NDArray[np.bool_]) -> Array:
    """Return (M, K) vectors no longer than ``most``, where that is asked."""
    length = np.linalg.norm(vectors, axis=1)
    share = np.where(where & (length > most), most / np.maximum(length, 1e-12), 1.0)
    return np.asarray(vectors * share[:, None])
