# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody does or says over time, for the bands below a chart's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...labels import Interval, Labels

__all__ = ["Band", "cut_bands", "label_bands"]


@dataclass(frozen=True, slots=True)
class Band:
    """Pieces of time with texts.

    Attributes:
        label: What they are, such as ``labels (found)``.
        pieces: In order of time, in seconds.
        names: The texts that are told apart by their shade; empty where all are different.
    """

    label: str
    pieces: tuple[Interval, ...]
    names: tuple[str, ...] = ()

    @property
    def end(self) -> float:
        """The last second; 0 without pieces."""
        return max((piece.end for piece in self.pieces), default=0.0)


def label_bands(labels: Labels | None, words: Sequence[Interval] = ()) -> tuple[Band, ...]:
    """Return bands for an actor's labels and words; none for what there is not."""
    bands = []
    if labels is not None and labels.segments:
        rate = float(labels.rate)
        pieces = tuple(Interval(each.start / rate, each.end / rate, each.name) for each in labels.segments)
        bands.append(Band("labels (found)" if labels.found else "labels", pieces, labels.names))
    if words:
        bands.append(Band("words", tuple(words)))
    return tuple(bands)


def cut_bands(bands: Sequence[Band], start: float, end: float) -> tuple[Band, ...]:
    """Return the bands within a span of time."""
    return tuple(
        replace(
            band,
            pieces=tuple(
                Interval(max(piece.start, start), min(piece.end, end), piece.text)
                for piece in band.pieces
                if piece.start < end and piece.end > start
            ),
        )
        for band in bands
    )
