# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values are usual, for lights beside them: our experience with captures, and no one's standard."""

from __future__ import annotations

from typing import Literal

from ...measures import MEASURES, Measured

__all__ = ["USUAL", "Light", "light_of"]

Light = Literal["good", "fair", "poor", ""]

USUAL: dict[str, tuple[float, float]] = {}
"""Id -> up to where a value is good, and up to where it is fair, in its unit; where high values are better,
down to where. Measures whose values say nothing alone are not here."""


def light_of(each: Measured) -> Light:
    """Return whether a value is ``good``, ``fair`` or ``poor``, or "" where that is not known."""
    limits = USUAL.get(each.measure)
    if limits is None or each.value is None:
        return ""
    sign = -1 if MEASURES[each.measure].better == "high" else 1
    good, fair = limits
    if sign * each.value <= sign * good:
        return "good"
    return "fair" if sign * each.value <= sign * fair else "poor"
