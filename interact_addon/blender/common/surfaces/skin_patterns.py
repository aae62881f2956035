# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of skin and hair.

The numbers of skin are those of MPFB's enhanced skin (CC0), whose lengths are decimetres: pores, a thin coat,
scattering that is strong in red. Skin has an attribute ``masks``: x is how much of it is short hairs, y scalp
under hair, z the inside of the mouth.
"""

from __future__ import annotations

from typing import Any

from .surface_nodes import Nodes, Recipe

__all__ = ["hair", "inside", "skin"]

_PORES = 1500.0  # per metre and about 2.5 cells of noise: 0.3 mm


def skin(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Pores, blotches, and short hairs and scalp where the skin has them."""
    inputs, rest = nodes.surface.inputs, nodes.rest()
    pores = nodes.noise(rest, _PORES, 2.0, 0.5)
    blotches = nodes.noise(rest, 70.0, 4.0)
    nodes.bump(nodes.sum(pores, blotches, 1.2), 0.22 * recipe.strength, 0.0009)
    nodes.link(nodes.spread(pores, recipe.roughness + 0.16, recipe.roughness - 0.12), inputs["Roughness"])
    painted = nodes.shaded(nodes.shaded(colours, blotches, 0.84, 1.16), pores, 0.92, 1.08)
    masks = nodes.node("ShaderNodeSeparateXYZ")
    nodes.link(nodes.attribute("masks").outputs["Vector"], masks.inputs[0])
    stubble, scalp, mouth = (masks.outputs[axis] for axis in "XYZ")
    dots = nodes.product(nodes.spread(pores, 0.0, 0.9, 0.53, 0.60), stubble)
    # Light does not shine through hair: scattering would make it pink.
    nodes.link(nodes.spread(scalp, recipe.subsurface, 0.0, 0.0, 0.6), inputs["Subsurface Weight"])
    # Nothing shines under hair or in the mouth, where EEVEE would reflect the sky.
    dull = nodes.sum(scalp, mouth, 1.0)
    nodes.link(nodes.spread(dull, recipe.coat, 0.0, 0.0, 0.6), inputs["Coat Weight"])
    nodes.link(nodes.spread(dull, recipe.specular, 0.0, 0.0, 0.8), inputs["Specular IOR Level"])
    return nodes.mixed(painted, recipe.hair, dots)


def inside(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Teeth and tongue: as far as they are painted dark, deep in the mouth, they do not shine either."""
    nodes.link(
        nodes.spread(colours, 0.0, recipe.specular, 0.05, 0.6), nodes.surface.inputs["Specular IOR Level"]
    )
    return colours


def hair(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Strands along the locks: u runs across a lock, v along it."""
    place = nodes.node("ShaderNodeMapping", vector_type="POINT")
    place.inputs["Scale"].default_value = (5.0, 1.0, 1.0)
    nodes.link(nodes.node("ShaderNodeUVMap").outputs["UV"], place.inputs["Vector"])
    strands = nodes.noise(place.outputs["Vector"], 1.0, 3.0, 0.15)
    before = None
    if recipe.outward:
        # A lock that is seen from behind, at the outline, is as bright as those beside it.
        before = nodes.outward()
        nodes.let_light_through(colours, 0.016)
        # At the outline strands do not mirror the light behind them, as a smooth surface would.
        edge = nodes.node("ShaderNodeLayerWeight")
        nodes.link(before, edge.inputs["Normal"])
        shine = nodes.spread(edge.outputs["Facing"], recipe.specular, 0.0, 0.4, 0.8)
        nodes.link(shine, nodes.surface.inputs["Specular IOR Level"])
    nodes.bump(strands, 0.35 * recipe.strength, 0.0010, before)
    # Strands are thin cylinders: they reflect light widely across, narrowly along them; not so in EEVEE.
    across = nodes.node("ShaderNodeTangent", direction_type="UV_MAP", uv_map="UVMap")
    nodes.link(across.outputs["Tangent"], nodes.surface.inputs["Tangent"])
    nodes.surface.inputs["Anisotropic"].default_value = 0.7
    return nodes.shaded(colours, strands, 0.55, 1.50)
