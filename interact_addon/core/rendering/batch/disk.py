# SPDX-License-Identifier: GPL-3.0-or-later
"""Free disk space for rendering: bytes, and names for files (inodes)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ...foundation.used_up import free_inodes

__all__ = ["Room", "human_bytes", "room_in"]

_LEAST_FLOOR, _MOST_FLOOR = 1 << 19, 64 << 20
_FEWEST_FILES = 24  # what a scene leaves and needs meanwhile: folders, lock, log, video, movie, record
_SURE = 0.25  # estimates are rough: a scene is only refused where not even this part of it would fit


@dataclass(frozen=True, slots=True)
class Room:
    """The space on a disk.

    Attributes:
        free: Bytes that can be written.
        total: Bytes that it has.
        files: How many files more it can hold; None if that is not limited, or unknown.
    """

    free: int
    total: int
    files: int | None = None

    @property
    def floor(self) -> int:
        """Bytes to keep free: with less, writing is about to fail."""
        return max(_LEAST_FLOOR, min(_MOST_FLOOR, self.total // 50))

    @property
    def full(self) -> bool:
        """Whether nothing more should be written."""
        return self.free < self.floor or self.crowded

    @property
    def crowded(self) -> bool:
        """Whether it can hold no more files, however many bytes are free."""
        return self.files is not None and self.files < _FEWEST_FILES

    def holds(self, estimate: float) -> bool:
        """Return whether there is room for about this many bytes."""
        return self.free >= self.floor + _SURE * estimate and not self.crowded

    def shortage(self, path: Path, needed: float) -> str:
        """Return the message that there is too little space, with the cure."""
        if self.crowded:
            return (
                f"{path}: the disk can hold only {self.files} more files (inodes), though "
                f"{human_bytes(self.free)} are free. Remove files that are not needed, or choose a folder on "
                "another disk, and run the same command again: what is done is kept."
            )
        return (
            f"{path}: the disk is full: {human_bytes(self.free)} are free of {human_bytes(self.total)}, "
            f"the scene needs about {human_bytes(needed)}. Free some space and run the same command again: "
            "what is done is kept."
        )


def room_in(folder: Path) -> Room | None:
    """Return the space on the disk of a folder, which need not exist; None if unknown."""
    for place in (folder, *folder.parents):
        try:
            usage = shutil.disk_usage(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return None
        return Room(usage.free, usage.total, free_inodes(place))
    return None


def human_bytes(count: float) -> str:
    """Return a size as text: ``12 KB``, ``3.4 MB``."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
