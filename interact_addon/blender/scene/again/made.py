# SPDX-License-Identifier: GPL-3.0-or-later
"""What composing has made, remembered in the Blender scene by hashes: they tell what the user has changed.

A hash knows no names: what is renamed is not changed. Nothing is written into the datablocks, so that no
export takes it along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import bpy
import numpy as np

from ....core.foundation.reading.strict_json import parse_json
from ....core.performance.casting.placement import Placement
from ... import compat
from ...common.channels import PLACE
from ...common.markers import CAMERA_PLACE
from ...common.motion_tag import motion_content
from ...common.ownership import owner_of

__all__ = [
    "changed",
    "forget",
    "made_with",
    "note_made",
    "noted_keys",
    "owned_blocks",
    "owned_parts",
    "placement_of",
    "remember",
]

_MADE = "interact_made"
_NOTES = "interact_composed"
# Whether something is looked at, and where nodes lie, is no change.
_UNSEEN = (
    "name", "use_fake_user", "tag", "select", "location", "location_absolute", "width", "height", "hide",
    "label", "color", "use_custom_color", "preview_render_type", "use_nodes", "show_expanded",
    "is_active_output", "active_material_index", "active_index", "active_texture_index",
    "is_runtime_data", "session_uid", "show_options",
    "show_preview", "show_texture", "display_size",
    "warning_propagation",
)  # fmt: skip
_SIMPLE = ("BOOLEAN", "INT", "FLOAT", "ENUM", "STRING")


def remember(scene: bpy.types.Scene, blocks: Iterable[Any]) -> None:
    """Remember datablocks as they are now: they are as they were made.

    Every Blender scene of the file does that knows what was composed: linked copies show the same datablocks.
    Nothing is remembered in a scene of an older version, whose other datablocks would count as changed then.

    Args:
        scene: The Blender scene that shows them.
        blocks: Objects, their data, materials, worlds, camera markers; other kinds are left out.
    """
    if not _notes(scene):
        return
    texts = {text for block in blocks if (text := _content(block))}
    every: Any = bpy.data.scenes
    for each in {scene, *(other for other in every if other.library is None and _notes(other))}:
        each[_MADE] = sorted({*(each.get(_MADE) or ())} | texts)


def changed(scene: bpy.types.Scene, blocks: Iterable[Any]) -> list[Any]:
    """Return those of some datablocks that are not as they were made; none in a scene that remembers none."""
    known = set(scene.get(_MADE) or ())
    return [block for block in blocks if known and (text := _content(block)) and text not in known]


def note_made(scene: bpy.types.Scene, key: str, placement: Placement, size: tuple[int, int]) -> None:
    """Note how a key was composed, with the scene's settings as they are now.

    Args:
        scene: The Blender scene.
        key: The dataset scene's key.
        placement: Where and when it plays.
        size: The size of the picture that was asked for.
    """
    notes = _notes(scene)
    notes.pop(key, None)
    notes[key] = {
        "placement": [placement.x, placement.y, placement.turn, placement.start],
        "asked": list(size),
        "range": [scene.frame_start, scene.frame_end],
        "rate": [scene.render.fps, scene.render.fps_base],
    }
    scene[_NOTES] = json.dumps(notes)


def made_with(scene: bpy.types.Scene, key: str, name: str) -> list[float] | None:
    """Return numbers that were noted for a key: ``placement``, ``asked``, ``range``, ``rate``; or None."""
    values = _notes(scene).get(key, {}).get(name)
    if not isinstance(values, list) or not all(isinstance(value, (int, float)) for value in values):
        return None
    return values


def noted_keys(scene: bpy.types.Scene) -> list[str]:
    """Return the keys that were noted, the newest last."""
    return list(_notes(scene))


def placement_of(scene: bpy.types.Scene, key: str) -> Placement:
    """Return where and when a composed key plays; as captured if that is not known."""
    values = made_with(scene, key, "placement")
    if values is None or len(values) != 4:
        return Placement()
    x, y, turn, start = values
    return Placement(x, y, turn, max(1, int(start)))


def forget(scene: bpy.types.Scene, keys: Iterable[str]) -> None:
    """Forget how some keys were composed; with the last one, all that was made."""
    notes = {key: value for key, value in _notes(scene).items() if key not in set(keys)}
    if notes:
        scene[_NOTES] = json.dumps(notes)
        return
    for name in (_NOTES, _MADE):
        if scene.get(name) is not None:
            del scene[name]


def _notes(scene: bpy.types.Scene) -> dict[str, Any]:
    try:
        notes = parse_json(str(scene.get(_NOTES, "{}")))
    except ValueError:
        return {}
    return (
        {key: each for key, each in notes.items() if isinstance(each, dict)}
        if isinstance(notes, dict)
        else {}
    )


def _content(block: Any) -> str | None:
    """Return a hash of what a user can change of a datablock; None of other kinds."""
    digest = hashlib.blake2b(type(block).__name__.encode(), digest_size=10)
    if isinstance(block, bpy.types.TimelineMarker):
        digest.update(f"{block.frame} {block.name}".encode())
        digest.update(_seen_from(block.camera).encode())
    elif isinstance(block, bpy.types.Object):
        _object(digest, block)
    elif isinstance(block, bpy.types.Key):
        digest.update(_curves(block))
    elif isinstance(block, bpy.types.Mesh):
        points = np.empty(3 * len(block.vertices), np.float32)
        block.vertices.foreach_get("co", points)
        digest.update(points.tobytes() + repr((len(block.polygons), len(block.materials))).encode())
    elif isinstance(block, (bpy.types.Light, bpy.types.Camera, bpy.types.World, bpy.types.Material)):
        digest.update(_curves(block))
        digest.update(repr(list(_values(block))).encode())
        if (tree := getattr(block, "node_tree", None)) is not None:
            digest.update(_tree(tree))
    else:
        return None
    return digest.hexdigest()


def _seen_from(camera: Any) -> str:
    """Return from where a marker's camera sees: cameras are renamed when others go."""
    return "" if camera is None else str(camera.get(CAMERA_PLACE, camera.name))


def _object(digest: Any, thing: Any) -> None:
    if thing.type == "ARMATURE":
        digest.update(motion_content(thing).encode())
        digest.update(repr(sum(len(bone.constraints) for bone in thing.pose.bones)).encode())
    else:
        digest.update(_curves(thing))
        keyed = {curve.data_path for curve in compat.fcurves_of(thing)} | _driven(thing)
        place = [value for name in PLACE if name not in keyed for value in getattr(thing, name)]
        digest.update(np.round(np.array(place, np.float32), 5).tobytes())
    slots = [slot.material is not None for slot in thing.material_slots]
    parts = len(thing.constraints), [each.type for each in thing.modifiers], slots, thing.parent is not None
    digest.update(repr((parts, thing.parent_type, thing.hide_render)).encode())


def _curves(block: Any) -> bytes:
    return motion_content(block, place=False).encode() if block.animation_data is not None else b""


def _driven(block: Any) -> set[str]:
    data = block.animation_data
    return set() if data is None else {curve.data_path for curve in data.drivers}


def _values(block: Any) -> Iterator[tuple[str, Any]]:
    """Yield the plain values of a datablock or node that are not animated."""
    moved = (
        {curve.data_path for curve in compat.fcurves_of(block)} | _driven(block) if _is_id(block) else set()
    )
    for prop in block.bl_rna.properties:
        if prop.is_readonly or prop.type not in _SIMPLE or prop.identifier in {*_UNSEEN, *moved}:
            continue
        value = getattr(block, prop.identifier)
        yield prop.identifier, _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(np.float32(value))
    if isinstance(value, (bool, int, str)):
        return value
    try:
        return [_plain(each) for each in value]
    except TypeError:
        return str(type(value))


def _tree(tree: Any) -> bytes:
    parts: list[Any] = []
    number = {node.name: place for place, node in enumerate(tree.nodes)}
    for node in tree.nodes:
        inputs = [_plain(each.default_value) for each in node.inputs if hasattr(each, "default_value")]
        ramp = getattr(node, "color_ramp", None)
        stops = (
            [] if ramp is None else [(_plain(stop.position), _plain(stop.color)) for stop in ramp.elements]
        )
        image = getattr(node, "image", None)
        parts.append((node.bl_idname, list(_values(node)), inputs, stops, image is not None))
    for link in tree.links:
        ends = link.from_socket.identifier, link.to_socket.identifier
        parts.append((number[link.from_node.name], number[link.to_node.name], *ends))
    return repr(parts).encode()


def _is_id(block: Any) -> bool:
    return isinstance(block, bpy.types.ID)


def owned_parts(scene: bpy.types.Scene, keys: Iterable[str]) -> list[Any]:
    """Return what was composed of some keys in a scene: objects with their blocks, world, bound markers."""
    wanted = set(keys)
    found = owned_blocks(thing for thing in scene.objects if owner_of(thing) in wanted)
    if scene.world is not None and owner_of(scene.world) in wanted:
        found.append(scene.world)
    markers = [each for each in scene.timeline_markers if each.camera and owner_of(each.camera) in wanted]
    return [*found, *markers]


def owned_blocks(things: Iterable[Any]) -> list[Any]:
    """Return objects with their data, shape keys and materials, each once."""
    found: dict[Any, None] = {}
    for thing in things:
        blocks = [thing, thing.data, getattr(thing.data, "shape_keys", None)]
        blocks += [slot.material for slot in thing.material_slots]
        found |= dict.fromkeys(block for block in blocks if block is not None)
    return list(found)
