# SPDX-License-Identifier: GPL-3.0-or-later
"""Procedural materials of the built-in people, for Workbench, EEVEE and Cycles.

The parts of a person have their colours in a point attribute ``tint`` (lips, blush, hairline and iris are
painted into it; Cycles reserves the name ``color`` for smoke) and their rest positions in ``rest``, so that
patterns stay on the cloth when it moves. A material adds what a renderer needs besides colour: roughness,
subsurface, weave, pores, strands. Workbench shows the plain colour of each slot, or the attribute where its
colour type is ``VERTEX``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import bpy

from ...core.characters.body.colours import linear
from ...core.characters.body.looks import Look
from ...core.characters.clothing.outfit import Outfit, outfit_of, slot_colour
from ...core.characters.clothing.worn_parts import wear_colour, worn_slot
from ...core.foundation.errors import CharacterError
from .pictures import add_pictures
from .surfaces import cloth_patterns, skin_patterns
from .surfaces.surface_nodes import Nodes, Pattern, Recipe

__all__ = ["material_for", "surface_material"]


_COTTON = Recipe(0.88, 0.25, sheen=0.12, pattern="weave", viewport=0.85)
_WOOL = Recipe(0.94, 0.2, sheen=0.35, pattern="knit", viewport=0.95)
_LINEN = Recipe(0.80, 0.3, sheen=0.08, pattern="weave", strength=0.8, viewport=0.8)
_DENIM = Recipe(0.86, 0.25, sheen=0.06, pattern="denim", viewport=0.85)
_TWILL = Recipe(0.86, 0.25, sheen=0.06, pattern="weave", strength=0.9, viewport=0.85)
_LEATHER = Recipe(0.38, 0.5, pattern="leather", coat=0.12, viewport=0.45)
_FELT = Recipe(0.92, 0.2, sheen=0.3, pattern="weave", strength=0.6, viewport=0.9)
_RUBBER = Recipe(0.62, 0.4, viewport=0.7)

_TOPS = {"sweater": _WOOL, "turtleneck": _WOOL, "shirt": _LINEN, "blouse": replace(_LINEN, roughness=0.62)}
_TROUSERS = {"jeans": _DENIM, "slim_jeans": _DENIM, "rolled_jeans": _DENIM}
_SHOES = {"sneakers": Recipe(0.68, 0.35, pattern="weave", strength=0.6, viewport=0.7)}

_SKIN = Recipe(0.45, 0.42, subsurface=0.20, radius=0.005, coat=0.1, gloss=0.3, pattern="skin", viewport=0.58)

_BODY: Mapping[str, Recipe] = {
    "skin": _SKIN,
    "lips": replace(_SKIN, roughness=0.35, strength=1.2, viewport=0.45),
    "mouth": Recipe(0.70, 0.0, viewport=0.9),
    "nails": Recipe(0.25, 0.50, subsurface=0.15, coat=0.2, viewport=0.35),
    "sclera": Recipe(0.16, 0.45, subsurface=0.12, radius=0.003, coat=1.0, viewport=0.25),
    "iris": Recipe(0.30, 0.40, coat=1.0, viewport=0.25),
    "pupil": Recipe(0.20, 0.30, coat=1.0, viewport=0.25),
    "teeth": Recipe(0.25, 0.40, subsurface=0.10, radius=0.002, pattern="inside", viewport=0.4),
    "gums": Recipe(0.35, 0.40, subsurface=0.20, pattern="inside", viewport=0.5),
    "tongue": Recipe(0.38, 0.45, subsurface=0.25, pattern="leather", viewport=0.5),
    "lashes": Recipe(0.55, 0.2, viewport=0.8),
    "brows": Recipe(0.60, 0.2, viewport=0.9),
    "beard": Recipe(0.60, 0.2, viewport=0.9),
    "hair": Recipe(0.55, 0.16, pattern="hair", outward=True, viewport=0.66),
}
# Curls scatter light: they shine less.
_CURLY = Recipe(0.65, 0.12, pattern="hair", outward=True, viewport=0.92)

_PATTERNS: Mapping[str, Pattern] = {
    "skin": skin_patterns.skin,
    "inside": skin_patterns.inside,
    "hair": skin_patterns.hair,
    "weave": cloth_patterns.weave,
    "knit": cloth_patterns.knit,
    "rib": cloth_patterns.rib,
    "denim": cloth_patterns.denim,
    "leather": cloth_patterns.leather,
}


def material_for(slot: str, look: Look, *, shaders: bool = True) -> bpy.types.Material:
    """Create the material for a slot of a person; callers keep it and use it for all parts of that person.

    Args:
        slot: A name in some part's ``material_slots``.
        look: The person.
        shaders: Whether it gets its shader nodes; Workbench looks at none of them.

    Raises:
        CharacterError: Unknown slot, or the look's style is invalid.
    """
    outfit = outfit_of(look)
    if (found := worn_slot(slot, look.worn)) is not None:
        worn, role = found
        colour = tuple(linear(worn.colour) if worn.colour else wear_colour(role, outfit))
        # The faces of cards may face any side.
        recipe = replace(_recipe(role, outfit), outward=False)
        made = _material(f"{look.id} {slot}", recipe, colour, shaders=shaders)
        if shaders:
            add_pictures(made, worn.material)
        return made
    colour = tuple(float(value) for value in slot_colour(outfit, slot))
    return _material(f"{look.id} {slot}", _recipe(slot, outfit), colour, shaders=shaders)


def surface_material(name: str, slot: str, colour: tuple[float, float, float]) -> bpy.types.Material:
    """Create a material with the surface of a body part, for a mesh with ``tint`` and ``rest``.

    Args:
        name: Name of the material.
        slot: Such as ``skin``, ``sclera``, ``teeth``.
        colour: Linear RGB; Workbench shows it where it does not show ``tint``.
    """
    return _material(name, _BODY[slot], colour)


def _material(
    name: str, recipe: Recipe, colour: tuple[float, ...], *, shaders: bool = True
) -> bpy.types.Material:
    material: Any = bpy.data.materials.new(name)
    material.diffuse_color = (*colour, 1.0)
    material.roughness = recipe.roughness if recipe.viewport is None else recipe.viewport
    material.metallic = 0.0
    if shaders:
        Nodes(material).build(recipe, colour, _PATTERNS.get(recipe.pattern))
    return material


def _recipe(slot: str, outfit: Outfit) -> Recipe:
    if slot == "hair" and outfit.haircut in ("afro", "short_afro", "curls"):
        return _CURLY
    if slot in _BODY:
        hair = tuple(float(value) for value in 0.7 * slot_colour(outfit, "hair"))
        return replace(_BODY[slot], hair=hair)
    shoe = _SHOES.get(outfit.shoes, _LEATHER)
    clothes: Mapping[str, Recipe] = {
        "hat": _FELT,
        "top": _TOPS.get(outfit.top, _COTTON),
        "top trim": replace(_TOPS.get(outfit.top, _COTTON), pattern="rib"),
        "button": Recipe(0.35, 0.5, viewport=0.4),
        "trousers": _TROUSERS.get(outfit.trousers, _TWILL),
        "skirt": _TWILL,
        "waistband": _TROUSERS.get(outfit.trousers, _TWILL),
        "belt": _LEATHER,
        "shoe": shoe,
        "shoe trim": shoe,
        "sole": _RUBBER,
        "lace": _COTTON,
    }
    if slot not in clothes:
        raise CharacterError(f"no character has a material {slot!r}")
    return clothes[slot]
