# SPDX-License-Identifier: GPL-3.0-or-later
"""Where fitted characters, saved mappings and unpacked wheels are kept between runs. Needs no numpy."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["ENVIRONMENT", "cache_folder"]

ENVIRONMENT = "INTERACT_CACHE"


def cache_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder for fitted characters.

    ``folder`` if given, else INTERACT_CACHE, else ``interact-addon/characters`` in the user's cache folder.
    """
    if folder is not None:
        return Path(folder)
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    user = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(user) if user else Path.home() / ".cache") / "interact-addon" / "characters"
