# SPDX-License-Identifier: GPL-3.0-or-later
"""Smooth tracks: averages over windows of time, and smooth ones that are nowhere below what is needed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["Smoother", "above", "sharper", "slowed", "smooth"]

Array = NDArray[np.float64]

_WIDER = 1.3  # from one level to the next
_RAMP = 4.0  # seconds over which the windows get wider


def smooth(track: Array, window: int) -> Array:
    """Return a track averaged three times over a third of a window: its speed and its change are smooth too.

    Args:
        track: (F,) or (F, K).
        window: Frames.
    """
    half = _half(window)
    out = np.asarray(track, np.float64)
    if half < 1 or len(out) < 2:
        return out
    for _ in range(3):
        padded = np.concatenate([np.repeat(out[:1], half, 0), out, np.repeat(out[-1:], half, 0)])
        total = np.concatenate([np.zeros_like(out[:1]), np.cumsum(padded, axis=0)])
        out = (total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1)
    return out


def above(track: Array, window: int) -> Array:
    """Return a smooth track that is nowhere below (F,) one: the largest within a window, averaged over it."""
    reach = 3 * _half(window)
    if reach < 1 or len(track) < 2:
        return np.asarray(track, np.float64)
    padded = np.concatenate([np.repeat(track[:1], reach), track, np.repeat(track[-1:], reach)])
    return smooth(sliding_window_view(padded, 2 * reach + 1).max(axis=1), window)


def sharper(
    calm: Array, sharp: Array, wrong: Callable[[Array], NDArray[np.bool_]], window: int, most: int = 5
) -> Array:
    """Return a calm track that goes back to a sharp one where it is wrong, and smoothly beside that.

    Args:
        calm: (F, K).
        sharp: (F, K), the track that is right.
        wrong: Returns (F,) where a track is wrong.
        window: Frames within which it goes back.
        most: How often at most; after three times it is the sharp one.
    """
    back, out = np.zeros(len(calm)), calm
    for _ in range(most):
        out = calm + back[:, None] * (sharp - calm)
        cut = wrong(out)
        if not cut.any():
            break
        back = np.minimum(back + 0.34 * above(cut.astype(float), window), 1.0)
    return out


def slowed(track: Array, most: float) -> Array:
    """Return the lowest track that is nowhere below (F,) one and changes by ``most`` a frame at most."""
    slope = most * np.arange(len(track))
    rising = np.maximum.accumulate((track - slope)[::-1])[::-1] + slope
    return np.asarray(np.maximum(np.maximum.accumulate(track + slope) - slope, rising))


class Smoother:
    """Smooths over windows that are wider where a track would be too fast.

    A track is a mixture of the same one smoothed over wider and wider windows; the mixture changes as slowly
    as the windows are wide. What is nowhere below something stays so, as each of the mixed ones is.
    """

    def __init__(self, frames: int, rate: float) -> None:
        self._rate = rate
        self._level = np.zeros(frames)
        # The widest window is as long as the take.
        self._levels = 1 + max(1, int(np.ceil(np.log(max(2.0 * frames / rate, 2.0)) / np.log(_WIDER))))

    def widen(self, over: Array, *, everywhere: bool = False) -> None:
        """Smooth more where a track moves (F,) times as much as is allowed, if that is above 1."""
        more = np.clip(np.log(np.maximum(over, 1.0)) / np.log(_WIDER), 0.0, 1.0)
        more = np.where(over > 1.0, np.maximum(more, 0.3), 0.0)
        if everywhere:
            self._level = self._level + more.max()
        else:
            wide = round(_RAMP * self._rate * _WIDER ** float(self._level[over > 1.0].max()))
            self._level = self._level + above(more, wide)
        self._level = np.minimum(self._level, self._levels - 1.0)

    def smooth(self, track: Array, seconds: float) -> Array:
        """Return a (F,) or (F, K) track smoothed over some seconds, over more where it is to be slower."""
        return self._mixed([smooth(track, window) for window in self._windows(seconds)])

    def above(self, track: Array, seconds: float) -> Array:
        """Return what `smooth` would, nowhere below the (F,) track."""
        return self._mixed([above(track, window) for window in self._windows(seconds)])

    def _windows(self, seconds: float) -> list[int]:
        count = int(np.rint(self._level.max())) + 2
        return [round(seconds * self._rate * _WIDER**level) for level in range(count)]

    def _mixed(self, tracks: list[Array]) -> Array:
        """Return the mixture of tracks of all levels; a quadratic B-spline over them: nothing jerks."""
        stack = np.stack(tracks)
        middle = np.rint(self._level).astype(int)
        off = (self._level - middle).reshape((-1,) + (1,) * (stack.ndim - 2))
        rows = np.arange(stack.shape[1])
        low, high = stack[np.maximum(middle - 1, 0), rows], stack[middle + 1, rows]
        return np.asarray(
            0.5 * (0.5 - off) ** 2 * low
            + (0.75 - off**2) * stack[middle, rows]
            + 0.5 * (0.5 + off) ** 2 * high
        )


def _half(window: int) -> int:
    """Return by how many frames each of three averages reaches to both sides."""
    return max(0, round(window / 6.0))
