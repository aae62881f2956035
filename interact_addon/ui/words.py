# SPDX-License-Identifier: GPL-3.0-or-later
"""Our words in German."""

from __future__ import annotations

__all__ = ["GERMAN"]

_TITLES: dict[str, str] = {}
_OPERATORS: dict[str, str] = {}

# Blender looks operators' labels up in a context of their own.
GERMAN: dict[tuple[str, str], str] = {
    **{("*", english): german for english, german in _TITLES.items()},
    **{("Operator", english): german for english, german in _OPERATORS.items()},
}
