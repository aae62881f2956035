# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the captions of a scene: sentences that say what happens in it, one per line."""

from __future__ import annotations

import re
from pathlib import Path

from ..foundation.errors import DatasetError
from ..foundation.text_file import read_text

__all__ = ["read_captions"]

_MOST_BYTES = 1 << 20  # the datasets' have a few hundred
# HumanML3D's lines are caption#tokens#start#end, with tokens such as a/DET man/NOUN.
_WITH_TOKENS = re.compile(r"(.*?)#(?:\S+/\S+\s*)*#\s*[-+.0-9naNA]*\s*#\s*[-+.0-9naNA]*\s*")


def read_captions(path: Path) -> tuple[str, ...]:
    """Return the captions in a text file; empty lines are none.

    Raises:
        DatasetError: the file cannot be read, or is not text.
    """
    text = read_text(path, "the file with captions", DatasetError, most_bytes=_MOST_BYTES)
    lines = (_WITH_TOKENS.fullmatch(line.strip()) or line.strip() for line in text.splitlines())
    captions = (line if isinstance(line, str) else line[1].strip() for line in lines)
    return tuple(caption for caption in captions if caption)
