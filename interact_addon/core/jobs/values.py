# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a job file other than options: scene keys and output names."""

from __future__ import annotations

import re
from typing import Any

from ..dataset.names import split_key
from ..foundation.errors import UsageError
from ..schema.kinds import Text

__all__ = ["output_name", "scene_key"]

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)


def scene_key(value: Any) -> tuple[str, str | None]:
    """Return the scene's key, and the actor if it is the key of a performance.

    Raises:
        UsageError: it is not a key.
    """
    return split_key(Text().check("key", value))


def output_name(value: Any) -> str:
    """Return a file name that is valid on every system and contains no folder.

    Raises:
        UsageError: the name is invalid.
    """
    name = Text().check("output", value)
    if not _NAME.fullmatch(name) or name.endswith(".") or ".part" in name or _RESERVED.fullmatch(name):
        raise UsageError(
            f"invalid output {name[:40]!r}: use letters, digits, '_', '-' and '.', at most 100 of them"
        )
    return name
