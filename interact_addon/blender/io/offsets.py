# SPDX-License-Identifier: GPL-3.0-or-later
"""Move one actor in time and space: keys, NLA strips, voice and armature together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from .. import compat
from ..common.actors import StageActor
from ..common.curves import curves_by_path
from ..common.frame_rate import scene_rate
from ..common.nla.layers import captured_curves, edit_layer, layered_curves
from ..common.ownership import check_local
from ..editing.handle_parts import delay_handles, parts_of
from ..editing.layer_tracks import fit_strips

__all__ = ["OFFSET", "ActorOffset", "clear_offset", "offset_actor", "offset_of"]

OFFSET = "interact_offset"
"""Custom property of an armature object with its offset: frames, location, rotation, matrix by rows."""

_POINTS = ("co", "handle_left", "handle_right")


@dataclass(frozen=True, slots=True)
class ActorOffset:
    """The offset of an actor from the performance's time and place.

    Attributes:
        frames: Delay in frames, with fractions.
        location: Metres, in world space.
        rotation: Radians about the world's Z.
    """

    frames: float = 0.0
    location: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation: float = 0.0


def offset_actor(scene: bpy.types.Scene, actor: StageActor, offset: ActorOffset) -> tuple[Finding, ...]:
    """Move an actor in time and space, in addition to earlier offsets.

    All keys of body and face, NLA strips and voice strips move by the same time. The armature object rotates
    about the vertical through its first joint's position at the first key, and then moves.

    Args:
        scene: The scene with the actor.
        actor: The actor.
        offset: The offset to add.

    Raises:
        UsageError: the actor or the action is linked from another file, the action is shared with other
            objects, or the armature object itself is animated.
    """
    thing: Any = actor.armature
    check_local(thing, UsageError)
    findings: list[Finding] = []
    turned = offset.rotation != 0.0 or any(offset.location)
    if turned:
        _check_place(thing)
    if offset.frames != 0.0:
        findings += _move_in_time(scene, actor, offset.frames)
    before, matrix = _kept(thing)
    if turned:
        for layer in scene.view_layers:
            layer.update()  # the armature can have been moved a moment ago
        step = _step(scene, thing, offset)
        _place(scene, thing, step)
        matrix = step @ matrix
    _keep(thing, before, offset, matrix)
    return tuple(findings)


def clear_offset(scene: bpy.types.Scene, actor: StageActor) -> tuple[Finding, ...]:
    """Move an actor back to the performance's time and place.

    Raises:
        UsageError: As :func:`offset_actor`.
    """
    thing: Any = actor.armature
    check_local(thing, UsageError)
    before, matrix = _kept(thing)
    findings: tuple[Finding, ...] = ()
    moved = matrix != Matrix.Identity(4)
    if moved:
        _check_place(thing)
    if before.frames:
        findings = tuple(_move_in_time(scene, actor, -before.frames))
    if moved:
        _place(scene, thing, matrix.inverted())
    if OFFSET in thing:
        del thing[OFFSET]
    return findings


def offset_of(armature: bpy.types.Object) -> ActorOffset:
    """Return the sum of an actor's offsets; the location is the actor's, not that of the object's origin."""
    return _kept(armature)[0]


def _kept(thing: Any) -> tuple[ActorOffset, Matrix]:
    kept = thing.get(OFFSET)
    values = [] if kept is None else [float(value) for value in kept]
    if len(values) != 21:
        return ActorOffset(), Matrix.Identity(4)
    frames, x, y, z, rotation, *matrix = values
    return ActorOffset(frames, (x, y, z), rotation), Matrix(
        [matrix[row : row + 4] for row in range(0, 16, 4)]
    )


def _keep(thing: Any, before: ActorOffset, more: ActorOffset, matrix: Matrix) -> None:
    location = [one + other for one, other in zip(before.location, more.location, strict=True)]
    rotation = before.rotation + more.rotation
    cells = [matrix[row][column] for row in range(4) for column in range(4)]
    thing[OFFSET] = [before.frames + more.frames, *location, rotation, *cells]


def _check_place(thing: Any) -> None:
    if any(not path.startswith("pose.bones[") for path, _ in curves_by_path(thing)):
        raise UsageError(
            f"{thing.name} has object keys, which would override the offset",
            cure="Move those keys, or delete them",
        )


def _step(scene: bpy.types.Scene, thing: Any, offset: ActorOffset) -> Matrix:
    """Return the matrix that rotates about the actor's position, and moves."""
    pivot = thing.matrix_world @ _first_head(scene, thing)
    pivot.z = 0.0
    about = Matrix.Translation(pivot) @ Matrix.Rotation(offset.rotation, 4, "Z") @ Matrix.Translation(-pivot)
    return Matrix.Translation(offset.location) @ about


def _first_head(scene: bpy.types.Scene, thing: Any) -> Any:
    """Return the position of the first joint at its first key, in armature space.

    Keys are read instead of the evaluated pose, since the pivot must not depend on the current frame.
    """
    bones = thing.data.bones
    root = next(bone for bone in bones if bone.parent is None)
    path = f'pose.bones["{bpy.utils.escape_identifier(root.name)}"].location'
    curves = curves_by_path(thing)
    shift = thing.pose.bones[root.name].location.copy()
    for axis in range(3):
        curve = curves.get((path, axis))
        if curve is not None and len(curve.keyframe_points):
            shift[axis] = curve.keyframe_points[0].co[1]
    return root.matrix_local @ shift


def _place(scene: bpy.types.Scene, thing: Any, step: Matrix) -> None:
    for layer in scene.view_layers:
        layer.update()
    thing.matrix_world = step @ thing.matrix_world
    for layer in scene.view_layers:
        layer.update()


def _move_in_time(scene: bpy.types.Scene, actor: StageActor, frames: float) -> list[Finding]:
    blocks: list[Any] = [actor.armature]
    blocks += dict.fromkeys(
        keys for mesh in actor.face_meshes if (keys := getattr(mesh.data, "shape_keys", None))
    )
    actions = {block: _actions_of(block) for block in blocks}
    for block in blocks:
        if block.library is not None or any(action.library is not None for action in actions[block]):
            what = "keys" if block == actor.armature else "face's keys"
            raise UsageError(
                f"the {what} of {actor.armature.name} are linked from another file",
                cure="Make the action local first",
            )
    ours = {block.session_uid for block in blocks}
    played = {action for block in blocks for action in actions[block]}
    foreign = [
        user.name
        for action, users in bpy.data.user_map(subset=played).items()
        for user in users
        if isinstance(user, (bpy.types.Object, bpy.types.Key))
        and user.session_uid not in ours
        and set(layered_curves(user)) & {curve for block in blocks for curve in layered_curves(block)}
    ]
    if foreign:
        raise UsageError(
            f"the keys of {actor.armature.name} also move {', '.join(foreign)}",
            cure="Make the action a single user copy first",
        )
    blocks += [part for part in parts_of(actor.armature) if part.animation_data is not None]
    delay_handles(actor.armature, frames)
    done: set[int] = set()
    for block in blocks:
        for curve in layered_curves(block):
            if curve.as_pointer() not in done:  # the face's meshes share their curves
                done.add(curve.as_pointer())
                _shift_curve(curve, frames)
        _shift_nla(block, frames)
        fit_strips(block)
        block.update_tag()
    findings = _move_voices(scene, actor.strips, frames)
    ends = [
        curve.keyframe_points[-1].co[0]
        for curve in captured_curves(actor.armature)
        if len(curve.keyframe_points)
    ]
    if ends and max(ends) > scene.frame_end + 1e-3:
        text = f"{actor.key} now ends at frame {max(ends):g}, after the scene's end at {scene.frame_end}"
        findings.append(Finding("beyond-scene", text, level="info"))
    return findings


def _actions_of(block: Any) -> list[bpy.types.Action]:
    """Return the actions that a datablock plays: captured, and its edit layer's."""
    layer = edit_layer(block)
    if layer is None:
        playing = compat.action_of(block)
        return [] if playing is None else [playing]
    return [layer.action, *([] if layer.captured is None else [layer.captured.action])]


def _shift_curve(curve: bpy.types.FCurve, frames: float) -> None:
    keys = curve.keyframe_points
    values = np.empty(2 * len(keys), dtype=np.float32)
    for name in _POINTS:
        keys.foreach_get(name, values)
        values[::2] += np.float32(frames)
        keys.foreach_set(name, values)
    curve.update()


def _shift_nla(block: Any, frames: float) -> None:
    data = block.animation_data
    if data is None:
        return
    layer = edit_layer(block)
    ours = () if layer is None else (layer.track, layer.captured_track)
    for track in (track for track in data.nla_tracks if track not in ours):
        strips = list(track.strips)
        # The strip in front moves first, since strips must not overlap in between.
        for strip in reversed(strips) if frames > 0 else strips:
            if frames > 0:
                strip.frame_end += frames
                strip.frame_start += frames
            else:
                strip.frame_start += frames
                strip.frame_end += frames


def _move_voices(scene: bpy.types.Scene, strips: Sequence[bpy.types.Strip], frames: float) -> list[Finding]:
    rate: Fraction = scene_rate(scene)
    findings = []
    for strip in strips:
        left = compat.move_strip(strip, frames, float(rate))
        if abs(left) > 1e-6:
            text = (
                f"the voice {strip.name} is off by {left:.3f} of a frame: this Blender moves strips by whole"
                " frames"
            )
            findings.append(Finding("voice-whole-frames", text))
    return findings
