# SPDX-License-Identifier: GPL-3.0-or-later
"""Let a character of the user's own play what an actor of the scene plays, as edited; no file is between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import bpy
import numpy as np

from ...core.face.arkit import ARKIT_51, FaceTrack
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ...core.performance.motion_kind import motion_kind
from .. import compat
from ..animation.face import apply_face
from ..characters.custom_characters import has_face
from ..common.actors import StageActor, meshes_on
from ..common.frame_rate import scene_rate
from ..common.motion_tag import motion_of, tag_motion
from ..common.ownership import check_local, check_not_edited
from .export_body import sample_body
from .export_face import sample_face
from .import_body import key_on
from .import_options import ImportOptions

__all__ = ["PlayedOn", "play_on"]


@dataclass(frozen=True, eq=False)
class PlayedOn:
    """What was keyed.

    Attributes:
        action: The action that the armature plays now.
        frames: The number of frames.
        face: Whether its face plays too.
        findings: What was odd.
    """

    action: bpy.types.Action
    frames: int
    face: bool
    findings: tuple[Finding, ...]


def play_on(
    scene: bpy.types.Scene,
    actor: StageActor,
    armature: bpy.types.Object,
    options: ImportOptions | None = None,
    *,
    hide: bool = False,
) -> PlayedOn:
    """Key on an armature what an actor plays in the scene's frames: on the controls of a control rig.

    Body and face are sampled as they are seen, with all edits. The armature's action of before stays in the
    file. It does not become an actor: the performance has one already.

    Args:
        scene: The Blender scene.
        actor: Whose performance it is.
        armature: The armature object that plays it, at its place in the world.
        options: How it is retargeted (``root``, ``keep_feet``); the first frame is the scene's.
        hide: Whether the actor is hidden afterwards, in the viewport and in renders.

    Raises:
        UsageError: the armature is the actor's own, or is being edited.
        CharacterError: it is linked, or its bones cannot play a person.
    """
    if armature == actor.armature:
        raise UsageError(
            f"{armature.name} plays this performance already", cure="Select the armature that is to play it"
        )
    check_local(armature)
    check_not_edited(armature)
    options = replace(options or ImportOptions(), first_frame=scene.frame_start)
    rate = scene_rate(scene)
    times = np.arange(scene.frame_start, scene.frame_end + 1, dtype=np.float64)
    sampled = sample_body(scene, actor.armature, times, rate)
    shown = sample_face(scene, actor.face_meshes, times, name=actor.key)
    before = compat.action_of(armature)
    if before is not None:
        before.use_fake_user = True
    name = f"{actor.key} {armature.name}"
    body, fitted, odd = key_on(armature, sampled.motion, options, name=name, actor_id=actor.key)
    findings = [*sampled.findings, *odd, *body.findings]
    faces = [mesh for mesh in meshes_on(scene, armature) if _own_face(mesh)]
    if shown.weights is not None and faces:
        track = FaceTrack(ARKIT_51, shown.weights, rate)
        first = scene.frame_start
        findings += apply_face(faces, track, name=name, first_frame=first, shared=body.action).findings
    source = motion_of(actor.armature) or "capture"
    tag_motion(armature, motion_kind(fitted=fitted, interaction="single", source=source))
    if hide:
        for thing in (actor.armature, *_all_on(actor.armature)):
            thing.hide_viewport = thing.hide_render = True
    return PlayedOn(body.action, len(times), bool(faces), tuple(dict.fromkeys(findings)))


def _own_face(mesh: Any) -> bool:
    return has_face(mesh) and mesh.data.shape_keys.library is None


def _all_on(armature: bpy.types.Object) -> list[bpy.types.Object]:
    """Return what hangs on an armature, the shadow's mesh too."""
    return [thing for thing in armature.children_recursive if thing.type == "MESH"]
