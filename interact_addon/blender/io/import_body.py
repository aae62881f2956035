# SPDX-License-Identifier: GPL-3.0-or-later
"""Import motion files to an existing character, or to new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...core.animation.retarget import RetargetOptions
from ...core.animation.skeleton import Motion, Skeleton
from ...core.characters import Look
from ...core.foundation.errors import CharacterError, InteractError, UsageError
from ...core.foundation.findings import Finding
from ...core.interaction import Player, keep_feet
from ...core.performance.floor import drop_to_floor, lowered, without_floor
from ...core.performance.loose_files import key_in
from ...core.performance.motion_kind import motion_kind, noted_motion
from ...core.performance.read import common_up, people_in, read_body
from ..animation.body import BodyResult, apply_motion
from ..animation.retargeting import SolvedRig, key_solved, roles_of, solve_rig, target_rig
from ..characters.armature_checks import check_body
from ..characters.at_rest import rest_motion
from ..common.actors import actor_of, meshes_on, tag_performance
from ..common.frame_rate import scene_rate
from ..common.motion_tag import tag_motion
from ..common.nla.layers import edit_layer, removed_edits
from ..common.ownership import check_local
from ..editing.handles import remove_handles
from .default_character import cast_default_characters, make_default_character
from .import_options import (
    AUTOMATIC,
    ImportedActor,
    ImportOptions,
    ImportResult,
    adopt_rate,
    distinct,
    extend_range,
    place_for,
)

__all__ = ["Part", "import_bodies", "key_on", "own_motion", "play", "put_on_stage"]

_SAME = 1e-3  # metres


@dataclass(frozen=True, eq=False)
class Part:
    """A motion that was read, and its actor.

    Attributes:
        motion: At the scene's frame rate.
        path: Its file.
        key: The performance's key, else the file's name.
        actor_id: The actor's id, else None.
        sex: ``male``, ``female`` or None.
    """

    motion: Motion
    path: Path
    key: str
    actor_id: str | None = None
    sex: str | None = None

    @property
    def name(self) -> str:
        """The name of a new character."""
        return self.key if self.actor_id is None else f"Actor {self.actor_id}"


def import_bodies(
    scene: bpy.types.Scene,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    *,
    onto: bpy.types.Object | None = None,
    collection: bpy.types.Collection | None = None,
) -> ImportResult:
    """Import motion files: BVH, or arrays of one or more people (`core.animation.motion_files`).

    One person is keyed on ``onto``: unchanged if the armature has the file's joints, else retargeted. If
    ``onto`` is None, or for several people, each gets a new character, all in the world space in which they
    were captured; where files do not know the floor (SMPL's rotations) it is under their feet. A file that
    cannot be read does not prevent the import of the others.

    Args:
        scene: The Blender scene.
        paths: The files.
        options: Import options.
        onto: The armature object, or None.
        collection: Collection for new objects; the scene's by default, and if this one cannot be changed.

    Raises:
        UsageError: no file is given.
    """
    options = options or ImportOptions()
    if not paths:
        raise UsageError("no file is chosen", cure="Choose one or more motion files")
    failures: list[InteractError] = []
    findings: list[Finding] = []
    parts: list[Part] = []
    up = common_up(paths, options.reading)
    for path in paths:
        try:
            for person in people_in(path):
                adopted = options.adopt_rate and not parts
                rate = None if adopted else scene_rate(scene)
                motion, odd = read_body(path, rate, options.reading, up, person=person)
                if adopted:
                    findings += adopt_rate(scene, motion.rate)
                findings += odd
                parts.append(_part(path, motion, person))
        except InteractError as error:
            failures.append(error)
    parts = _on_floor(parts)
    actors: list[ImportedActor] = []
    for part, look in zip(parts, _looks(parts, options), strict=True):
        try:
            if onto is not None and len(parts) == 1:
                actor, odd = play(scene, onto, part, options)
            else:
                actor, odd = put_on_stage(part, look, options, place_for(scene, collection))
        except InteractError as error:
            failures.append(error)
            continue
        actors.append(actor)
        findings += odd
    findings += extend_range(scene, options, max((actor.frames for actor in actors), default=0))
    return ImportResult(tuple(actors), tuple(failures), distinct(findings))


def _on_floor(parts: list[Part]) -> list[Part]:
    """Bring those whose files do not know the floor down to it, or up; all alike, as they met."""
    floating = {part.path for part in parts if without_floor(part.path)}
    drop = drop_to_floor([part.motion for part in parts if part.path in floating])
    return [
        replace(part, motion=lowered(part.motion, drop)) if drop and part.path in floating else part
        for part in parts
    ]


def _part(path: Path, motion: Motion, person: str) -> Part:
    key = key_in(path)
    if key is None:
        return Part(motion, path, f"{path.stem} {person}".rstrip())
    return Part(motion, path, str(key), key.actor)


def _looks(parts: Sequence[Part], options: ImportOptions) -> list[Look | None]:
    return cast_default_characters([(part.actor_id or part.key, part.sex) for part in parts], options.look)


def put_on_stage(
    part: Part, look: Look | None, options: ImportOptions, collection: bpy.types.Collection
) -> tuple[ImportedActor, tuple[Finding, ...]]:
    """Create a character for a motion, and key it.

    Raises:
        CharacterError: see `make_default_character`.
    """
    try:
        made = make_default_character(
            part.motion,
            look,
            name=part.name,
            collection=collection,
            cache=options.cache,
            strict=options.look != AUTOMATIC,
        )
    except CharacterError as error:
        raise _located(error, part.path) from error
    body = apply_motion(made.armature, part.motion, name=part.key, first_frame=options.first_frame)
    tag_performance(made.armature, part.key)
    tag_motion(made.armature, noted_motion(part.path))
    actor = ImportedActor(part.key, made.armature, made.meshes, new=True, frames=part.motion.frames)
    return actor, (*made.findings, *body.findings)


def play(
    scene: bpy.types.Scene, armature: bpy.types.Object, part: Part, options: ImportOptions
) -> tuple[ImportedActor, tuple[Finding, ...]]:
    """Key a motion on an armature: unchanged if it has the same joints, else retargeted.

    Of the action that the armature has played, nothing is left in channels that the motion does not key.

    Raises:
        CharacterError: the bones of a person cannot be identified, or the armature cannot be animated; the
            message names the armature.
    """
    check_local(armature)
    edited = edit_layer(armature) is not None
    try:
        body, fitted, odd = key_on(armature, part.motion, options, name=part.key, actor_id=part.actor_id)
    except CharacterError as error:
        if error.message.startswith(f"{armature.name}: "):  # about the armature, not about the file
            raise
        raise _located(error, part.path) from error
    if remove_handles(armature):  # they remember the pose that was captured
        text = f"{armature.name}: its handles were removed, which were for another motion"
        odd = (*odd, Finding("removed-handles", text, level="info"))
    if edited:
        odd = (*odd, removed_edits(armature))
    _retag(scene, armature, part)
    tag_motion(armature, motion_kind(fitted=fitted, interaction="single", source=noted_motion(part.path)))
    meshes = meshes_on(scene, armature)
    return ImportedActor(part.key, armature, meshes, frames=part.motion.frames), (*odd, *body.findings)


def key_on(
    armature: bpy.types.Object, motion: Motion, options: ImportOptions, *, name: str, actor_id: str | None
) -> tuple[BodyResult, bool, tuple[Finding, ...]]:
    """Key a motion on an armature, which is not tagged: unchanged if it has the same joints, else retargeted.

    Returns:
        What was keyed; whether the motion is unchanged; and what was odd about the armature.

    Raises:
        CharacterError: see :func:`play`.
    """
    data: Any = armature.data
    if data.library is None:
        data.pose_position = "POSE"
    rest_motion(armature, nla=False)
    own = own_motion(armature, motion)
    if own is not None:
        return apply_motion(armature, own, name=name, first_frame=options.first_frame), True, ()
    solved = solve_rig(armature, motion, RetargetOptions(root=options.root, roles=roles_of(armature)))
    missed: tuple[Finding, ...] = ()
    if options.keep_feet and options.root == "height":
        solved, missed = _kept(Player(actor_id or name, motion, solved.rig, solved.solved), solved)
    body = key_solved(solved, name=name, first_frame=options.first_frame)
    text = f"{name} was retargeted: {armature.name} has another skeleton"
    return body, False, (Finding("retargeted", text, level="info"), *_odd_size(armature), *missed)


def _kept(player: Player, made: SolvedRig) -> tuple[SolvedRig, tuple[Finding, ...]]:
    """Return what was solved with planted feet on the floor, and what could not be reached."""
    solved, missed = keep_feet(player)
    return replace(made, solved=solved), missed


def _odd_size(armature: bpy.types.Object) -> list[Finding]:
    """Warn of a character that is not as tall as people are; here it may be meant so."""
    try:
        return check_body(armature.name, target_rig(armature), roles_of(armature), {})
    except CharacterError as error:
        return [Finding("size", error.message)]


def _located(error: CharacterError, path: Path) -> CharacterError:
    """Return the error with the path of its file, if it has none."""
    return CharacterError(error.message, path=error.path or path, line=error.line, cure=error.cure)


def own_motion(armature: bpy.types.Object, motion: Motion) -> Motion | None:
    """Return the motion if the armature has exactly its joints as bones, else None.

    Names, parents and rest positions must agree. Only the root's rest position can differ, since its movement
    does not depend on it: the returned motion has the armature's.
    """
    skeleton = motion.skeleton
    data: Any = armature.data
    bones = [data.bones.get(name) for name in skeleton.names]
    if any(bone is None for bone in bones):
        return None
    above = [skeleton.names[parent] if parent >= 0 else None for parent in skeleton.parents.tolist()]
    if above != [bone.parent.name if bone.parent else None for bone in bones]:
        return None
    heads = np.array([bone.head_local for bone in bones], dtype=np.float64)
    rest = skeleton.rest_positions()
    shift = heads[0] - rest[0]
    if np.abs(heads - rest - shift).max() > _SAME:
        return None
    offsets = skeleton.offsets.copy()
    offsets[skeleton.parents < 0] += shift
    own = Skeleton(skeleton.names, skeleton.parents, offsets, skeleton.end_offsets, skeleton.roles)
    return replace(motion, skeleton=own)


def _retag(scene: bpy.types.Scene, armature: bpy.types.Object, part: Part) -> None:
    """Tag armature and voice with the file's performance; an actor keeps its own if the file names none."""
    actor = actor_of(scene, armature)
    if actor is not None and part.actor_id is None:
        return
    for strip in () if actor is None else actor.strips:
        tag_performance(strip, part.key)
    tag_performance(armature, part.key)
