# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at places that may be out of reach."""

from __future__ import annotations

from pathlib import Path

__all__ = ["exists_safely"]


def exists_safely(path: Path) -> bool:
    """Whether a file or folder is there, as far as can be told.

    A name that is too long or that no system has, a folder that may not be looked into or a server that does
    not answer count as no.
    """
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
