# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found about built-in people who sink into each other, kept in the cache of fitted characters.

Each scene has a small file, named by the hash of the motions, of who plays them, and of the code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from ...animation.skeleton import Motion
from ...characters import FittedCharacter
from ...foundation.errors import InputError
from ...foundation.findings import Finding
from ...foundation.reading.strict_json import read_json
from ...foundation.writing.kept import hash_of_code, keep_json

__all__ = ["kept_sinking"]

_FOLDER = "sinking"
_MAKERS = ("contacts", "measures", "performance/casting")  # and the code that a person's file is named by


def kept_sinking(
    actors: Sequence[str], motions: Sequence[Motion], characters: Mapping[str, FittedCharacter]
) -> tuple[Finding, ...]:
    """Return what `sinking_findings` does; from the cache, if it was found there before.

    Of people who are in no file of the cache nothing is kept. A damaged file is replaced, and a folder that
    cannot be written to only costs time.

    Args:
        actors: The actors' ids.
        motions: What each of them plays.
        characters: Actor id to built-in person.

    Raises:
        CharacterError: the joints of somebody are not a person's.
    """
    path = _path(actors, motions, characters)
    found = None if path is None else _load(path)
    if found is None:
        # here: what is kept needs none of what it is found with
        from .sinking import sinking_findings

        found = sinking_findings(actors, motions, characters)
        if path is not None:
            keep_json(path, [each.as_dict() for each in found])
    return found


def _path(
    actors: Sequence[str], motions: Sequence[Motion], characters: Mapping[str, FittedCharacter]
) -> Path | None:
    """Return the file for who plays what; None if nothing can be kept, or there is nothing to find."""
    files = [characters[actor].file for actor in actors if actor in characters]
    first = next(iter(files), None)
    if first is None or len(files) < 2:
        return None
    digest = hashlib.sha256(_code().encode())
    for actor, motion in zip(actors, motions, strict=True):
        if actor not in characters:
            continue
        person = characters[actor].file
        if person is None:
            return None
        head = [actor, person.stem, motion.skeleton.content_hash(), str(motion.rate), motion.frames]
        digest.update(json.dumps(head).encode("utf-8", "surrogatepass"))
        for array in (motion.rotations, motion.moving, motion.positions):
            digest.update(array.tobytes())
    return first.parent / _FOLDER / f"{digest.hexdigest()[:32]}.json"


@cache
def _code() -> str:
    """Return a hash of the modules that find it, so that changes give new files."""
    core = Path(__file__).parents[2]
    return hash_of_code(path for folder in _MAKERS for path in (core / folder).rglob("*.py"))


def _load(path: Path) -> tuple[Finding, ...] | None:
    try:
        return read_json(path, tuple[Finding, ...], "who sinks into whom")
    except InputError:
        return None
