# SPDX-License-Identifier: GPL-3.0-or-later
"""Import face files to the face of a character, or to single meshes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy

from ...core.face.arkit import FaceTrack, canonical_name
from ...core.foundation.errors import CharacterError, InteractError, UsageError
from ...core.foundation.findings import Finding
from ...core.performance.loose_files import actor_in, key_in
from ...core.performance.read import read_weights
from ..animation.face import apply_face
from ..common.actors import actor_of, actors_of, armature_of, meshes_on
from ..common.frame_rate import scene_rate
from ..common.nla.layers import edit_layer, remove_layer, removed_edits
from ..editing.handles import remove_look
from .import_options import ImportedActor, ImportOptions, ImportResult, distinct, extend_range

__all__ = ["FaceTarget", "face_target", "import_faces", "play_face"]


@dataclass(frozen=True, eq=False)
class FaceTarget:
    """The character or mesh whose face is keyed.

    Attributes:
        name: Name of the armature or mesh.
        key: The performance that it plays, or None.
        armature: The armature object, or None for meshes alone.
        meshes: The meshes with shape keys.
    """

    name: str
    key: str | None
    armature: bpy.types.Object | None
    meshes: tuple[bpy.types.Object, ...]


def face_target(scene: bpy.types.Scene, thing: bpy.types.Object | None) -> FaceTarget | None:
    """Return the face of the character that an object belongs to, else that of the object itself.

    Returns:
        The target; None if the object and its character have no shape keys.
    """
    armature = armature_of(thing)
    if armature is not None:
        meshes = _with_shapes(meshes_on(scene, armature))
        if meshes:
            actor = actor_of(scene, armature)
            key = None if actor is None or actor.armature != armature else actor.key
            return FaceTarget(armature.name, key, armature, meshes)
    own = _with_shapes([thing] if thing is not None and thing.type == "MESH" else [])
    return FaceTarget(own[0].name, None, None, own) if own else None


def import_faces(
    scene: bpy.types.Scene,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    *,
    onto: bpy.types.Object | None = None,
) -> ImportResult:
    """Import ARKit weights, from any file that `read_rows` reads.

    One file is keyed on ``onto``. Several files are keyed on the scene's actors whose ids are in their names;
    a file without an id is keyed on ``onto``. If ``onto`` is None, a single file is assigned by its name.

    Args:
        scene: The Blender scene.
        paths: The files.
        options: Import options.
        onto: A character's armature, one of its meshes, or any mesh with shape keys; or None.

    Raises:
        UsageError: no file is given.
    """
    options = options or ImportOptions()
    if not paths:
        raise UsageError("no file is chosen", cure="Choose one or more .npy, .csv or .json files")
    chosen = face_target(scene, onto)
    by_actor = _faces_by_actor(scene)
    failures: list[InteractError] = []
    findings: list[Finding] = []
    actors: list[ImportedActor] = []
    taken: dict[bpy.types.ID | None, Path] = {}  # by mesh: two characters can share one
    for path in paths:
        try:
            target = _target(path, by_actor, chosen, alone=len(paths) == 1)
            earlier = next((taken[mesh.data] for mesh in target.meshes if mesh.data in taken), None)
            if earlier is not None:
                raise UsageError(
                    f"{path}: {target.name} has the face of {earlier.name} already",
                    cure="Name the files by their actors, such as 20231119_001_051.npy, and do not let two"
                    " characters share a mesh",
                )
            track = read_weights(path, scene_rate(scene), options.reading)
            key = key_in(path)
            name = path.stem if key is None else str(key)
            findings += play_face(target, track, name=name, first_frame=options.first_frame)
        except InteractError as error:
            failures.append(error)
            continue
        taken |= dict.fromkeys((mesh.data for mesh in target.meshes), path)
        actors.append(ImportedActor(target.key or name, target.armature, target.meshes, frames=track.frames))
    findings += extend_range(scene, options, max((actor.frames for actor in actors), default=0))
    return ImportResult(tuple(actors), tuple(failures), distinct(findings))


def play_face(
    target: FaceTarget,
    track: FaceTrack,
    *,
    name: str,
    first_frame: int,
    shared: bpy.types.Action | None = None,
) -> tuple[Finding, ...]:
    """Key a face, replacing what it played before.

    Raises:
        CharacterError: none of the shape keys is an ARKit shape of the track, or they are linked.
    """
    for mesh in target.meshes:
        keys = getattr(mesh.data, "shape_keys", None)
        if keys is not None and keys.library is not None:
            raise CharacterError(
                f"the shape keys of {mesh.name} are linked from another file",
                cure="Make its mesh local first (Object > Relations > Make Local)",
            )
    edited = [
        mesh for mesh in target.meshes if edit_layer(getattr(mesh.data, "shape_keys", None)) is not None
    ]
    lost = [removed_edits(edited[0])] if edited else []
    if target.armature is not None and remove_look(target.armature):
        text = f"{target.armature.name}: its look handle was removed, which was for another face"
        lost.append(Finding("removed-handles", text, level="info"))
    for mesh in target.meshes:
        _reset_shapes(mesh)
    result = apply_face(target.meshes, track, name=name, first_frame=first_frame, shared=shared)
    if not result.shapes:
        raise CharacterError(
            f"none of the shape keys of {target.name} is an ARKit shape",
            cure="Name them by ARKit's names, such as jawOpen and eyeBlinkLeft",
        )
    return (*lost, *result.findings)


def _reset_shapes(mesh: bpy.types.Object) -> None:
    """Reset the ARKit shapes of an animated mesh, since the next track may not have all of them."""
    keys = getattr(mesh.data, "shape_keys", None)
    if keys is not None:
        remove_layer(keys)
    if keys is None or keys.animation_data is None or keys.animation_data.action is None:
        return
    for block in keys.key_blocks:
        if canonical_name(block.name) is not None:
            block.value = 0.0


def _with_shapes(meshes: Sequence[bpy.types.Object]) -> tuple[bpy.types.Object, ...]:
    return tuple(mesh for mesh in meshes if getattr(mesh.data, "shape_keys", None) is not None)


def _faces_by_actor(scene: bpy.types.Scene) -> dict[str, FaceTarget | None]:
    """Return actor id -> face; None if several characters play the same actor."""
    out: dict[str, FaceTarget | None] = {}
    for actor in actors_of(scene):
        key = key_in(Path(actor.key))
        target = face_target(scene, actor.armature)
        if key is not None and target is not None:
            out[key.actor] = None if key.actor in out else target
    return out


def _target(
    path: Path, by_actor: dict[str, FaceTarget | None], chosen: FaceTarget | None, *, alone: bool
) -> FaceTarget:
    actor = actor_in(path, by_actor)
    by_name = None if actor is None else by_actor[actor]
    target = (chosen or by_name) if alone else (by_name or chosen)
    if target is not None:
        return target
    if actor is not None:
        raise UsageError(
            f"{path}: several characters in the scene play actor {actor}", cure="Select one of them"
        )
    raise UsageError(
        f"{path}: no face found to import it to",
        cure="Select a character, or a mesh with ARKit shape keys",
    )
