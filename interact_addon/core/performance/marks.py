# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks on a scene's timeline: where actors begin to sit, walk, stand or touch, and the spoken words."""

from __future__ import annotations

from collections.abc import Iterator

from ..contacts import SEAT, Contacts
from ..contacts.wording import contact_text
from ..foundation.findings import Finding
from ..labels import Interval, Labels
from .contacts import contacts_of
from .labels import labels_of, words_of
from .take import SceneTakes

__all__ = ["Mark", "timeline_marks"]

Mark = tuple[int, str]
"""A frame, counted from 0, and what is said there."""


def timeline_marks(takes: SceneTakes, choice: str, bodies: str = "auto") -> tuple[list[Mark], list[Finding]]:
    """Return the marks of a scene in order of time, and findings about the files they come from.

    Args:
        takes: The scene's takes.
        choice: One of the options' ``MARKERS``.
        bodies: Which bodies the takes are, as in `Performance.body_path`.
    """
    marks: list[Mark] = []
    findings: list[Finding] = []
    if choice == "none":
        return marks, findings
    for take in takes.takes:
        actor = take.performance.actor_id
        if choice != "auto" or take.performance.labels is not None:
            labels, odd = labels_of(take.performance, take.body, bodies)
            findings += odd
            if labels is not None and not (labels.found and choice == "auto"):
                marks += _of_labels(actor, labels)
        if choice == "words":
            words, unread = words_of(take.performance)
            findings += unread
            marks += _of_words(actor, words, float(takes.rate))
    if choice == "contacts":
        marks += _of_contacts(contacts_of(takes))
    return sorted(mark for mark in marks if mark[0] < takes.frames), findings


def _of_labels(actor: str, labels: Labels) -> Iterator[Mark]:
    """Yield a mark where a label begins, and where one ends and none follows."""
    said = " (found)" if labels.found else ""
    segments = labels.segments
    begins = {segment.start for segment in segments}
    for segment in segments:
        yield segment.start, f"{actor}: {segment.name}{said}"
        if segment.end not in begins and segment.end < labels.frames:
            yield segment.end, f"{actor}: no label{said}"


def _of_words(actor: str, words: tuple[Interval, ...], rate: float) -> Iterator[Mark]:
    for word in words:
        if word.start >= 0:
            yield round(word.start * rate), f"{actor}: {word.text}"


def _of_contacts(contacts: Contacts) -> Iterator[Mark]:
    """Yield a mark where people begin to touch each other or a seat."""
    for each in contacts.contacts:
        if each.on == SEAT or each.other not in (None, each.person):
            yield each.start, contact_text(contacts, each)
