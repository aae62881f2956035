# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody does or says over time, for the bands below a chart's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...contacts import Contact, Contacts
from ...contacts.wording import part_text
from ...labels import Interval, Labels

__all__ = ["Band", "cut_bands", "label_bands", "touch_bands"]


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


def touch_bands(contacts: Contacts, actor: str) -> tuple[Band, ...]:
    """Return a band for each part of an actor that touches another person, or is touched.

    A piece says what is touched longest while any of it lasts.

    Args:
        contacts: The contacts of the scene.
        actor: The actor's id.
    """
    rate, several = float(contacts.rate), len(contacts.people) > 2
    found: dict[str, list[tuple[int, int, str]]] = {}
    for each in contacts.between():
        for who, part, whom, on in _both_ways(each):
            if contacts.people[who] == actor:
                text = f"{contacts.people[whom]}: {part_text(on)}" if several else part_text(on)
                found.setdefault(part_text(part), []).append((each.start, each.end, text))
    return tuple(
        Band(
            part,
            tuple(Interval(a / rate, b / rate, text) for a, b, text in _joined(found[part])),
        )
        for part in sorted(found)
    )


def _both_ways(contact: Contact) -> list[tuple[int, str, int, str]]:
    """Return who touches whom with what, and who is touched."""
    other = contact.person if contact.other is None else contact.other
    return [
        (contact.person, contact.part, other, contact.on),
        (other, contact.on, contact.person, contact.part),
    ]


def _joined(pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return pieces that do not overlap; of those that do, the longest one's text."""
    out: list[tuple[int, int, str]] = []
    longest = 0
    for start, end, text in sorted(pieces):
        if out and start < out[-1][1]:
            first, last, said = out[-1]
            out[-1] = (first, max(last, end), text if end - start > longest else said)
            longest = max(longest, end - start)
        else:
            out.append((start, end, text))
            longest = end - start
    return out


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
