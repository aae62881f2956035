# SPDX-License-Identifier: GPL-3.0-or-later
"""A label per frame, such as sit, walk and stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..foundation.findings import Finding

__all__ = ["NO_LABEL", "Labels", "Segment", "frame_labels"]

NO_LABEL = -1
"""The code of frames without a label."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames in a row with the same label.

    Attributes:
        start: The first frame, counted from 0.
        end: The frame after the last one.
        name: The label.
    """

    start: int
    end: int
    name: str


@dataclass(frozen=True, eq=False)
class Labels:
    """One actor's labels.

    Attributes:
        names: The labels that can occur.
        codes: (F,) int16, for each frame the index of its name, or ``NO_LABEL``.
        rate: Frames per second.
        found: Whether they were found from the motion, rather than read from a file of the dataset.
        findings: What is odd about them.
    """

    names: tuple[str, ...]
    codes: NDArray[np.int16]
    rate: Fraction
    found: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def frames(self) -> int:
        """The number of frames, F."""
        return len(self.codes)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Frames in a row with the same label; frames without one are in no segment."""
        starts, ends = _runs(self.codes)
        rows = zip(starts.tolist(), ends.tolist(), self.codes[starts].tolist(), strict=True)
        return tuple(Segment(start, end, self.names[code]) for start, end, code in rows if code >= 0)

    @property
    def occurring(self) -> tuple[str, ...]:
        """The names that occur, in the order of ``names``."""
        return tuple(self.names[code] for code in np.unique(self.codes).tolist() if code >= 0)

    def recoded(self, names: tuple[str, ...]) -> Labels:
        """Return the same labels with the codes of other names, which must have all that occur."""
        table = [names.index(name) if name in names else NO_LABEL for name in self.names]
        codes = np.array([*table, NO_LABEL], np.int16)[self.codes]  # no label is the last one, -1
        return replace(self, names=names, codes=codes)

    def resampled(self, rate: Fraction, frames: int | None = None) -> Labels:
        """Return the labels at another rate: each frame has that of the frame it falls into.

        Args:
            rate: Frames per second.
            frames: How many are wanted; those past the end have no label. By default those of the same
                duration.
        """
        count = round(self.frames * rate / self.rate) if frames is None else frames
        step = self.rate / rate
        source = np.arange(count, dtype=np.int64) * step.numerator // step.denominator
        codes = np.full(count, NO_LABEL, np.int16)
        there = source < self.frames
        codes[there] = self.codes[source[there]]
        return replace(self, codes=codes, rate=rate)


def frame_labels(
    labels: Labels | None, frames: int, rate: Fraction | None = None
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Return a code per frame and the names that the codes mean, for training arrays.

    Args:
        labels: One actor's labels, or None: no frame has one then.
        frames: The number of frames of the other arrays.
        rate: Their frames per second; by default the labels' own.

    Returns:
        codes: (frames,) int16, indices into the names; -1 where there is no label.
        names: The names.
    """
    if labels is None:
        return np.full(frames, NO_LABEL, np.int16), ()
    fitting = labels.resampled(labels.rate if rate is None else rate, frames)
    return fitting.codes, fitting.names


def _runs(values: NDArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where runs of equal values start, and where they end (the index after the last)."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate(([0], changes)), np.concatenate((changes, [len(values)]))
