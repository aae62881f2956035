# SPDX-License-Identifier: GPL-3.0-or-later
"""How good a performance is, in numbers whose definitions are published or written here."""

from __future__ import annotations

from .model import Measure, Measured

__all__ = ["Measure", "Measured"]
