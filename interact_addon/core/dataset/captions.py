# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the captions of a scene: sentences that say what happens in it, one per line."""

from __future__ import annotations

from pathlib import Path

from ..foundation.errors import DatasetError
from ..foundation.reading.text_file import read_text

__all__ = ["read_captions"]

_MOST_BYTES = 1 << 20  # the datasets' have a few hundred


def read_captions(path: Path) -> tuple[str, ...]:
    """Return the captions in a text file; empty lines are none.

    Raises:
        DatasetError: the file cannot be read, or is not text.
    """
    text = read_text(path, "the file with captions", DatasetError, most_bytes=_MOST_BYTES)
    captions = (_caption(line.strip()) for line in text.splitlines())
    return tuple(caption for caption in captions if caption)


def _caption(line: str) -> str:
    """Return the caption of a line, which HumanML3D writes as ``a man kicks.#a/DET man/NOUN#0.0#0.0``."""
    parts = line.rsplit("#", 3)
    if len(parts) == 4 and "/" in parts[1] and _is_number(parts[2]) and _is_number(parts[3]):
        return parts[0].strip()
    return line


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
