# SPDX-License-Identifier: GPL-3.0-or-later
"""Who touches whom, when and where: the one place that finds contacts."""

from __future__ import annotations

from .find import find_contacts
from .model import FLOOR, SEAT, Contact, Contacts

__all__ = ["FLOOR", "SEAT", "Contact", "Contacts", "find_contacts"]
