# SPDX-License-Identifier: GPL-3.0-or-later
"""Procedural materials of the built-in people, for Workbench, EEVEE and Cycles.

The parts of a person have their colours in a point attribute ``tint`` (lips, blush, hairline and iris are
painted into it; Cycles reserves the name ``color`` for smoke) and their rest positions in ``rest``, so that
patterns stay on the cloth when it moves. A material adds what a renderer needs besides colour: roughness,
subsurface, weave, pores, strands. Workbench shows the plain colour of each slot, or the attribute where its
colour type is ``VERTEX``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import bpy

from ...core.characters.body.colours import linear
from ...core.characters.body.looks import Look
from ...core.characters.clothing.outfit import Outfit, outfit_of, slot_colour
from ...core.characters.clothing.worn_parts import wear_colour, worn_slot
from ...core.foundation.errors import CharacterError
from .pictures import add_pictures

__all__ = ["material_for", "surface_material"]


@dataclass(frozen=True)
class _Recipe:
    """The parameters of a material.

    Attributes:
        roughness: Of the main layer.
        specular: Principled "Specular IOR Level"; 0.5 suits common materials.
        subsurface: Subsurface weight.
        radius: Subsurface radius of red light in metres; green and blue scatter less far.
        coat: Weight of a clear layer on top.
        sheen: Sheen weight, for the fuzz of cloth.
        pattern: A name in ``_PATTERNS``, which adds bump and variation; or empty.
        strength: Of the pattern.
        viewport: Roughness in Workbench; None: as rendered.
    """

    roughness: float
    specular: float = 0.5
    subsurface: float = 0.0
    radius: float = 0.006
    coat: float = 0.0
    sheen: float = 0.0
    pattern: str = ""
    strength: float = 1.0
    viewport: float | None = None


_COTTON = _Recipe(0.88, 0.25, sheen=0.12, pattern="weave", viewport=0.85)
_WOOL = _Recipe(0.94, 0.2, sheen=0.35, pattern="knit", viewport=0.95)
_LINEN = _Recipe(0.80, 0.3, sheen=0.08, pattern="weave", strength=0.8, viewport=0.8)
_DENIM = _Recipe(0.86, 0.25, sheen=0.06, pattern="denim", viewport=0.85)
_TWILL = _Recipe(0.86, 0.25, sheen=0.06, pattern="weave", strength=0.9, viewport=0.85)
_LEATHER = _Recipe(0.38, 0.5, pattern="leather", coat=0.12, viewport=0.45)
_FELT = _Recipe(0.92, 0.2, sheen=0.3, pattern="weave", strength=0.6, viewport=0.9)
_RUBBER = _Recipe(0.62, 0.4, viewport=0.7)

_TOPS = {"sweater": _WOOL, "turtleneck": _WOOL, "shirt": _LINEN, "blouse": replace(_LINEN, roughness=0.62)}
_TROUSERS = {"jeans": _DENIM, "slim_jeans": _DENIM, "rolled_jeans": _DENIM}
_SHOES = {"sneakers": _Recipe(0.68, 0.35, pattern="weave", strength=0.6, viewport=0.7)}

_BODY: Mapping[str, _Recipe] = {
    "skin": _Recipe(0.47, 0.42, subsurface=0.16, pattern="skin", viewport=0.55),
    "lips": _Recipe(0.34, 0.50, subsurface=0.20, pattern="skin", strength=1.4, viewport=0.40),
    "mouth": _Recipe(0.40, 0.40, subsurface=0.15, viewport=0.6),
    "nails": _Recipe(0.28, 0.50, subsurface=0.15, coat=0.2, viewport=0.35),
    "sclera": _Recipe(0.16, 0.45, subsurface=0.12, radius=0.003, coat=1.0, viewport=0.25),
    "iris": _Recipe(0.30, 0.40, coat=1.0, viewport=0.25),
    "pupil": _Recipe(0.20, 0.30, coat=1.0, viewport=0.25),
    "teeth": _Recipe(0.22, 0.45, subsurface=0.10, radius=0.002, coat=0.3, viewport=0.4),
    "gums": _Recipe(0.30, 0.50, subsurface=0.20, viewport=0.5),
    "tongue": _Recipe(0.38, 0.45, subsurface=0.25, pattern="leather", viewport=0.5),
    "lashes": _Recipe(0.55, 0.2, viewport=0.8),
    "brows": _Recipe(0.60, 0.2, viewport=0.9),
    "beard": _Recipe(0.60, 0.2, viewport=0.9),
    "hair": _Recipe(0.42, 0.35, pattern="hair", viewport=0.62),
}


def material_for(slot: str, look: Look) -> bpy.types.Material:
    """Create the material for a slot of a person; callers keep it and use it for all parts of that person.

    Args:
        slot: A name in some part's ``material_slots``.
        look: The person.

    Raises:
        CharacterError: Unknown slot, or the look's style is invalid.
    """
    outfit = outfit_of(look)
    if (found := worn_slot(slot, look.worn)) is not None:
        worn, role = found
        colour = tuple(linear(worn.colour) if worn.colour else wear_colour(role, outfit))
        made = _material(f"{look.id} {slot}", _recipe(role, outfit), colour)
        add_pictures(made, worn.material)
        return made
    colour = tuple(float(value) for value in slot_colour(outfit, slot))
    return _material(f"{look.id} {slot}", _recipe(slot, outfit), colour)


def surface_material(name: str, slot: str, colour: tuple[float, float, float]) -> bpy.types.Material:
    """Create a material with the surface of a body part, for a mesh with ``tint`` and ``rest``.

    Args:
        name: Name of the material.
        slot: Such as ``skin``, ``sclera``, ``teeth``.
        colour: Linear RGB; Workbench shows it where it does not show ``tint``.
    """
    return _material(name, _BODY[slot], colour)


def _material(name: str, recipe: _Recipe, colour: tuple[float, ...]) -> bpy.types.Material:
    material: Any = bpy.data.materials.new(name)
    material.diffuse_color = (*colour, 1.0)
    material.roughness = recipe.roughness if recipe.viewport is None else recipe.viewport
    material.metallic = 0.0
    _Nodes(material).build(recipe, colour)
    return material


def _recipe(slot: str, outfit: Outfit) -> _Recipe:
    if slot in _BODY:
        return _BODY[slot]
    shoe = _SHOES.get(outfit.shoes, _LEATHER)
    clothes: Mapping[str, _Recipe] = {
        "hat": _FELT,
        "top": _TOPS.get(outfit.top, _COTTON),
        "top trim": replace(_TOPS.get(outfit.top, _COTTON), pattern="rib"),
        "button": _Recipe(0.35, 0.5, viewport=0.4),
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


@dataclass
class _Nodes:
    """The node tree of one material while it is built."""

    material: Any
    tree: Any = field(init=False)
    surface: Any = field(init=False)

    def __post_init__(self) -> None:
        if self.material.node_tree is None:
            self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.surface = self.node("ShaderNodeBsdfPrincipled")
        output = self.node("ShaderNodeOutputMaterial")
        self.link(self.surface.outputs["BSDF"], output.inputs["Surface"])

    def build(self, recipe: _Recipe, colour: tuple[float, ...]) -> None:
        inputs = self.surface.inputs
        inputs["Base Color"].default_value = (*colour, 1.0)
        inputs["Roughness"].default_value = recipe.roughness
        inputs["Specular IOR Level"].default_value = recipe.specular
        inputs["Subsurface Weight"].default_value = recipe.subsurface
        inputs["Subsurface Radius"].default_value = (1.0, 0.36, 0.18)
        inputs["Subsurface Scale"].default_value = recipe.radius
        inputs["Coat Weight"].default_value = recipe.coat
        inputs["Coat Roughness"].default_value = 0.04
        inputs["Sheen Weight"].default_value = recipe.sheen
        inputs["Sheen Roughness"].default_value = 0.5
        colours = self.attribute("tint").outputs["Color"]
        if recipe.pattern:
            colours = _PATTERNS[recipe.pattern](self, colours, recipe.strength)
        self.link(colours, inputs["Base Color"])

    def node(self, kind: str, **settings: Any) -> Any:
        made = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    def link(self, out: Any, into: Any) -> None:
        self.tree.links.new(out, into)

    def attribute(self, name: str) -> Any:
        return self.node("ShaderNodeAttribute", attribute_type="GEOMETRY", attribute_name=name)

    def rest(self, stretch: tuple[float, float, float] = (1.0, 1.0, 1.0), turn: float = 0.0) -> Any:
        """Rest positions in metres, scaled, and rotated by ``turn`` about both the Y and the Z axis."""
        place = self.node("ShaderNodeMapping", vector_type="POINT")
        place.inputs["Scale"].default_value = stretch
        place.inputs["Rotation"].default_value = (0.0, turn, turn)
        self.link(self.attribute("rest").outputs["Vector"], place.inputs["Vector"])
        return place.outputs["Vector"]

    def noise(self, vector: Any, scale: float, detail: float = 2.0, distortion: float = 0.0) -> Any:
        made = self.node("ShaderNodeTexNoise")
        made.inputs["Scale"].default_value = scale
        made.inputs["Detail"].default_value = detail
        made.inputs["Distortion"].default_value = distortion
        self.link(vector, made.inputs["Vector"])
        return made.outputs[0]  # "Fac", from 5.0 "Factor"

    def waves(self, vector: Any, wavelength: float, axis: str) -> Any:
        """Bands across an axis; ``wavelength`` in the vector's units."""
        made = self.node("ShaderNodeTexWave", wave_type="BANDS", bands_direction=axis)
        made.inputs["Scale"].default_value = 0.31416 / wavelength
        self.link(vector, made.inputs["Vector"])
        return made.outputs[1]  # "Fac", from 5.0 "Factor"

    def sum(self, one: Any, other: Any, share: float) -> Any:
        """``one`` plus a share of ``other``."""
        made = self.node("ShaderNodeMath", operation="MULTIPLY_ADD")
        self.link(other, made.inputs[0])
        made.inputs[1].default_value = share
        self.link(one, made.inputs[2])
        return made.outputs[0]

    def bump(self, height: Any, strength: float, distance: float, before: Any = None) -> Any:
        """Bump from a height, on top of an earlier bump, linked to the surface's normal."""
        made = self.node("ShaderNodeBump")
        made.inputs["Strength"].default_value = strength
        made.inputs["Distance"].default_value = distance
        self.link(height, made.inputs["Height"])
        if before is not None:
            self.link(before, made.inputs["Normal"])
        self.link(made.outputs["Normal"], self.surface.inputs["Normal"])
        return made.outputs["Normal"]

    def shaded(self, colours: Any, factor: Any, low: float, high: float) -> Any:
        """Colours times ``low`` where a factor is 0 up to ``high`` where it is 1."""
        spread = self.node("ShaderNodeMapRange")
        spread.inputs["To Min"].default_value = low
        spread.inputs["To Max"].default_value = high
        self.link(factor, spread.inputs["Value"])
        made = self.node("ShaderNodeVectorMath", operation="SCALE")
        self.link(colours, made.inputs[0])
        self.link(spread.outputs["Result"], made.inputs["Scale"])
        return made.outputs["Vector"]

    def folds(self, strength: float) -> Any:
        """Soft folds that are too fine for the mesh."""
        height = self.noise(self.rest((1.0, 1.0, 0.55)), 17.0, 3.0, 0.9)
        return self.bump(height, 0.45 * strength, 0.012)


def _skin(nodes: _Nodes, colours: Any, strength: float) -> Any:
    rest = nodes.rest()
    pores = nodes.noise(rest, 950.0, 3.0)
    blotches = nodes.noise(rest, 55.0, 4.0)
    nodes.bump(nodes.sum(pores, nodes.noise(rest, 260.0, 2.0), 0.6), 0.10 * strength, 0.0008)
    rough = nodes.node("ShaderNodeMapRange")
    rough.inputs["To Min"].default_value = nodes.surface.inputs["Roughness"].default_value - 0.07
    rough.inputs["To Max"].default_value = nodes.surface.inputs["Roughness"].default_value + 0.09
    nodes.link(nodes.noise(rest, 130.0, 2.0), rough.inputs["Value"])
    nodes.link(rough.outputs["Result"], nodes.surface.inputs["Roughness"])
    return nodes.shaded(nodes.shaded(colours, blotches, 0.90, 1.10), pores, 0.95, 1.05)


def _weave(nodes: _Nodes, colours: Any, strength: float) -> Any:
    rest = nodes.rest()
    threads = nodes.noise(rest, 1400.0, 1.0)
    nodes.bump(threads, 0.10 * strength, 0.0006, nodes.folds(strength))
    return nodes.shaded(nodes.shaded(colours, threads, 0.90, 1.08), nodes.noise(rest, 12.0, 2.0), 0.94, 1.06)


def _knit(nodes: _Nodes, colours: Any, strength: float) -> Any:
    rest = nodes.rest()
    loops = nodes.sum(nodes.waves(rest, 0.0045, "X"), nodes.waves(rest, 0.0038, "Z"), 0.8)
    fuzz = nodes.noise(rest, 800.0, 2.0)
    nodes.bump(nodes.sum(loops, fuzz, 0.8), 0.30 * strength, 0.0012, nodes.folds(strength))
    return nodes.shaded(nodes.shaded(colours, loops, 0.86, 1.02), fuzz, 0.90, 1.10)


def _rib(nodes: _Nodes, colours: Any, strength: float) -> Any:
    rest = nodes.rest()
    ribs = nodes.sum(nodes.waves(rest, 0.005, "X"), nodes.waves(rest, 0.005, "Y"), 1.0)
    nodes.bump(ribs, 0.35 * strength, 0.0012)
    return nodes.shaded(colours, ribs, 0.85, 1.02)


def _denim(nodes: _Nodes, colours: Any, strength: float) -> Any:
    rest = nodes.rest()
    twill = nodes.waves(nodes.rest(turn=0.785), 0.0016, "X")
    worn = nodes.noise(nodes.rest((1.0, 1.0, 0.4)), 9.0, 4.0, 0.4)
    slubs = nodes.noise(nodes.rest((1.0, 1.0, 0.06)), 900.0, 2.0)
    nodes.bump(nodes.sum(twill, slubs, 0.8), 0.14 * strength, 0.0006, nodes.folds(1.1 * strength))
    tinted = nodes.shaded(nodes.shaded(colours, twill, 0.88, 1.08), slubs, 0.80, 1.22)
    del rest
    return nodes.shaded(tinted, worn, 0.70, 1.36)


def _leather(nodes: _Nodes, colours: Any, strength: float) -> Any:
    grain = nodes.noise(nodes.rest(), 520.0, 3.0)
    nodes.bump(grain, 0.10 * strength, 0.0008)
    return nodes.shaded(colours, grain, 0.90, 1.08)


def _hair(nodes: _Nodes, colours: Any, strength: float) -> Any:
    """Strands along the locks: u runs across a lock, v along it."""
    place = nodes.node("ShaderNodeMapping", vector_type="POINT")
    place.inputs["Scale"].default_value = (11.0, 1.3, 1.0)
    nodes.link(nodes.node("ShaderNodeUVMap").outputs["UV"], place.inputs["Vector"])
    strands = nodes.noise(place.outputs["Vector"], 1.0, 3.0, 0.15)
    nodes.bump(strands, 0.30 * strength, 0.0010)
    return nodes.shaded(colours, strands, 0.60, 1.42)


_PATTERNS: Mapping[str, Callable[[_Nodes, Any, float], Any]] = {
    "skin": _skin,
    "weave": _weave,
    "knit": _knit,
    "rib": _rib,
    "denim": _denim,
    "leather": _leather,
    "hair": _hair,
}
