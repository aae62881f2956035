# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials with plain base colours for as long as a file is written that knows no node trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import bpy

__all__ = ["plain_colours"]

_KEPT = ("TEX_IMAGE",)


@contextmanager
def plain_colours(meshes: Iterable[bpy.types.Object]) -> Iterator[list[str]]:
    """Detach the nodes that make base colours, so that the colour below is taken, and attach them again.

    glTF, USD and FBX store a colour or a picture, and would take white for anything else. Pictures stay.

    Yields:
        The names of the materials whose nodes are left out.
    """
    materials = {slot.material for mesh in meshes for slot in mesh.material_slots if slot.material}
    detached: list[tuple[Any, Any, Any]] = []
    names = []
    try:
        for material in sorted(materials, key=lambda each: each.name):
            tree: Any = material.node_tree
            shaders = [] if tree is None else [node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"]
            links = [link for node in shaders for link in node.inputs["Base Color"].links]
            made = [link for link in links if link.from_node.type not in _KEPT]
            if made:
                names.append(material.name)
            for link in made:
                detached.append((tree, link.from_socket, link.to_socket))
                tree.links.remove(link)
        yield names
    finally:
        for tree, source, target in detached:
            tree.links.new(source, target)
