# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the node tree of a surface: a Principled shader, its values, and what patterns need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Nodes", "Pattern", "Recipe"]


@dataclass(frozen=True)
class Recipe:
    """The parameters of a material.

    Attributes:
        roughness: Of the main layer.
        specular: Principled "Specular IOR Level"; 0.5 suits common materials.
        subsurface: Subsurface weight.
        radius: Subsurface radius of red light in metres; green and blue scatter less far.
        coat: Weight of a clear layer on top.
        gloss: Roughness of that layer.
        sheen: Sheen weight, for the fuzz of cloth.
        pattern: A name in ``materials._PATTERNS``, which adds bump and variation; or empty.
        strength: Of the pattern.
        hair: Linear colour of short hairs in skin.
        outward: Its own normals are the outside of a mass, also where a face is seen from behind.
        viewport: Roughness in Workbench; None: as rendered.
    """

    roughness: float
    specular: float = 0.5
    subsurface: float = 0.0
    radius: float = 0.006
    coat: float = 0.0
    gloss: float = 0.04
    sheen: float = 0.0
    pattern: str = ""
    strength: float = 1.0
    hair: tuple[float, ...] = (0.05, 0.03, 0.02)
    outward: bool = False
    viewport: float | None = None


@dataclass
class Nodes:
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

    def build(self, recipe: Recipe, colour: tuple[float, ...], pattern: Pattern | None) -> None:
        """Set the surface's values, and link its colour to the painted one, through a pattern if any."""
        inputs = self.surface.inputs
        inputs["Base Color"].default_value = (*colour, 1.0)
        inputs["Roughness"].default_value = recipe.roughness
        inputs["Specular IOR Level"].default_value = recipe.specular
        inputs["Subsurface Weight"].default_value = recipe.subsurface
        inputs["Subsurface Radius"].default_value = (1.0, 0.2, 0.1)
        inputs["Subsurface Scale"].default_value = recipe.radius
        inputs["Coat Weight"].default_value = recipe.coat
        inputs["Coat Roughness"].default_value = recipe.gloss
        inputs["Sheen Weight"].default_value = recipe.sheen
        inputs["Sheen Roughness"].default_value = 0.5
        colours = self.attribute("tint").outputs["Color"]
        if pattern is not None:
            colours = pattern(self, colours, recipe)
        self.link(colours, inputs["Base Color"])

    def node(self, kind: str, **settings: Any) -> Any:
        """Add a node with properties."""
        made = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    def link(self, out: Any, into: Any) -> None:
        """Link two sockets."""
        self.tree.links.new(out, into)

    def attribute(self, name: str) -> Any:
        """A mesh attribute."""
        return self.node("ShaderNodeAttribute", attribute_type="GEOMETRY", attribute_name=name)

    def rest(self, stretch: tuple[float, float, float] = (1.0, 1.0, 1.0), turn: float = 0.0) -> Any:
        """Rest positions in metres, scaled, and rotated by ``turn`` about both the Y and the Z axis."""
        place = self.node("ShaderNodeMapping", vector_type="POINT")
        place.inputs["Scale"].default_value = stretch
        place.inputs["Rotation"].default_value = (0.0, turn, turn)
        self.link(self.attribute("rest").outputs["Vector"], place.inputs["Vector"])
        return place.outputs["Vector"]

    def noise(self, vector: Any, scale: float, detail: float = 2.0, distortion: float = 0.0) -> Any:
        """Noise, about 0.2 to 0.8 and mostly near 0.5."""
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

    def outward(self) -> Any:
        """The mesh's own normal: renderers turn it round where a face is seen from behind."""
        seen = self.node("ShaderNodeNewGeometry")
        made = self.node("ShaderNodeVectorMath", operation="SCALE")
        self.link(seen.outputs["Normal"], made.inputs[0])
        self.link(self.spread(seen.outputs["Backfacing"], 1.0, -1.0), made.inputs["Scale"])
        return made.outputs["Vector"]

    def let_light_through(self, colours: Any, near: float) -> None:
        """Let Cycles light faces from behind, and let them cast no shadow within ``near`` metres."""
        # Its light tree leaves out lights behind a face, unless some of their light shines through.
        through = self.node("ShaderNodeBsdfTranslucent")
        self.link(colours, through.inputs["Color"])
        ray = self.node("ShaderNodeLightPath")
        close = self.spread(ray.outputs["Ray Length"], 1.0, 0.0, 0.5 * near, near)
        lit = self._mixture(0.02, self.surface, through)
        clear = self._mixture(
            self.product(close, ray.outputs["Is Shadow Ray"]), lit, self.node("ShaderNodeBsdfTransparent")
        )
        output = self.node("ShaderNodeOutputMaterial", target="CYCLES")
        self.link(clear.outputs[0], output.inputs["Surface"])

    def _mixture(self, share: Any, one: Any, other: Any) -> Any:
        made = self.node("ShaderNodeMixShader")
        if isinstance(share, float):
            made.inputs[0].default_value = share
        else:
            self.link(share, made.inputs[0])
        self.link(one.outputs[0], made.inputs[1])
        self.link(other.outputs[0], made.inputs[2])
        return made

    def spread(self, factor: Any, low: float, high: float, start: float = 0.0, end: float = 1.0) -> Any:
        """A factor from ``start`` to ``end``, clamped, spread from ``low`` to ``high``."""
        made = self.node("ShaderNodeMapRange")
        made.inputs["From Min"].default_value = start
        made.inputs["From Max"].default_value = end
        made.inputs["To Min"].default_value = low
        made.inputs["To Max"].default_value = high
        self.link(factor, made.inputs["Value"])
        return made.outputs["Result"]

    def product(self, one: Any, other: Any) -> Any:
        """Two factors multiplied."""
        made = self.node("ShaderNodeMath", operation="MULTIPLY")
        self.link(one, made.inputs[0])
        self.link(other, made.inputs[1])
        return made.outputs[0]

    def mixed(self, colours: Any, other: tuple[float, ...], share: Any) -> Any:
        """Colours mixed with a share of one other colour."""
        made = self.node("ShaderNodeMix", data_type="VECTOR", factor_mode="UNIFORM")
        factor, _, _, _, first, second = made.inputs[:6]
        self.link(share, factor)
        self.link(colours, first)
        second.default_value = other[:3]
        return made.outputs[1]

    def shaded(self, colours: Any, factor: Any, low: float, high: float) -> Any:
        """Colours times ``low`` where a factor is 0 up to ``high`` where it is 1."""
        made = self.node("ShaderNodeVectorMath", operation="SCALE")
        self.link(colours, made.inputs[0])
        self.link(self.spread(factor, low, high), made.inputs["Scale"])
        return made.outputs["Vector"]

    def folds(self, strength: float) -> Any:
        """Soft folds that are too fine for the mesh."""
        height = self.noise(self.rest((1.0, 1.0, 0.55)), 17.0, 3.0, 0.9)
        return self.bump(height, 0.45 * strength, 0.012)


Pattern = Callable[[Nodes, Any, Recipe], Any]
"""Adds to a surface and returns its colours, from those painted on the mesh."""
