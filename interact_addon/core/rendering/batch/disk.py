# SPDX-License-Identifier: GPL-3.0-or-later
"""Room for what is rendered."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Room", "human_bytes", "room_in"]

_LEAST_FLOOR, _MOST_FLOOR = 1 << 19, 64 << 20
_SURE = 0.25  # estimates are rough: a scene is only refused where not even this part of it would fit


@dataclass(frozen=True, slots=True)
class Room:
    """A disk.

    Attributes:
        free: Bytes that can be written.
        total: Bytes that it has.
    """

    free: int
    total: int

    @property
    def floor(self) -> int:
        """Bytes that are left alone: with less, writing is about to fail."""
        return max(_LEAST_FLOOR, min(_MOST_FLOOR, self.total // 50))

    @property
    def full(self) -> bool:
        """Whether nothing more should be written."""
        return self.free < self.floor

    def holds(self, estimate: float) -> bool:
        """Whether something of about so many bytes may be begun."""
        return self.free >= self.floor + _SURE * estimate

    def told(self, path: Path, needed: float) -> str:
        """That there is too little, with the cure."""
        return (
            f"{path}: the disk is full: {human_bytes(self.free)} are free of {human_bytes(self.total)}, "
            f"the scene needs about {human_bytes(needed)}. Free some and give the same command again: "
            "what is done stays."
        )


def room_in(folder: Path) -> Room | None:
    """The disk that a folder is on, or would be; None where it does not tell."""
    for place in (folder, *folder.parents):
        try:
            usage = shutil.disk_usage(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return None
        return Room(usage.free, usage.total)
    return None


def human_bytes(count: float) -> str:
    """``12 KB``, ``3.4 MB``: as people tell sizes."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
