# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts to be bent, as JSON and as arrays."""

from __future__ import annotations

import tempfile
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from interact_addon.core.contacts import Contact, Contacts, save_contacts

__all__ = ["CONTACTS", "contact_arrays"]

_SPOT, _OFFSET = np.array([0.0, 0.1, -0.02]), np.array([1.5, 0.0, 0.0])

CONTACTS = Contacts(
    ("001", "002"),
    Fraction(30),
    90,
    (
        Contact(0, "right_hand", 1, "left_hand", 3, 12, 5, -0.01, 0.8, _SPOT, _OFFSET),
        Contact(1, "left_foot", None, "floor", 0, 90, 0, 0.0, 1.0, _SPOT, _OFFSET),
    ),
)


def contact_arrays() -> dict[str, bytes]:
    """Return the members of the contacts' .npz, by the names of their arrays."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.npz"
        save_contacts(CONTACTS, path)
        with zipfile.ZipFile(path) as archive:
            return {name.removesuffix(".npy"): archive.read(name) for name in archive.namelist()}
