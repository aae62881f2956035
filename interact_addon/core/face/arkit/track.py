# SPDX-License-Identifier: GPL-3.0-or-later
"""Blendshape weights over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from ...foundation.findings import Finding

__all__ = ["FaceTrack"]


@dataclass(frozen=True, eq=False)
class FaceTrack:
    """One face over time.

    Attributes:
        names: ARKit names of the K shapes.
        weights: (F, K) float32; 0 is neutral, 1 the full shape. Values out of [0, 1] are kept.
        rate: Frames per second.
        findings: Problems found in the file.
    """

    names: tuple[str, ...]
    weights: NDArray[np.float32]
    rate: Fraction
    findings: tuple[Finding, ...] = ()

    @property
    def frames(self) -> int:
        """The number of frames."""
        return int(self.weights.shape[0])

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return float(self.frames / self.rate)

    def column(self, name: str) -> NDArray[np.float32]:
        """Return one shape's weights, (F,).

        Raises:
            KeyError: The track has no such shape.
        """
        try:
            return self.weights[:, self.names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def resampled(self, rate: Fraction, frames: int | None = None) -> FaceTrack:
        """Resample the track to another rate, and optionally to another length.

        Frame k of the result is at time k / rate, interpolated linearly between the two nearest frames. Times
        are compared as fractions, so a time that falls on a frame gives exactly that frame, however long the
        take.

        Args:
            rate: Frames per second of the result.
            frames: Number of frames; default: as many as the same duration needs. A shorter track holds its
                last frame, a longer one is cut: a finding reports either.

        Raises:
            UsageError: ``rate`` or ``frames`` is not positive.
        """
        if rate <= 0 or (frames is not None and frames < 1):
            raise UsageError(
                f"invalid length of {frames} frames at {rate} frames per second: both must be positive"
            )
        ratio = self.rate / rate
        natural = max(1, round(self.frames / ratio))
        count = natural if frames is None else frames
        findings = self.findings
        if count != natural:
            findings += (self._length_finding(natural, count, rate),)
        if ratio == 1:
            at = np.minimum(np.arange(count), self.frames - 1)
            return replace(self, weights=self.weights[at], findings=findings)
        # Position of frame k in this track: k * numerator / denominator, whole and fractional part exact.
        scaled = np.arange(count, dtype=np.int64) * ratio.numerator
        before = np.minimum(scaled // ratio.denominator, self.frames - 1)
        after = np.minimum(before + 1, self.frames - 1)
        share = ((scaled % ratio.denominator) / ratio.denominator).astype(np.float64)[:, None]
        low, high = self.weights[before].astype(np.float64), self.weights[after]
        weights = (low + (high - low) * share).astype(np.float32)
        return replace(self, weights=weights, rate=rate, findings=findings)

    @staticmethod
    def _length_finding(natural: int, count: int, rate: Fraction) -> Finding:
        gap = abs(count - natural)
        amount = f"{gap} {'frame' if gap == 1 else 'frames'} ({float(gap / rate):.3f} s)"
        if count > natural:
            return Finding("face-held", f"the face ends {amount} early: its last frame is held", level="info")
        return Finding(
            "face-cut", f"the face continues for {amount} after the end: that part is cut", level="info"
        )
