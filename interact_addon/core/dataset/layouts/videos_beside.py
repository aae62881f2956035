# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the videos that people in generated motions react to: by name, in the usual folders around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...foundation.errors import DatasetError
from ...foundation.reading.text_file import read_text
from .found_files import files_below, names_in

__all__ = ["VIDEOS", "pairs_of_splits", "videos_around"]

VIDEOS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v")
_FOLDERS = ("video", "videos")
_VIMO = ("VIMO", "Data/VIMO", "../Data/VIMO")
_MOST_VIDEOS = 100_000


def videos_around(folders: Sequence[Path]) -> dict[str, Path]:
    """Return videos by their names without the ending; of several of one name, that of the nearest folder.

    Args:
        folders: The generation's own folder and those around it, the nearest first: their files of the first
            one, and all that is in their ``video`` or ``videos``, or in ViMo's folder beside them.

    Raises:
        DatasetError: a folder cannot be listed.
    """
    found: dict[str, Path] = {}

    def take(folder: Path, names: Sequence[str]) -> None:
        for name in names:
            path = folder / name
            if path.suffix.lower() in VIDEOS:
                found.setdefault(path.stem, path)

    for number, folder in enumerate(folders):
        if number == 0:
            take(folder, names_in(folder))
        for inner in _FOLDERS:
            if (folder / inner).is_dir():
                take(folder / inner, files_below(folder / inner, _MOST_VIDEOS))
        for place in _VIMO:
            if (folder / place).is_dir():
                for video, _ in pairs_of_splits(folder / place):
                    found.setdefault(video.stem, video)
    return found


def pairs_of_splits(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield ViMo's pairs: a video that is there, and the motion's path in the list, without its ending.

    Its lists, such as ``train.txt``, have lines of a video's and a motion's path.
    """
    lists = names_in(root, ".txt")
    there = (
        {Path(path).stem: path for path in files_below(root) if path.lower().endswith(VIDEOS)}
        if lists
        else {}
    )
    for name in lists:
        try:
            text = read_text(root / name, "the list of pairs", DatasetError)
        except DatasetError:
            continue  # another text
        for line in text.splitlines():
            words = line.split()
            if len(words) == 2 and (path := there.get(Path(words[0]).stem)) is not None:
                yield root / path, words[1].removesuffix(".npy")
