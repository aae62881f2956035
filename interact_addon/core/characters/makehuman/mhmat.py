# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads MakeHuman's ``.mhmat``: the colours and pictures of a material."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...foundation.errors import CharacterError
from ...foundation.paths import exists_safely
from .asset_files import is_image, named_file, read_lines

__all__ = ["AssetMaterial", "read_asset_material"]

_TEXTURES = {
    "diffusetexture": "diffuse",
    "albedotexture": "diffuse",
    "normalmaptexture": "normal",
    "transparencymaptexture": "alpha",
    "opacitymaptexture": "alpha",
    "roughnessmaptexture": "roughness",
    "metallicmaptexture": "metallic",
}


@dataclass(frozen=True)
class AssetMaterial:
    """A material.

    Attributes:
        colour: ``diffuseColor``, sRGB from 0 to 1.
        textures: ``diffuse``, ``normal``, ``alpha``... -> a picture that exists in the user's folder.
        absent: The pictures that it names and that do not exist.
        opacity: 0 to 1.
        transparent: Whether it is seen through where its picture is.
        roughness: 0 to 1, or None if it does not say.
        metallic: 0 to 1.
        relief: Strength of the normal map.
    """

    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    textures: Mapping[str, Path] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    opacity: float = 1.0
    transparent: bool = False
    roughness: float | None = None
    metallic: float = 0.0
    relief: float = 1.0


def read_asset_material(path: Path | None, folder: Path) -> AssetMaterial:
    """Read an ``.mhmat``; without one, or if it does not exist, return a white one.

    Args:
        path: The file.
        folder: The user's folder: pictures that it names must be in there.

    Raises:
        CharacterError: It cannot be read, a number is invalid, or a picture leads out of the folder.
    """
    if path is None or not (exists_safely(path) and path.is_file()):
        return AssetMaterial()
    colour, numbers = (1.0, 1.0, 1.0), {"opacity": 1.0, "metallic": 0.0, "normalmapintensity": 1.0}
    textures: dict[str, Path] = {}
    absent: list[str] = []
    transparent = False
    for line, words in read_lines(path):
        key, rest = words[0].lower(), words[1:]
        if key in _TEXTURES and rest:
            file = named_file(" ".join(rest), path, folder, line)
            if is_image(file):
                textures.setdefault(_TEXTURES[key], file)
            else:
                absent.append(file.name)
        elif key == "diffusecolor":
            red, green, blue, *_ = (*_numbers(path, line, key, rest), 1.0, 1.0)
            colour = (red, green, blue)
        elif key in (*numbers, "roughness"):
            numbers[key] = _numbers(path, line, key, rest)[0]
        elif key == "transparent":
            transparent = rest[:1] != [] and rest[0].lower() in ("true", "1", "yes")
    return AssetMaterial(
        colour,
        textures,
        tuple(absent),
        numbers["opacity"],
        transparent or "alpha" in textures,
        numbers.get("roughness"),
        numbers["metallic"],
        numbers["normalmapintensity"],
    )


def _numbers(path: Path, line: int, key: str, words: list[str]) -> list[float]:
    try:
        found = [float(word) for word in words]
    except ValueError:
        found = []
    if not found or not all(math.isfinite(number) for number in found):
        raise CharacterError(f"{key} needs a number", path=path, line=line, cure="Write numbers from 0 to 1")
    return [min(max(number, 0.0), 1.0) for number in found]
