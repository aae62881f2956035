# SPDX-License-Identifier: GPL-3.0-or-later
"""Who wears which pieces of a wardrobe: by the folder's ``looks.toml``, or as the user says for an actor."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...foundation.errors import CharacterError
from ...foundation.reading.plain_file import read_plain
from ..body.colours import linear
from ..body.looks import Look, Worn, look_by_id
from ..makehuman.mhclo import BASE_VERTICES
from ..makehuman.wardrobe_folder import LOOKS_NAME, Wardrobe
from .outfit import outfit_of

__all__ = ["dressed", "open_wardrobe"]


def open_wardrobe(folder: str | os.PathLike[str] | None, wear: Iterable[str] = ()) -> Wardrobe | None:
    """List the user's folder of clothes; None without one.

    Args:
        folder: The folder.
        wear: What is to be worn of it: without a folder, nothing can.

    Raises:
        CharacterError: The folder cannot be read, or is not named.
    """
    if folder is not None:
        return Wardrobe.open(folder)
    if first := next(iter(wear), ""):
        raise CharacterError(f"no folder is named that has {first!r}", cure="Name it: --wardrobe FOLDER")
    return None


def dressed(look: Look, wardrobe: Wardrobe | None, wear: Sequence[str] | None = None) -> Look:
    """Return a person in pieces of a wardrobe.

    Args:
        look: The person.
        wardrobe: The user's folder; None for the person as they are.
        wear: What they wear of it, as ``fedora`` or ``fedora #4b4038``; None: as its ``looks.toml`` says.

    Raises:
        CharacterError: A piece is missing or damaged, or a style is invalid.
    """
    if wardrobe is None:
        return look
    path = wardrobe.folder / LOOKS_NAME
    for person in wardrobe.looks:
        try:
            look_by_id(person)  # a slip in a name would dress nobody
        except CharacterError as error:
            raise CharacterError(error.message, path=path, cure=error.cure) from error
    style = dict(wardrobe.looks.get(look.id, {}))
    if wear is not None:
        style["wear"] = list(wear)
    if not style:
        return look
    named = replace(look, style={**look.style, **style})
    try:
        entries = outfit_of(named).wear
    except CharacterError as error:
        given = path if look.id in wardrobe.looks else None
        raise CharacterError(error.message, path=given, cure=error.cure) from error
    worn = [_worn(wardrobe, entry) for entry in entries]
    return replace(named, worn=tuple({each.piece.heading.path: each for each in worn}.values()))


def _worn(wardrobe: Wardrobe, entry: str) -> Worn:
    name, mark, colour = entry.rpartition(" #")
    if not mark:
        name, colour = entry, ""
    piece = wardrobe.find(name)
    if colour:
        linear(colour)
    clothing = piece.clothing(BASE_VERTICES)
    material = piece.material(clothing)
    files = piece.files(clothing, material)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + read_plain(path))
    return Worn(piece, f"#{colour}" if colour else "", material, files, digest.hexdigest())
