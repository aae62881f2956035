# SPDX-License-Identifier: GPL-3.0-or-later
"""Who touches whom, when and where: the one place that finds contacts."""

from __future__ import annotations

from .files import save_contacts
from .find import find_contacts
from .model import FLOOR, SEAT, Contact, Contacts
from .reading import read_contacts

__all__ = ["FLOOR", "SEAT", "Contact", "Contacts", "find_contacts", "read_contacts", "save_contacts"]
