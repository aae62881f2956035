# SPDX-License-Identifier: GPL-3.0-or-later
"""Write several files atomically: all of them or none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...foundation.atomic_file import partial_path, remove_stale, rename_synced, sync_file
from ...foundation.errors import WorkError
from ...foundation.writing.named_files import check_named

__all__ = ["Staged", "put_in_place", "stage_beside"]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file under a temporary name.

    Attributes:
        part: The temporary path.
        final: The final path, in the same folder.
    """

    part: Path
    final: Path


def stage_beside(final: Path) -> Staged:
    """Create an empty file with a hidden name in the folder of ``final``, and the folder if it is missing.

    Raises:
        WorkError: the folder cannot be written to.
    """
    part = partial_path(final)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        remove_stale(final.parent)
        part.touch(exist_ok=False)
    except OSError as error:
        raise WorkError(
            f"the folder cannot be written to ({error.strerror or error})",
            path=final.parent,
            cure="Choose a folder that you can write to",
        ) from error
    return Staged(part, final)


def put_in_place(staged: Sequence[Staged], *, overwrite: bool) -> None:
    """Rename all files to their final paths; if one fails, undo all.

    Raises:
        UsageError: a file exists already and ``overwrite`` is False.
        WorkError: a file cannot be renamed.
    """
    check_named([one.final for one in staged], overwrite=overwrite)
    aside: list[tuple[Path, Path]] = []  # (final path, where its earlier file was moved)
    placed: list[Path] = []
    try:
        for one in staged:
            sync_file(one.part)
        for one in staged:
            if os.path.lexists(one.final):
                backup = one.part.with_name(f"{one.part.name}.before")
                one.final.replace(backup)
                aside.append((one.final, backup))
            rename_synced(one.part, one.final)
            placed.append(one.final)
    except OSError as error:
        for path in placed:
            with suppress(OSError):
                path.unlink()
        for path, backup in aside:
            with suppress(OSError):
                backup.replace(path)
        raise WorkError(
            f"the file cannot be replaced ({error.strerror or error})",
            path=one.final,
            cure="Close programs that have it open; nothing was changed",
        ) from error
    for _, backup in aside:
        with suppress(OSError):
            backup.unlink()
