# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.contacts import Contact, Contacts
from interact_addon.core.contacts.wording import contact_text, part_text


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("left_hand", "left hand"),
        ("right_upper_arm", "right upper arm"),
        ("spine.2", "trunk"),
        ("hips", "hips"),
        ("neck.0", "neck"),
        ("head", "head"),
    ],
)
def test_parts(role: str, said: str) -> None:
    assert part_text(role) == said


def test_contacts() -> None:
    def said(*fields: object) -> str:
        contact = Contact(*fields, 0, 5, 2, 0.0, 1.0, np.zeros(3), np.zeros(3))  # type: ignore[arg-type]
        return contact_text(Contacts(("001", "002"), Fraction(30), 10, ()), contact)

    assert said(0, "right_hand", 1, "left_hand") == "001: right hand on 002's left hand"
    assert said(1, "left_hand", 1, "head") == "002: left hand on own head"
    assert said(0, "left_foot", None, "floor") == "001: left heel on the floor"
    assert said(0, "left_toe", None, "floor") == "001: left toe on the floor"
    assert said(0, "hips", None, "seat") == "001: hips on the seat"
