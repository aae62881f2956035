# SPDX-License-Identifier: GPL-3.0-or-later
"""Key a face's weights on the shape keys of meshes, matched by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy

from ...core.face.arkit import FaceTrack, match_shape_keys
from ...core.foundation.findings import Finding
from ..common.channels import shape_path
from ..common.keys import Channel, write_action

__all__ = ["FaceResult", "apply_face"]


@dataclass(frozen=True)
class FaceResult:
    """What was keyed.

    Attributes:
        actions: One action for each spelling of shape key names among the meshes (one, normally).
        shapes: Names of the weights that have a shape key.
        findings: Warnings, such as weights without a shape key.
    """

    actions: tuple[bpy.types.Action, ...]
    shapes: tuple[str, ...]
    findings: tuple[Finding, ...]


def apply_face(
    meshes: Sequence[bpy.types.Object],
    track: FaceTrack,
    *,
    name: str,
    slot_name: str = "face",
    first_frame: int = 1,
    shared: bpy.types.Action | None = None,
) -> FaceResult:
    """Key a face on meshes with shape keys.

    Meshes with the same spelling of key names (the head, its lashes, its teeth) share one slot, so that
    editing one curve in Blender moves them all.

    Args:
        meshes: Mesh objects; those without shape keys are skipped.
        track: The weights; values outside [0, 1] are kept, and the sliders' ranges extended.
        name: Name of the action.
        slot_name: Name of its slot (from Blender 4.4).
        first_frame: Blender frame of the track's first frame.
        shared: An action to add the slot to (from Blender 4.4), such as the body's.
    """
    spelled: dict[tuple[tuple[str, str], ...], list[bpy.types.Key]] = {}
    found: set[str] = set()
    for mesh in meshes:
        keys = getattr(mesh.data, "shape_keys", None)
        if keys is None:
            continue
        pairs = match_shape_keys(track.names, [block.name for block in keys.key_blocks]).pairs
        if pairs:
            found.update(weight for weight, _ in pairs)
            spelled.setdefault(tuple(pairs), []).append(keys)
    spelled = _merged(spelled)
    actions: list[bpy.types.Action] = []
    for pairs, blocks in spelled.items():
        columns = [track.names.index(weight) for weight, _ in pairs]
        values = track.weights[:, columns].T
        for keys in blocks:
            _widen(
                keys,
                dict(
                    zip(
                        (key for _, key in pairs), zip(values.min(1), values.max(1), strict=True), strict=True
                    )
                ),
            )
        channels = [Channel(shape_path(key), 0, "face") for _, key in pairs]
        suffix = f".{len(actions)}" if actions else ""
        actions.append(
            write_action(
                blocks, f"{name}.face{suffix}", channels, values, slot_type="KEY",
                slot_name=slot_name + suffix, first_frame=first_frame, shared=shared,
            )
        )  # fmt: skip
    return FaceResult(
        tuple(actions), tuple(n for n in track.names if n in found), _findings(meshes, track, found)
    )


def _merged(
    spelled: dict[tuple[tuple[str, str], ...], list[bpy.types.Key]],
) -> dict[tuple[tuple[str, str], ...], list[bpy.types.Key]]:
    """Group meshes that have only some of the keys (teeth, lashes) with those that have the same spelling."""
    merged: dict[tuple[tuple[str, str], ...], list[bpy.types.Key]] = {}
    for pairs in sorted(spelled, key=len, reverse=True):
        home = next((other for other in merged if set(pairs) <= set(other)), pairs)
        merged.setdefault(home, []).extend(spelled[pairs])
    return merged


def _widen(keys: bpy.types.Key, extremes: dict[str, tuple[float, float]]) -> None:
    """Extend slider ranges to all values, since Blender clamps a curve's value to the slider's range."""
    for block in keys.key_blocks:
        if block.name in extremes:
            low, high = extremes[block.name]
            block.slider_min = min(block.slider_min, float(low))
            block.slider_max = max(block.slider_max, float(high))


def _findings(meshes: Sequence[bpy.types.Object], track: FaceTrack, found: set[str]) -> tuple[Finding, ...]:
    missing = [name for name in track.names if name not in found]
    if not missing:
        return track.findings
    where = ", ".join(mesh.name for mesh in meshes) or "the character"
    text = f"{where} has no shape key for {len(missing)} of {len(track.names)} weights: {', '.join(missing)}"
    return (*track.findings, Finding("missing-shapes", text))
