# SPDX-License-Identifier: GPL-3.0-or-later
"""Several files that appear together or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...foundation.atomic_file import partial_path, remove_stale, rename_synced, sync_file
from ...foundation.errors import UsageError, WorkError

__all__ = ["Staged", "put_in_place", "refuse_existing", "stage_beside"]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is complete under another name.

    Attributes:
        part: Where it lies.
        final: What it will be called, in the same folder.
    """

    part: Path
    final: Path


def stage_beside(final: Path) -> Staged:
    """An empty file with a hidden name in the folder of ``final``, which is made where it is not there.

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
            f"nothing can be written there ({error.strerror or error})",
            path=final.parent,
            cure="Choose a folder that you may write to",
        ) from error
    return Staged(part, final)


def refuse_existing(paths: Sequence[Path]) -> None:
    """Stop where one of these is there already.

    Raises:
        UsageError: naming all of them.
    """
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        others = f" (and {', '.join(path.name for path in there[1:])})" if there[1:] else ""
        raise UsageError(
            f"this file is there already{others}",
            path=there[0],
            cure="Export to another folder, or allow overwriting",
        )


def put_in_place(staged: Sequence[Staged], *, overwrite: bool) -> None:
    """Give all files their names; if one cannot be, none has changed.

    Raises:
        UsageError: one is there already, and is not to be replaced.
        WorkError: one cannot be renamed.
    """
    if not overwrite:
        refuse_existing([one.final for one in staged])
    aside: list[tuple[Path, Path]] = []  # (the earlier file, where it waits)
    placed: list[Path] = []
    try:
        for one in staged:
            sync_file(one.part)
        for one in staged:
            if os.path.lexists(one.final):
                waiting = one.part.with_name(f"{one.part.name}.before")
                one.final.replace(waiting)
                aside.append((one.final, waiting))
            rename_synced(one.part, one.final)
            placed.append(one.final)
    except OSError as error:
        for path in placed:
            with suppress(OSError):
                path.unlink()
        for path, waiting in aside:
            with suppress(OSError):
                waiting.replace(path)
        raise WorkError(
            f"the file cannot be put in its place ({error.strerror or error})",
            path=one.final,
            cure="Close programs that have it open; nothing was changed",
        ) from error
    for _, waiting in aside:
        with suppress(OSError):
            waiting.unlink()
