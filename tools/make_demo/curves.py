# SPDX-License-Identifier: GPL-3.0-or-later
"""Interpolation of keys, smoothing and slow noise.

All functions are vectorised over the requested times.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["bump", "drift", "ease", "keyed", "smooth", "spline"]

Array = NDArray[np.float64]


def ease(x: ArrayLike) -> Array:
    """Minimum-jerk easing from 0 to 1 (Flash and Hogan 1985), with ``x`` clipped to [0, 1]."""
    t = np.clip(np.asarray(x, dtype=np.float64), 0.0, 1.0)
    return t * t * t * (10.0 + t * (6.0 * t - 15.0))


def bump(at: Array, centre: float, rise: float, fall: float) -> Array:
    """Rise from 0 to 1 at ``centre`` within ``rise`` seconds and fall within ``fall`` seconds, both eased."""
    return np.where(at < centre, ease((at - centre + rise) / rise), ease((centre + fall - at) / fall))


def keyed(times: ArrayLike, values: ArrayLike, at: Array) -> Array:
    """Interpolate keys without overshoot by monotone cubics (Fritsch-Carlson, PCHIP), constant outside.

    Args:
        times: (K,) seconds, ascending.
        values: (K,) or (K, C).
        at: (N,) seconds.

    Returns:
        (N,) or (N, C).
    """
    t = np.asarray(times, dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    flat = v.ndim == 1
    v = v.reshape(len(t), -1)
    if len(t) == 1:
        held = np.repeat(v, len(at), axis=0)
        return held[:, 0] if flat else held
    step = np.diff(t)[:, None]
    rise = np.diff(v, axis=0) / step
    slope = np.zeros_like(v)
    before, after = rise[:-1], rise[1:]
    w1, w2 = 2 * step[1:] + step[:-1], step[1:] + 2 * step[:-1]
    turning = before * after <= 0
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (w1 + w2) / (w1 / before + w2 / after)
    slope[1:-1] = np.where(turning, 0.0, mean)
    out = _hermite(t, v, slope, np.clip(at, t[0], t[-1]))
    return out[:, 0] if flat else out


def spline(times: ArrayLike, values: ArrayLike, at: Array, *, start: ArrayLike, end: ArrayLike) -> Array:
    """Interpolate keys by a cubic spline (C2) with given slopes at both ends.

    Args:
        times: (K,) seconds, ascending; at least two.
        values: (K, C).
        at: (N,) seconds; outside the keys the end values are held.
        start: (C,) slope at the first key, per second.
        end: (C,) slope at the last key.

    Returns:
        (N, C).
    """
    t = np.asarray(times, dtype=np.float64)
    v = np.asarray(values, dtype=np.float64)
    count = len(t)
    step = np.diff(t)
    system = np.eye(count)
    right = np.empty_like(v)
    right[0], right[-1] = start, end
    inner = np.arange(1, count - 1)
    system[inner, inner - 1] = 1 / step[:-1]
    system[inner, inner] = 2 / step[:-1] + 2 / step[1:]
    system[inner, inner + 1] = 1 / step[1:]
    pull = np.diff(v, axis=0) / step[:, None] ** 2
    right[1:-1] = 3 * (pull[:-1] + pull[1:])
    slope = np.asarray(np.linalg.solve(system, right), np.float64)
    return _hermite(t, v, slope, np.clip(at, t[0], t[-1]))


def _hermite(t: Array, v: Array, slope: Array, at: Array) -> Array:
    """Evaluate the cubic Hermite spline of values and slopes (K, C) at times (N,) within the keys."""
    piece = np.clip(np.searchsorted(t, at, side="right") - 1, 0, len(t) - 2)
    width = (t[piece + 1] - t[piece])[:, None]
    x = (at - t[piece])[:, None] / width
    x2, x3 = x * x, x * x * x
    out: Array = (
        (2 * x3 - 3 * x2 + 1) * v[piece]
        + (x3 - 2 * x2 + x) * width * slope[piece]
        + (3 * x2 - 2 * x3) * v[piece + 1]
        + (x3 - x2) * width * slope[piece + 1]
    )
    return out


def smooth(track: Array, sigma: float) -> Array:
    """Filter a track (N,) or (N, C) with a Gaussian of ``sigma`` samples; its ends are held."""
    if sigma <= 0:
        return track
    reach = max(1, int(np.ceil(3 * sigma)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    pad = [(reach, reach)] + [(0, 0)] * (track.ndim - 1)
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(track, pad, mode="edge"), 2 * reach + 1, axis=0)
    out: Array = wide @ kernel
    return out


def drift(at: Array, rng: np.random.Generator, period: float, size: float) -> Array:
    """Return slow, non-repeating noise, such as the sway of a standing person.

    Args:
        at: (N,) seconds.
        rng: Generator for periods and phases.
        period: Period of the main wave in seconds; two faster, weaker waves are added.
        size: Largest amplitude; about two thirds of it are usually reached.

    Returns:
        (N,).
    """
    pace = np.array([1.0, 1.73, 2.91]) * rng.uniform(0.85, 1.15, 3)
    weight = np.array([0.6, 0.28, 0.12])
    phase = rng.uniform(0, 2 * np.pi, 3)
    waves: Array = np.sin(2 * np.pi * at[:, None] / period * pace + phase)
    return waves @ (size * weight)
