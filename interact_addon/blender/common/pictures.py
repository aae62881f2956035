# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of a wardrobe's pieces: in materials, and as point colours for Workbench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.characters.body.colours import from_srgb
from ...core.characters.body.looks import Worn
from ...core.characters.body.part import Part
from ...core.characters.clothing.worn_parts import worn_slot
from ...core.characters.makehuman.mhmat import AssetMaterial
from ...core.foundation.errors import CharacterError
from ...core.foundation.literal_path import fits_blender, literal_input

__all__ = ["add_pictures", "painted"]

_PLAIN = ("normal", "alpha", "roughness", "metallic")  # numbers, not colours


def add_pictures(material: bpy.types.Material, wanted: AssetMaterial) -> None:
    """Put a piece's pictures, where it has some, in the place of a procedural colour."""
    tree: Any = material.node_tree
    surface = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    images = {role: _node(tree, path, role) for role, path in wanted.textures.items()}
    if "diffuse" in images:
        tree.links.new(images["diffuse"].outputs["Color"], surface.inputs["Base Color"])
    if "alpha" in images:
        tree.links.new(images["alpha"].outputs["Color"], surface.inputs["Alpha"])
    elif wanted.transparent and "diffuse" in images:
        tree.links.new(images["diffuse"].outputs["Alpha"], surface.inputs["Alpha"])
    elif wanted.opacity < 1.0:
        surface.inputs["Alpha"].default_value = wanted.opacity
    for role, name in (("roughness", "Roughness"), ("metallic", "Metallic")):
        if role in images:
            tree.links.new(images[role].outputs["Color"], surface.inputs[name])
    if "normal" in images:
        bump = tree.nodes.new("ShaderNodeNormalMap")
        bump.inputs["Strength"].default_value = wanted.relief
        tree.links.new(images["normal"].outputs["Color"], bump.inputs["Color"])
        tree.links.new(bump.outputs["Normal"], surface.inputs["Normal"])


def painted(part: Part, worn: Sequence[Worn]) -> Part:
    """Return a part whose point colours are those of its picture, where it has one: Workbench shows them."""
    found = worn_slot(part.material_slots[0], worn) if part.material_slots else None
    if found is None or part.uvs is None:
        return part
    path = found[0].material.textures.get("diffuse")
    if path is None:
        return part
    colours = _pixels(path)
    there = part.faces >= 0
    u, v = np.mod(part.uvs[there], 1.0).T
    row, column = (v * len(colours)).astype(int), (u * colours.shape[1]).astype(int)
    tint = np.ones((len(part.vertices), 4), np.float32)
    tint[part.faces[there], :3] = colours[row, column]
    return replace(part, point_data={**part.point_data, "tint": tint})


def _node(tree: Any, path: Path, role: str) -> Any:
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = _load(path)
    if role in _PLAIN:
        node.image.colorspace_settings.name = "Non-Color"
    return node


def _pixels(path: Path) -> NDArray[np.float32]:
    """Return (H, W, 3) linear colours, the lowest row first."""
    image = _load(path)
    width, height = image.size
    if not width or not height:
        return np.ones((1, 1, 3), np.float32)
    values = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(values)
    table = values.reshape(height, width, image.channels)
    table = np.repeat(table[:, :, :1], 3, axis=2) if image.channels < 3 else table[:, :, :3]
    if image.is_float:
        return np.clip(table, 0.0, 1.0)
    return from_srgb(table).astype(np.float32)


def _load(path: Path) -> Any:
    """Return the picture as a Blender image; one that Blender could not find again is packed.

    Raises:
        CharacterError: it cannot be read.
    """
    try:
        if fits_blender(path.absolute()):
            return bpy.data.images.load(str(path), check_existing=True)
        with literal_input(path) as place:
            image = bpy.data.images.load(str(place))
            image.name = path.name
            image.pack()
            return image
    except RuntimeError as error:
        raise CharacterError(f"Blender cannot read the picture ({str(error).strip()})", path=path) from error
