# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of the user's with MakeHuman's clothes, shoes, hats and hair: what is in it, and by which names.

It is read without its meshes, so that hundreds of pieces are listed at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ...foundation.errors import CharacterError
from ...foundation.reading.toml_file import read_toml
from .mhclo import Clothing, Heading, read_clothing, read_heading
from .mhmat import AssetMaterial, read_asset_material

__all__ = ["KINDS", "LOOKS_NAME", "Piece", "Wardrobe"]

LOOKS_NAME = "looks.toml"
_MOST = 5000

# By words of the path, the tags and the name; what is nearer to the end of the list is more particular.
_WORDS: Mapping[str, str] = {
    "shoes": r"shoes?|boots?|sneakers?|sandals?|heels|pumps|loafers?|slippers?",
    "hair": r"hair|hairs|hairstyles?|wigs?|ponytail|braids?|afro|bob|dreads?",
    "hat": r"hats?|caps?|fedora|helmets?|beanies?|turban|crown|headgear|headwear|bonnet|beret|sombrero",
    "beard": r"beards?|mou?stache?s?|goatee",
    "brows": r"eyebrows?",
    "lashes": r"eyelashes?",
    "face": r"eyes|teeth|tongue|genitals?",
}
KINDS = ("clothes", *_WORDS)
_FOLDERS = {"hair": "hair", "eyebrows": "brows", "eyelashes": "lashes", "eyes": "face", "teeth": "face",
            "tongue": "face", "shoes": "shoes", "hats": "hat", "beards": "beard"}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Something that can be worn.

    Attributes:
        heading: What its file says about itself.
        folder: The user's folder.
        kind: One of `KINDS`; ``face`` cannot be worn.
        name: What a look calls it: its file's name without ending, or its path if several have that name.
        error: Why it cannot be worn, or an empty text.
    """

    heading: Heading
    folder: Path
    kind: str
    name: str
    error: str = ""

    def clothing(self, count: int) -> Clothing:
        """Read its mesh, for a base mesh with ``count`` vertices.

        Raises:
            CharacterError: See `read_clothing`.
        """
        return read_clothing(self.heading.path, self.folder, count)

    def material(self, clothing: Clothing) -> AssetMaterial:
        """Read its material.

        Raises:
            CharacterError: See `read_asset_material`.
        """
        return read_asset_material(clothing.material, self.folder)

    def files(self, clothing: Clothing, material: AssetMaterial) -> tuple[Path, ...]:
        """Return the files that its appearance depends on."""
        given = () if clothing.material is None else (clothing.material,)
        paths = (self.heading.path, clothing.mesh.path, *given, *material.textures.values())
        return tuple(path for path in dict.fromkeys(paths) if path.is_file())


@dataclass(frozen=True)
class Wardrobe:
    """The pieces in a folder and its subfolders, and what people wear of it.

    Attributes:
        folder: The folder.
        pieces: Sorted by kind and name.
        looks: The tables of its ``looks.toml``: person -> keys of a style, such as ``wear``.
    """

    folder: Path
    pieces: tuple[Piece, ...]
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> Wardrobe:
        """List a folder.

        Raises:
            CharacterError: There is no such folder, it has no clothes, or its ``looks.toml`` is invalid.
        """
        root = Path(folder)
        if not root.is_dir():
            raise CharacterError("there is no such folder of clothes", path=root)
        paths: list[Path] = []
        for place, folders, names in os.walk(root):
            folders.sort()
            paths += [Path(place) / name for name in sorted(names) if name.lower().endswith(".mhclo")]
            if len(paths) > _MOST:
                raise CharacterError(f"more than {_MOST} clothes", path=root, cure="Name a smaller folder")
        if not paths:
            cure = "Unpack an asset pack of MakeHuman or MPFB there; it has files that end in .mhclo"
            raise CharacterError("the folder has no clothes", path=root, cure=cure)
        stems = [path.stem.lower() for path in paths]
        shared = {stem for stem in stems if stems.count(stem) > 1}
        pieces = []
        for path, stem in zip(paths, stems, strict=True):
            own = path.relative_to(root).with_suffix("").as_posix() if stem in shared else path.stem
            pieces.append(_piece(path, root, own))
        order = sorted(pieces, key=lambda piece: (KINDS.index(piece.kind), piece.name.lower()))
        return cls(root, tuple(order), _read_looks(root / LOOKS_NAME))

    @cached_property
    def _by_name(self) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            path = piece.heading.path.relative_to(self.folder).as_posix().lower()
            names = (piece.name, path, path.removesuffix(".mhclo"), piece.heading.name, piece.heading.uuid,
                     piece.heading.path.name, piece.heading.path.stem)  # fmt: skip
            for name in {each.lower() for each in names if each}:
                found.setdefault(name, []).append(piece)
        return found

    def find(self, name: str) -> Piece:
        """Return the piece of a name, path in the folder, or uuid, in any case of letters.

        Raises:
            CharacterError: There is none, or there are several; or it cannot be worn.
        """
        wanted = name.strip().replace("\\", "/").removeprefix("./").lower()
        found = self._by_name.get(wanted, [])
        # Another piece's title or file can be called the same.
        found = [piece for piece in found if piece.name.lower() == wanted] or found
        if len(found) > 1:
            names = ", ".join(piece.name for piece in found[:6])
            raise CharacterError(
                f"several clothes are called {name!r}", path=self.folder, cure=f"Say {names}"
            )
        if not found:
            near = [piece.name for piece in self.pieces if piece.kind != "face"]
            some = ", ".join(near[:12]) + (", ..." if len(near) > 12 else "")
            raise CharacterError(f"there is no {name[:60]!r}", path=self.folder, cure=f"It has {some}")
        if found[0].kind == "face":
            raise CharacterError(
                f"{name!r} is a part of the face and cannot be worn: the built-in people have their own",
                path=found[0].heading.path,
            )
        return found[0]


def _piece(path: Path, root: Path, name: str) -> Piece:
    try:
        heading, error = read_heading(path), ""
    except CharacterError as wrong:
        heading, error = Heading(path, path.stem), str(wrong)
    return Piece(heading, root, _kind(heading, path.relative_to(root)), name, error)


def _kind(heading: Heading, path: Path) -> str:
    """Return the kind: by the folder that holds it in packs, else by its words, the last that fits."""
    for part in reversed(path.parts[:-1]):
        if part.lower() in _FOLDERS:
            return _FOLDERS[part.lower()]
    words = " ".join((*path.parts[:-1], path.stem, heading.name, *heading.tags)).lower()
    words = re.sub(r"[^a-z]+", " ", words)
    found = [kind for kind, pattern in _WORDS.items() if re.search(rf"\b({pattern})\b", words)]
    return found[-1] if found else "clothes"


def _read_looks(path: Path) -> Mapping[str, Mapping[str, Any]]:
    if not path.is_file():
        return {}
    tables = read_toml(path, "the looks", CharacterError)
    for person, style in tables.items():
        if not isinstance(style, dict):
            cure = f'Write a table, as in [{person}] and below it wear = ["fedora"]'
            raise CharacterError(f"{person!r} is not a table", path=path, cure=cure)
    return tables
