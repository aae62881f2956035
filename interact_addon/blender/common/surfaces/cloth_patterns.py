# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of cloth and leather."""

from __future__ import annotations

from typing import Any

from .surface_nodes import Nodes, Recipe

__all__ = ["denim", "knit", "leather", "rib", "weave"]


def weave(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Fine threads and soft folds."""
    strength = recipe.strength
    rest = nodes.rest()
    threads = nodes.noise(rest, 1400.0, 1.0)
    nodes.bump(threads, 0.10 * strength, 0.0006, nodes.folds(strength))
    return nodes.shaded(nodes.shaded(colours, threads, 0.90, 1.08), nodes.noise(rest, 12.0, 2.0), 0.94, 1.06)


def knit(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Loops, fuzz and soft folds."""
    strength = recipe.strength
    rest = nodes.rest()
    loops = nodes.sum(nodes.waves(rest, 0.0045, "X"), nodes.waves(rest, 0.0038, "Z"), 0.8)
    fuzz = nodes.noise(rest, 800.0, 2.0)
    nodes.bump(nodes.sum(loops, fuzz, 0.8), 0.30 * strength, 0.0012, nodes.folds(strength))
    return nodes.shaded(nodes.shaded(colours, loops, 0.86, 1.02), fuzz, 0.90, 1.10)


def rib(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Ribs, as on cuffs."""
    strength = recipe.strength
    rest = nodes.rest()
    ribs = nodes.sum(nodes.waves(rest, 0.005, "X"), nodes.waves(rest, 0.005, "Y"), 1.0)
    nodes.bump(ribs, 0.35 * strength, 0.0012)
    return nodes.shaded(colours, ribs, 0.85, 1.02)


def denim(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Twill, uneven threads and worn places."""
    strength = recipe.strength
    twill = nodes.waves(nodes.rest(turn=0.785), 0.0016, "X")
    worn = nodes.noise(nodes.rest((1.0, 1.0, 0.4)), 9.0, 4.0, 0.4)
    slubs = nodes.noise(nodes.rest((1.0, 1.0, 0.06)), 900.0, 2.0)
    nodes.bump(nodes.sum(twill, slubs, 0.8), 0.14 * strength, 0.0006, nodes.folds(1.1 * strength))
    tinted = nodes.shaded(nodes.shaded(colours, twill, 0.88, 1.08), slubs, 0.80, 1.22)
    return nodes.shaded(tinted, worn, 0.70, 1.36)


def leather(nodes: Nodes, colours: Any, recipe: Recipe) -> Any:
    """Grain."""
    strength = recipe.strength
    grain = nodes.noise(nodes.rest(), 520.0, 3.0)
    nodes.bump(grain, 0.10 * strength, 0.0008)
    return nodes.shaded(colours, grain, 0.90, 1.08)
