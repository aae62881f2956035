# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is made already: which people of a scene are in the cache, known without reading or fitting anything.

The name of a person's file in the cache depends on the motion, which has to be read whole for it. So whoever
composes a scene notes in a small file which one it was, by what is known before: who plays which file, how.
Where another scene has led to the same file, nothing is noted and somebody counts as still to be made; where
new scenes of a dataset have changed somebody's girth, as made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...characters import FittedCharacter
from ...characters.fitting.cache import code_version
from ...dataset import Scene
from ...foundation.atomic_file import atomic_write
from ...foundation.cache_folder import cache_folder
from ...foundation.reading.plain_file import read_plain
from ...options.movie import ComposeOptions
from ..input_files import file_state

__all__ = ["note_made", "unmade_people"]

_NAME = re.compile(rb"[0-9a-f]{32}\.npz")
_MOST_BYTES = 64


def unmade_people(source: Scene, options: ComposeOptions) -> frozenset[str]:
    """Return a mark for each built-in person of a scene who is made when the scene is composed next.

    Scenes that show the same person in the same take have the same mark: who was made for one is there for
    the others.
    """
    if options.characters is not None:
        return frozenset()
    folder = cache_folder(options.cache)
    return frozenset(mark for _, mark in _marks(source, options) if not _is_there(folder, mark))


def note_made(source: Scene, options: ComposeOptions, characters: Mapping[str, FittedCharacter]) -> None:
    """Note the files of people who are in the cache now; a full or read-only disk only costs the note."""
    folder = cache_folder(options.cache)
    for actor, mark in _marks(source, options):
        file = characters[actor].file if actor in characters else None
        if file is None or not file.is_file() or _is_there(folder, mark, file.name.encode()):
            continue
        try:
            path = _note(folder, mark)
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path, sync=False) as stream:
                stream.write(file.name.encode())
        except OSError:
            return


def _marks(source: Scene, options: ComposeOptions) -> Iterator[tuple[str, str]]:
    """Yield each actor, and a hash of what decides how the actor's person comes out."""
    take = options.take
    seats = [(each.actor_id, each.sex) for each in source.performances]
    common = [
        code_version(),
        [str(take.rate), take.bodies, take.units, take.up, str(take.body_model)],
        [seats, options.level, options.girth, str(options.wardrobe)],
    ]
    for performance in source.performances:
        actor = performance.actor_id
        body = performance.body_path(take.bodies)
        if body is None:
            continue
        own = [options.cast.get(actor), options.height.get(actor), options.wear.get(actor)]
        skeleton = take.skeleton.get(actor, take.skeleton.get("all"))
        files = [*file_state(body), str(skeleton), performance.form, performance.units, performance.up]
        text = json.dumps([common, actor, performance.person, own, files], default=str)
        yield actor, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _note(folder: Path, mark: str) -> Path:
    return folder / "made" / mark[:2] / mark


def _is_there(folder: Path, mark: str, name: bytes | None = None) -> bool:
    """Return whether the noted file is there; with a name, whether the note has it."""
    try:
        noted = read_plain(_note(folder, mark), most_bytes=_MOST_BYTES)
    except OSError:
        return False
    if name is not None:
        return noted == name
    return _NAME.fullmatch(noted) is not None and (folder / noted.decode()).is_file()
