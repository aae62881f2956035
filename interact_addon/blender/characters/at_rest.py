# SPDX-License-Identifier: GPL-3.0-or-later
"""Put characters at rest before they play, so that nothing of an earlier frame or action is left.

What an action has played keeps its value of the current frame when the action goes. So channels that were
animated are set to rest, bones too, and what would move the character besides its keys is held: constraints,
drivers and parents of the armature object. Each function returns its changes, so that the user's own
armatures can get them back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import bpy
from mathutils import Matrix

from ...core.face.arkit import ARKIT_51, match_shape_keys
from ...core.face.expressions import is_expression
from ..common.channels import PLACE, Change, active_drivers, animated_channels, set_channel, shape_path
from ..common.nla.layers import remove_layer
from ..common.rest_places import above, is_carried, is_place, rest_matrix, resting, undriven

__all__ = [
    "Drivers",
    "Held",
    "hang_again",
    "hold",
    "mute_drivers",
    "rest_armature",
    "rest_motion",
    "rest_shapes",
    "unmute_drivers",
]

Drivers = list[tuple[str, int]]
"""Data path and index of drivers."""

_BONE = re.compile(r'^pose\.bones\["(?:[^"\\]|\\.)*"\]\.(\w+)$')
_SHAPE = re.compile(r'^key_blocks\["(?:[^"\\]|\\.)*"\]\.value$')
_OF_DATA = re.compile(
    r'^(?:pose_position|bones\["(?:[^"\\]|\\.)*"\]\.(?:use_inherit_rotation|use_local_location|inherit_scale))$'
)


def rest_motion(block: Any, *, nla: bool = True) -> list[Change]:
    """Unassign what animates a datablock, and set the channels that were animated to rest.

    Shape keys and bones have a rest; anything else takes the value of its first key.

    Args:
        block: The datablock.
        nla: Whether its NLA tracks are switched off, too.
    """
    data = block.animation_data
    if data is None:
        return []
    with suppress(AttributeError, RuntimeError):
        data.use_tweak_mode = False
    if not nla:
        remove_layer(block)
    channels = animated_channels(block, nla=nla)
    data.use_nla = data.use_nla and not nla
    data.action = None
    changes = []
    for channel in channels:
        index = channel.index if _is_array(block, channel.path) else -1
        changes.append(set_channel(block, channel.path, _rest(block, channel.path, channel), index))
    return [change for change in changes if change is not None]


def _is_array(block: Any, path: str) -> bool:
    with suppress(ValueError):
        value = block.path_resolve(path)
        return hasattr(value, "__len__") and not isinstance(value, str)
    return False


def _rest(block: Any, path: str, channel: Any) -> float:
    if _SHAPE.match(path):
        return 0.0
    match = _BONE.match(path)
    if match is None:
        return float(channel.first)
    prop: Any = bpy.types.PoseBone.bl_rna.properties.get(match[1])
    if prop is None or prop.type not in ("FLOAT", "INT", "BOOLEAN"):
        return float(channel.first)
    return float(prop.default_array[channel.index] if prop.is_array else prop.default)


def rest_armature(armature: bpy.types.Object) -> tuple[list[Change], Drivers]:
    """Put all bones of an armature object at rest, and let its pose be seen.

    Returns:
        What was changed in its data, and which of the data's drivers were muted. Poses are not among it.
    """
    thing: Any = armature
    data = thing.data
    changes = rest_motion(data)
    drivers = mute_drivers(data, lambda path: bool(_OF_DATA.match(path)))
    changes += [change for change in (set_channel(data, "pose_position", "POSE"),) if change is not None]
    for bone in thing.pose.bones:
        bone.matrix_basis.identity()
    return changes, drivers


def rest_shapes(mesh: bpy.types.Object, *, plays: bool) -> tuple[list[Change], Drivers]:
    """Set the shape keys of a mesh that make expressions to zero; shapes of the body stay.

    Args:
        mesh: The mesh object; it must have shape keys of its own.
        plays: Whether it will play a face: then ARKit's keys are heard, and driven by nothing else.

    Returns:
        What was changed in its shape keys, and which of their drivers were muted.
    """
    keys: Any = mesh.data.shape_keys  # type: ignore[union-attr]
    names = [block.name for block in keys.key_blocks]
    faces = {key for _, key in match_shape_keys(ARKIT_51, names).pairs}
    changes: list[Change | None] = []
    for name in names[1:]:
        path = f'key_blocks["{bpy.utils.escape_identifier(name)}"]'
        if name in faces or is_expression(name):
            changes.append(set_channel(keys, f"{path}.value", 0.0))
        if plays and name in faces:
            changes.append(set_channel(keys, f"{path}.mute", False))
    drivers: Drivers = []
    if plays:
        paths = {shape_path(name) for name in faces}
        drivers = mute_drivers(keys, paths.__contains__)
    return [change for change in changes if change is not None], drivers


@dataclass(frozen=True, eq=False)
class Held:
    """How an object was held where it rests.

    Attributes:
        changes: What was changed.
        drivers: Which drivers were muted.
        parent: The parent that it has lost, or None.
        tie: How it hung on that parent, as JSON-ready values.
    """

    changes: list[Change]
    drivers: Drivers
    parent: bpy.types.Object | None = None
    tie: dict[str, Any] = field(default_factory=dict)


def hold(thing: bpy.types.Object, *, constraints: bool) -> Held:
    """Hold an object where it rests, if its constraints, drivers or parents could move it.

    Args:
        thing: An armature object, or a mesh that it deforms.
        constraints: Whether its own constraints are muted; those of meshes are how they are worn.
    """
    one: Any = thing
    drivers = mute_drivers(thing, is_place)
    changes: list[Change | None] = []
    changes += undriven(thing, drivers)
    for constraint in (each for each in one.constraints if constraints and not each.mute):
        name = bpy.utils.escape_identifier(constraint.name)
        changes.append(set_channel(thing, f'constraints["{name}"].mute', True))
    parent, tie = one.parent, {}
    if not is_carried(thing):
        parent = None
    else:
        tie = {name: getattr(one, name) for name in ("parent_type", "parent_bone")}
        tie["parent_vertices"] = list(one.parent_vertices)
        tie["inverse"] = [value for row in one.matrix_parent_inverse for value in row]
        with resting(*above(thing)):
            place = rest_matrix(thing)
        changes += [set_channel(thing, path, getattr(one, path)) for path in PLACE]
        one.parent = None
        one.matrix_basis = place
    return Held([change for change in changes if change is not None], drivers, parent, tie)


def hang_again(thing: bpy.types.Object, parent: bpy.types.Object, tie: dict[str, Any]) -> None:
    """Give an object the parent back that :func:`hold` has taken."""
    one: Any = thing
    one.parent = parent
    one.parent_type = tie["parent_type"]
    one.parent_bone = tie["parent_bone"]
    one.parent_vertices = tie["parent_vertices"]
    one.matrix_parent_inverse = Matrix([tie["inverse"][4 * row : 4 * row + 4] for row in range(4)])


def mute_drivers(block: Any, concerns: Callable[[str], bool]) -> Drivers:
    """Mute the drivers of a datablock on the paths that are concerned; return those muted here."""
    muted = [curve for curve in active_drivers(block) if concerns(curve.data_path)]
    for curve in muted:
        curve.mute = True
    return [(curve.data_path, curve.array_index) for curve in muted]


def unmute_drivers(block: Any, drivers: Drivers) -> None:
    """Unmute drivers; those that are gone by now are skipped."""
    data = block.animation_data
    wanted = {(path, index) for path, index in drivers}
    for curve in () if data is None else data.drivers:
        if (curve.data_path, curve.array_index) in wanted:
            curve.mute = False
