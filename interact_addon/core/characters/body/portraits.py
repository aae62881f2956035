# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the built-in people's pictures are; ``tools/make_portraits`` renders them."""

from __future__ import annotations

from pathlib import Path

__all__ = ["EDGE", "portrait_of"]

EDGE = 160
"""Pixels of a side."""

_FOLDER = Path(__file__).parent.parent / "portraits"


def portrait_of(look: str) -> Path:
    """Return the PNG with a person's head and shoulders on a transparent background.

    Args:
        look: The person's id.
    """
    return _FOLDER / f"{look}.png"
