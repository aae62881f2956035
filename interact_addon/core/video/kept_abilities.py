# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bundled ffmpeg can do, kept in the cache: asking it again takes each child six programs.

Only of a program that needs no libraries of the system, whose updates would change what it can do.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..foundation.cache_folder import cache_folder
from ..foundation.errors import InputError
from ..foundation.reading.strict_json import read_json
from ..foundation.writing.kept import keep_json

__all__ = ["Abilities", "kept_abilities"]

_FOLDER = "ffmpeg"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What an ffmpeg can do; see `Ffmpeg`."""

    version: str
    lacks: tuple[str, ...]
    rescales: bool


def kept_abilities(program: str, needs: object, ask: Callable[[], Abilities]) -> Abilities:
    """Return what a program can do, from a file if it was asked before and has not changed.

    Args:
        program: Its path.
        needs: What is asked, as JSON.
        ask: Asks the program. What lacks something is asked each time.

    Raises:
        OSError: there is no such program.
        FfmpegError: `ask` raised it.
    """
    status = os.stat(program)  # noqa: PTH116 (the text is used further)
    state = [program, status.st_size, status.st_mtime_ns, status.st_ctime_ns, needs]
    name = hashlib.sha256(json.dumps(state).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    path = cache_folder() / _FOLDER / f"{name}.json"
    found = _load(path)
    if found is None:
        found = ask()
        if not found.lacks:
            keep_json(path, asdict(found))
    return found


def _load(path: Path) -> Abilities | None:
    try:
        return read_json(path, Abilities, "what ffmpeg can do")
    except InputError:
        return None
