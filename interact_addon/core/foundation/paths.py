# SPDX-License-Identifier: GPL-3.0-or-later
"""Path checks that never raise."""

from __future__ import annotations

from pathlib import Path

__all__ = ["exists_safely"]


def exists_safely(path: Path) -> bool:
    """Return whether a file or folder exists; False if that cannot be determined.

    This covers names that are too long or invalid on this system, folders without permission and servers that
    do not answer.
    """
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
