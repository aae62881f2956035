# SPDX-License-Identifier: GPL-3.0-or-later
"""How good a performance is, in numbers whose definitions are published or written here."""

from __future__ import annotations

from .model import Measure, Measured
from .performed import Person
from .run import MEASURES, measure_against, measure_people

__all__ = ["MEASURES", "Measure", "Measured", "Person", "measure_against", "measure_people"]
