# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample shape keys as ARKit weights: inverse of `apply_face`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.face.arkit import ARKIT_51, match_shape_keys
from ...core.foundation.findings import Finding
from .. import compat
from ..common.channels import shape_path
from ..common.curves import driven_paths, played_values, plays_curves_only, uses_nla
from ..common.evaluating import at_each_time

__all__ = ["SampledFace", "sample_face"]


@dataclass(frozen=True, eq=False)
class SampledFace:
    """Weights sampled from shape keys.

    Attributes:
        weights: (F, 51) float32 in the order of ``ARKIT_51``; None if no shape key moves.
        from_keys: Whether they were read from keys, without stepping through the frames.
        findings: Warnings, such as weights without a shape key.
    """

    weights: NDArray[np.float32] | None
    from_keys: bool
    findings: tuple[Finding, ...]


def sample_face(
    scene: bpy.types.Scene,
    meshes: Sequence[bpy.types.Object],
    times: NDArray[np.float64],
    *,
    name: str,
    step_through: bool = False,
) -> SampledFace:
    """Sample a face's weights.

    Each weight is read from the mesh that has most of the weights; if a mesh has it as two halves, it is
    their mean. A muted shape key is 0.

    Args:
        scene: The scene they are in.
        meshes: The face's mesh objects.
        times: (F,) Blender frames, with fractions.
        name: Name of the performance, for findings.
        step_through: Evaluate every frame even if the keys suffice.
    """
    found = _found(meshes)
    moving = [key for key in found if _animated(key, found[key]) or _posed(key, found[key])]
    if not moving:
        text = f"{name} has no moving face: no weights are exported"
        return SampledFace(None, True, (Finding("no-face", text),))
    plain = scene.render.frame_map_old == scene.render.frame_map_new
    from_keys = not step_through and plain and all(_plays_keys(key, found[key]) for key in found)
    values = _keyed(found, times) if from_keys else _evaluated(scene, found, times)
    weights = np.zeros((len(times), len(ARKIT_51)), dtype=np.float32)
    muted = []
    for column, weight in enumerate(ARKIT_51):
        rows = [
            np.zeros(len(times), np.float32) if key.key_blocks[block].mute else values[key][block]
            for key, pairs in found.items()
            for block in pairs.get(weight, ())
        ]
        muted += [
            block
            for key, pairs in found.items()
            for block in pairs.get(weight, ())
            if key.key_blocks[block].mute
        ]
        if rows:
            weights[:, column] = np.mean(rows, axis=0) if len(rows) > 1 else rows[0]
    return SampledFace(weights, from_keys, _findings(name, found, muted))


_Found = dict[bpy.types.Key, dict[str, tuple[str, ...]]]


def _found(meshes: Sequence[bpy.types.Object]) -> _Found:
    """Return shape keys -> ARKit name -> the key blocks to read; each name once among all meshes."""
    matched = []
    for keys in dict.fromkeys(getattr(mesh.data, "shape_keys", None) for mesh in meshes):
        if keys is not None:
            pairs: dict[str, tuple[str, ...]] = {}
            for weight, block in match_shape_keys(ARKIT_51, [one.name for one in keys.key_blocks]).pairs:
                pairs[weight] = (*pairs.get(weight, ()), block)
            matched.append((keys, pairs))
    matched.sort(key=lambda one: -len(one[1]))
    found: _Found = {}
    taken: set[str] = set()
    for keys, pairs in matched:
        fresh = {weight: blocks for weight, blocks in pairs.items() if weight not in taken}
        if fresh:
            found[keys] = fresh
            taken.update(fresh)
    return found


def _posed(keys: bpy.types.Key, pairs: dict[str, tuple[str, ...]]) -> bool:
    return any(keys.key_blocks[block].value != 0.0 for blocks in pairs.values() for block in blocks)


def _animated(keys: bpy.types.Key, pairs: dict[str, tuple[str, ...]]) -> bool:
    paths = {shape_path(block) for blocks in pairs.values() for block in blocks}
    return compat.action_of(keys) is not None or uses_nla(keys) or not paths.isdisjoint(driven_paths(keys))


def _plays_keys(keys: bpy.types.Key, pairs: dict[str, tuple[str, ...]]) -> bool:
    paths = {shape_path(block) for blocks in pairs.values() for block in blocks}
    return plays_curves_only(keys, lambda path: path in paths)


def _keyed(found: _Found, times: NDArray[np.float64]) -> dict[bpy.types.Key, dict[str, NDArray[np.float32]]]:
    values: dict[bpy.types.Key, dict[str, NDArray[np.float32]]] = {}
    for keys, pairs in found.items():
        wanted = [block for blocks in pairs.values() for block in blocks]
        played = played_values(keys, [(shape_path(block), 0) for block in wanted], times)
        values[keys] = {}
        for block in wanted:
            shape: Any = keys.key_blocks[block]
            raw = played.get((shape_path(block), 0), np.full(len(times), shape.value))
            # Blender clamps a curve's value to the slider's range.
            values[keys][block] = np.clip(raw, shape.slider_min, shape.slider_max).astype(np.float32)
    return values


def _evaluated(
    scene: bpy.types.Scene, found: _Found, times: NDArray[np.float64]
) -> dict[bpy.types.Key, dict[str, NDArray[np.float32]]]:
    tables = {
        keys: np.empty((len(times), len(keys.key_blocks)), dtype=np.float32)  # one row per time
        for keys in found
    }

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for keys, table in tables.items():
            evaluated: Any = keys.evaluated_get(graph)
            evaluated.key_blocks.foreach_get("value", table[row])

    at_each_time(scene, (), list(found), times, read)
    return {
        keys: {
            block: table[:, keys.key_blocks.find(block)]
            for blocks in found[keys].values()
            for block in blocks
        }
        for keys, table in tables.items()
    }


def _findings(name: str, found: _Found, muted: Sequence[str]) -> tuple[Finding, ...]:
    findings = []
    missing = [weight for weight in ARKIT_51 if not any(weight in pairs for pairs in found.values())]
    if missing:
        text = f"{name} has no shape key for {len(missing)} of 51 weights, which are 0: {', '.join(missing)}"
        findings.append(Finding("missing-shapes", text))
    if muted:
        text = f"{name} has muted shape keys, which are exported as 0: {', '.join(muted)}"
        findings.append(Finding("muted-shapes", text))
    return tuple(findings)
