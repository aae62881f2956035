# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to the set around the actors, and to none of them, also where it follows one."""

from __future__ import annotations

from typing import Any

__all__ = ["mark_part", "part_of_set"]

_PART = "interact_studio"


def mark_part(block: Any) -> None:
    """Mark a datablock as a part of the set, which goes when the set is removed."""
    block[_PART] = True


def part_of_set(block: Any) -> bool:
    """Return whether a datablock is a part of a set."""
    return bool(block.get(_PART))
