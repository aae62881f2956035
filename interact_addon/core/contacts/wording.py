# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts in words, for timelines, tables and plots."""

from __future__ import annotations

from .model import FLOOR, Contact, Contacts

__all__ = ["contact_text", "part_text"]

_WORDS = {"spine": "trunk", "hips": "hips", "neck": "neck", "head": "head"}
_PARTS = {"upper_arm": "upper arm"}
_HEEL = {"left_foot": "left heel", "right_foot": "right heel"}


def part_text(role: str) -> str:
    """Return a role as a part of a body: ``left hand``, ``trunk``."""
    stem = role.partition(".")[0]
    if stem in _WORDS:
        return _WORDS[stem]
    side, _, part = stem.partition("_")
    return f"{side} {_PARTS.get(part, part)}" if part else side


def contact_text(contacts: Contacts, contact: Contact) -> str:
    """Return what touches what: ``001: right hand on 002's left hand``."""
    part = part_text(contact.part)
    if contact.on == FLOOR:
        part = _HEEL.get(contact.part, part)
    who = contacts.people[contact.person]
    if contact.other is None:
        return f"{who}: {part} on the {contact.on}"
    whose = "own" if contact.other == contact.person else f"{contacts.people[contact.other]}'s"
    return f"{who}: {part} on {whose} {part_text(contact.on)}"
