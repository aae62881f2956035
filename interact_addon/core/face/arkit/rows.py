# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a face file at their times, as every reader gives them, and frames made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from .track import FaceTrack

__all__ = ["DATASET_RATE", "FaceRows", "checked", "filled"]

DATASET_RATE = Fraction(30)  # InterAct's, and most others'
_MAX_SECONDS = 24 * 3600
_MAX_FRAMES = 1 << 23
_JITTER = 0.25  # of a frame: rows that are this near the frames, one for each, are the frames
# ARKit's values reach 1.0033; much larger ones are in another unit or wrong.
_USUAL = (-0.5, 1.5)
_PERCENT = (10.0, 101.0)


@dataclass(frozen=True, eq=False)
class FaceRows:
    """A face as it is in the file.

    Attributes:
        path: The file.
        names: ARKit names of the K shapes.
        weights: (R, K) float32.
        times: (R,) seconds from the first row, ascending; None without: then rows are frames.
        rate: Frames per second that the file says, or that its times show; None without.
        numbers: (R,) ascending numbers of the frames, if the file has these instead of times.
        findings: What is odd.
    """

    path: Path
    names: tuple[str, ...]
    weights: NDArray[np.float32]
    times: NDArray[np.float64] | None = None
    rate: Fraction | None = None
    numbers: NDArray[np.float64] | None = None
    findings: tuple[Finding, ...] = ()

    def own_rate(self, assumed: Fraction | None = None) -> Fraction:
        """Return the frames per second of the rows; ``assumed`` (default: 30) where the file does not say."""
        return self.rate or assumed or DATASET_RATE

    def seconds(self, assumed: Fraction | None = None) -> Fraction:
        """Return the length, to the end of the last frame."""
        own = self.own_rate(assumed)
        return self._count(own, own) / own

    def track(self, rate: Fraction | None = None, assumed: Fraction | None = None) -> FaceTrack:
        """Return the frames.

        Args:
            rate: Frames per second of the result; None for the file's own, so that nothing is resampled.
            assumed: Frames per second of a file that does not say it; default: 30.

        Raises:
            FaceError: The times are more than a day apart.
        """
        own = self.own_rate(assumed)
        track = FaceTrack(self.names, self._at(own, own), own, self.findings)
        if rate is None or rate == own:
            return track
        if self.times is None and self.numbers is None:
            return track.resampled(rate)
        return replace(track, weights=self._at(own, rate), rate=rate)

    def _moments(self, own: Fraction) -> NDArray[np.float64] | None:
        if self.numbers is not None:
            return (self.numbers - self.numbers[0]) / float(own)
        return self.times

    def _count(self, own: Fraction, rate: Fraction) -> int:
        times = self._moments(own)
        if times is None:
            return max(1, round(len(self.weights) * rate / own))
        length = float(times[-1] + float(1 / own))
        if length > _MAX_SECONDS or length * rate > _MAX_FRAMES:
            raise FaceError(
                f"its rows are {length:.0f} s apart from first to last, more than a day",
                path=self.path,
                cure="Check its column of times",
            )
        return max(1, round(length * float(rate)))

    def _at(self, own: Fraction, rate: Fraction) -> NDArray[np.float32]:
        """Interpolate at the frames of a rate."""
        times = self._moments(own)
        count = self._count(own, rate)
        if times is None or len(times) == 1:
            return self.weights.copy() if times is None else np.repeat(self.weights, count, axis=0)
        wanted = np.arange(count) * rate.denominator / rate.numerator
        if count == len(times) and np.abs(times - wanted).max() < _JITTER / float(rate):
            return self.weights.copy()
        found = np.empty((count, self.weights.shape[1]), np.float32)
        for shape in range(
            found.shape[1]
        ):  # one by one: a few rows can be hours apart, which makes large tables
            found[:, shape] = np.interp(wanted, times, self.weights[:, shape])
        return found


def checked(path: Path, values: NDArray[np.floating]) -> tuple[NDArray[np.float32], tuple[Finding, ...]]:
    """Return weights from 0 to 1 of weights in any unit, and what is odd about them.

    Raises:
        FaceError: A weight is not finite.
    """
    with np.errstate(over="ignore"):
        weights = np.ascontiguousarray(values, np.float32)
    bad = ~np.isfinite(weights)
    if bad.any():
        row = int(np.argwhere(bad)[0][0])
        raise FaceError(
            f"{int(bad.sum())} of the weights are not finite numbers, the first in row {row + 1}", path=path
        )
    low, high = float(weights.min()), float(weights.max())
    if _PERCENT[0] < high <= _PERCENT[1] and low >= -1:
        text = f"{path} has weights from {low:g} to {high:g}: they are read as percent"
        return weights * np.float32(0.01), (Finding("face-percent", text, path=str(path)),)
    if low < _USUAL[0] or high > _USUAL[1]:
        text = f"{path} has weights from {low:g} to {high:g}, where 0 to 1 is usual: they are kept unchanged"
        return weights, (Finding("face-values-unusual", text, path=str(path)),)
    return weights, ()


def filled(
    path: Path, values: NDArray[np.float64], times: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_], tuple[Finding, ...]]:
    """Interpolate cells that are empty (NaN) in time; before the first and behind the last they are held.

    Args:
        path: The file.
        values: (R, K).
        times: (R,) ascending; None for equally far apart.

    Returns:
        (R, K) without NaN, which rows had a value at all (R,), and a finding about the others' empty cells.

    Raises:
        FaceError: There is no value at all.
    """
    empty = np.isnan(values)
    if not empty.any():
        return values, np.ones(len(values), bool), ()
    kept: NDArray[np.bool_] = np.logical_not(empty.all(axis=1))
    if not kept.any():
        raise FaceError("no row has any weight", path=path)
    at = np.arange(len(values), dtype=np.float64) if times is None else times
    out = values.copy()
    partly = empty & kept[:, None]
    for column in np.flatnonzero(empty.any(axis=0)):
        known = ~empty[:, column]
        out[~known, column] = np.interp(at[~known], at[known], values[known, column]) if known.any() else 0
    findings = []
    if partly.any():
        text = f"{path}: {int(partly.sum())} cells are empty: they are interpolated"
        findings.append(Finding("face-cells-empty", text, path=str(path)))
    return out, kept, tuple(findings)
