# SPDX-License-Identifier: GPL-3.0-or-later
"""The sky: one of the panoramas that Blender brings along, or a plain gradient where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...common.set_parts import mark_part
from .nodes import Colour, Tree

__all__ = ["Sky", "load_sky"]

Colours = NDArray[np.float64]

_HORIZON: Colour = (0.72, 0.78, 0.84)
_ZENITH: Colour = (0.24, 0.42, 0.72)
_BELOW: Colour = (0.22, 0.21, 0.20)
_EDGE = 0.02
"""How high above the horizon (sine) the gradient's ground ends."""
_BRIGHT = 0.55
"""Mean luminance just above the horizon, which is what is behind the actors."""
_BEHIND = np.radians(20.0)
_BLOCK = 4
"""Pixels of the panorama, each way, that one of the blurred one stands for."""
_GLARE = 3.0
_LUMA = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """A sky by direction.

    Attributes:
        image: The panorama, packed into this file; None for a gradient.
        pixels: (H, W, 3) its linear colours, the lowest row first; None for a gradient.
        exposure: What they are multiplied by.
        turn: Radians about Z by which a direction is turned before it is looked up.
    """

    image: bpy.types.Image | None
    pixels: NDArray[np.float32] | None
    exposure: float
    turn: float

    def colours(self, directions: NDArray[np.float64]) -> Colours:
        """Return (..., 3) linear colours in (..., 3) unit directions."""
        up = directions[..., 2]
        if self.pixels is None:
            share = np.clip(up, 0.0, 1.0)[..., None] ** 0.5
            sky = (1 - share) * np.array(_HORIZON) + share * np.array(_ZENITH)
            ground = np.clip(1.0 - (up + _EDGE) / (2 * _EDGE), 0.0, 1.0)[..., None]
            return np.asarray((1 - ground) * sky + ground * np.array(_BELOW))
        rows, columns = self.pixels.shape[:2]
        around = np.arctan2(directions[..., 1], directions[..., 0]) + self.turn
        column = (0.5 - around / (2 * np.pi)) % 1.0 * columns
        row = np.clip((np.arcsin(np.clip(up, -1.0, 1.0)) / np.pi + 0.5) * rows, 0, rows - 1)
        return self.exposure * self.pixels[row.astype(int), column.astype(int) % columns].astype(np.float64)

    def blurred(self, directions: NDArray[np.float64]) -> Colours:
        """Return (..., 3) linear colours, with nothing finer than about three degrees."""
        if self.pixels is None:
            return self.colours(directions)
        rows, columns = (size // _BLOCK for size in self.pixels.shape[:2])
        cut = np.minimum(self.pixels[: rows * _BLOCK, : columns * _BLOCK], _GLARE / self.exposure)
        small = cut.reshape(rows, _BLOCK, columns, _BLOCK, 3).mean(axis=(1, 3))
        for _ in range(2):
            small = (np.roll(small, 1, axis=1) + 2 * small + np.roll(small, -1, axis=1)) / 4
            padded = np.pad(small, ((1, 1), (0, 0), (0, 0)), mode="edge")
            small = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
        return replace(self, pixels=small).colours(directions)

    def colour_nodes(self, tree: Tree, direction: Any) -> Any:
        """Add nodes that look the sky up in a direction (a socket), and return the socket of the colour."""
        if self.image is None:
            up = tree.add("ShaderNodeSeparateXYZ", {0: direction}).outputs["Z"]
            high = tree.add("ShaderNodeMath", {0: up, 1: 0.0}, operation="MAXIMUM").outputs[0]
            share = tree.add("ShaderNodeMath", {0: high, 1: 0.5}, operation="POWER").outputs[0]
            sky = tree.mixed(share, (*_HORIZON, 1.0), (*_ZENITH, 1.0))
            edge = {"Value": up, "From Min": -_EDGE, "From Max": _EDGE, "To Min": 1.0, "To Max": 0.0}
            ground = tree.add("ShaderNodeMapRange", edge).outputs["Result"]
            return tree.mixed(ground, sky, (*_BELOW, 1.0))
        turned = tree.add("ShaderNodeMapping", {"Vector": direction, "Rotation": (0.0, 0.0, self.turn)})
        panorama = tree.add(
            "ShaderNodeTexEnvironment", {"Vector": turned.outputs["Vector"]}, image=self.image
        )
        scaled = tree.add("ShaderNodeVectorMath", {0: panorama.outputs["Color"]}, operation="SCALE")
        scaled.inputs["Scale"].default_value = self.exposure
        return scaled.outputs["Vector"]


def load_sky(name: str, sun_from: Sequence[float] | NDArray[np.float64]) -> Sky:
    """Return the sky of a panorama that Blender brings along, turned so that its sun is where ours is.

    Args:
        name: Such as ``city.exr``.
        sun_from: (3,) where the light comes from.
    """
    path = _panorama(name)
    if path is None:
        return Sky(None, None, 1.0, 0.0)
    image = bpy.data.images.load(str(path))
    image.name = f"Sky {path.stem}"
    mark_part(image)
    columns, rows = image.size
    every = np.empty(columns * rows * 4, dtype=np.float32)
    image.pixels.foreach_get(every)  # type: ignore[attr-defined]
    image.pack()  # a file that is saved and moved must not miss it
    pixels = every.reshape(rows, columns, 4)[:, :, :3]
    light = pixels @ np.array(_LUMA, dtype=np.float32)
    sky = light[rows // 2 :]
    behind = float(np.minimum(sky[: round(rows * _BEHIND / np.pi)], _GLARE).mean())
    brightest = int(np.argmax(sky)) % columns
    azimuth = (0.5 - (brightest + 0.5) / columns) * 2 * np.pi
    turn = float(azimuth - np.arctan2(float(sun_from[1]), float(sun_from[0])))
    return Sky(image, pixels, _BRIGHT / max(1e-3, behind), turn)


def _panorama(name: str) -> Path | None:
    """Return the file of one of Blender's own panoramas, as its preferences list them."""
    lights: Any = bpy.context.preferences
    if lights is None:
        return None
    for light in lights.studio_lights:
        if light.type == "WORLD" and not light.is_user_defined and light.name == name:
            path = Path(light.path)
            return path if path.is_file() else None
    return None
