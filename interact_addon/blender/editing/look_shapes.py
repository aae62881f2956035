# SPDX-License-Identifier: GPL-3.0-or-later
"""Eyes that are turned by ARKit shape keys and follow a look's handle.

While the handle stands, drivers play these shape keys: what is captured, which is copied beside them, and how
much further the eyes turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.characters.head.eyes import LOOK_ANGLES
from ...core.face.arkit import match_shape_keys
from ..common.actors import meshes_on
from ..common.channels import active_drivers, shape_path
from ..common.curves import key_range, played_channels, played_values, plays_curves_only
from ..common.evaluating import at_each_time, scene_of
from .handle_builder import WEIGHT, HandleBuilder, drive
from .handle_parts import CAPTURED

__all__ = ["driven_shapes", "eye_shapes", "turn_shapes"]

Array = NDArray[np.float64]
EyeShapes = dict[bpy.types.Key, dict[str, str]]

_OPPOSITE = {"In": "Out", "Out": "In", "Up": "Down", "Down": "Up"}
_WEIGHTS = tuple(f"eyeLook{way}{side}" for side in ("Left", "Right") for way in _OPPOSITE)


def eye_shapes(armature: bpy.types.Object) -> EyeShapes:
    """Return the shape keys of an armature's meshes that turn the eyes, by their ARKit names.

    Those that a driver plays already are left alone.
    """
    found: EyeShapes = {}
    for mesh in meshes_on(scene_of(armature), armature):
        keys: Any = getattr(mesh.data, "shape_keys", None)
        if keys is None or keys in found or keys.library is not None:
            continue
        pairs = dict(match_shape_keys(_WEIGHTS, [block.name for block in keys.key_blocks]).pairs)
        driven = {curve.data_path for curve in active_drivers(keys)}
        if pairs and driven.isdisjoint(shape_path(block) for block in pairs.values()):
            found[keys] = pairs
    return found


def turn_shapes(builder: HandleBuilder, shapes: EyeShapes, aim: Any, goal: Any) -> None:
    """Let shape keys turn the eyes as far as an object is turned.

    Args:
        builder: Makes the objects.
        shapes: From `eye_shapes`.
        aim: The object: Y along the gaze, Z up.
        goal: It has the handle's weight.
    """
    for number, (keys, pairs) in enumerate(shapes.items()):
        captured, first = _captured(keys, pairs.values())
        store = builder.empty(f"eyes {number}", builder.armature)
        values = {weight: captured[block] for weight, block in pairs.items()}
        nothing = np.zeros_like(next(iter(values.values())))
        values = {weight: values.get(weight, nothing) for weight in _WEIGHTS}
        builder.key(store, properties=values, first=first)
        for weight, block in pairs.items():
            way, left = (
                weight.removeprefix("eyeLook").removesuffix("Left").removesuffix("Right"),
                weight.endswith("Left"),
            )
            # Turning about Z is turning to the left.
            outward = 1.0 if left else -1.0
            sign = {"In": -outward, "Out": outward, "Up": 1.0, "Down": -1.0}[way]
            turn = sign / np.radians(LOOK_ANGLES[f"eyeLook{way}"])
            other = weight.replace(way, _OPPOSITE[way])
            drive(
                keys, shape_path(block), -1, f"v+max(0,v-u+{turn:.6f}*w*r)-max(0,v-u)",
                {
                    CAPTURED: (store, f'["{weight}"]'),
                    "u": (store, f'["{other}"]'),
                    "w": (goal, f'["{WEIGHT}"]'),
                    "r": (aim, "ROT_X" if way in ("Up", "Down") else "ROT_Z"),
                },
            )  # fmt: skip


def driven_shapes(armature: bpy.types.Object, parts: Iterable[Any]) -> dict[bpy.types.Key, list[str]]:
    """Return by shape keys of an armature's meshes the paths that parts of a handle drive."""
    ours = {*parts}
    found: dict[bpy.types.Key, list[str]] = {}
    for mesh in meshes_on(scene_of(armature), armature):
        keys: Any = getattr(mesh.data, "shape_keys", None)
        for curve in () if keys is None or keys in found else active_drivers(keys):
            if any(target.id in ours for one in curve.driver.variables for target in one.targets):
                found.setdefault(keys, []).append(curve.data_path)
    return found


def _captured(keys: Any, blocks: Iterable[str]) -> tuple[dict[str, Array], int]:
    """Return what shape keys play, and its first frame."""
    span = key_range(keys) or (1.0, 1.0)
    times = np.arange(np.floor(span[0]), np.ceil(span[1]) + 1.0)
    places = {(shape_path(block), 0): keys.key_blocks[block] for block in blocks}
    playing = played_channels(keys)
    if plays_curves_only(keys, lambda path: (path, 0) in places):
        found = played_values(keys, places, times)
    else:
        found = {place: np.empty(len(times)) for place in places}

        def read(row: int, graph: bpy.types.Depsgraph) -> None:
            there: Any = keys.evaluated_get(graph)
            for place, block in places.items():
                found[place][row] = there.key_blocks[block.name].value

        at_each_time(scene_of(keys.user), (), [keys], times, read)
    out = {}
    for place, block in places.items():
        row = found.get(place) if place in playing or place in found else None
        row = np.full(len(times), block.value) if row is None else row
        out[block.name] = np.clip(row, block.slider_min, block.slider_max)
    return out, int(times[0])
