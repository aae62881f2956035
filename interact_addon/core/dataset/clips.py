# SPDX-License-Identifier: GPL-3.0-or-later
"""The clips of a dataset in the InterAct layout: the movies that came with it, ``body_renders/KEY.mp4``.

They are found by one directory listing per folder. The same folders and names are used where this program
renders into a dataset's folder; whether it has made a file is for those to ask who use the clip
(`core.rendering.results.clips`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..foundation.errors import UsageError
from .names import SceneKey

__all__ = ["CLIP_EXTENSIONS", "CLIP_FOLDERS", "list_clips"]

CLIP_FOLDERS: tuple[str, ...] = ("body_renders", "body_renders_noaudio")
"""The preferred folder first: its clips have sound."""
CLIP_EXTENSIONS: tuple[str, ...] = (".mp4", ".mkv", ".mov", ".webm", ".avi")


def list_clips(root: Path) -> dict[SceneKey, Path]:
    """Return the clip of each scene that has one. A folder that cannot be listed has none."""
    found: dict[SceneKey, tuple[tuple[int, int], Path]] = {}
    for place, folder in enumerate(CLIP_FOLDERS):
        names: list[str] = []
        with suppress(OSError), os.scandir(root / folder) as entries:
            names = sorted(entry.name for entry in entries)
        for name in names:
            stem, extension = os.path.splitext(name)  # noqa: PTH122 (called for thousands of names)
            if extension.lower() not in CLIP_EXTENSIONS or (key := _key(stem)) is None:
                continue
            rank = (place, CLIP_EXTENSIONS.index(extension.lower()))
            if key not in found or rank < found[key][0]:
                found[key] = rank, root / folder / name
    return {key: path for key, (_, path) in found.items()}


def _key(stem: str) -> SceneKey | None:
    try:
        key = SceneKey.parse(stem)
    except UsageError:
        return None
    return key if str(key) == stem else None
