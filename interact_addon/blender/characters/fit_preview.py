# SPDX-License-Identifier: GPL-3.0-or-later
"""Preview what one of the user's characters can play: its bones and its face's shape keys."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bpy

from ...core.animation.control_rigs import find_controls
from ...core.animation.retarget import RigFit, rig_fit
from ...core.face.arkit import ARKIT_51, ShapeMatch, match_shape_keys
from ...core.foundation.errors import CharacterError
from ..animation.retargeting import roles_of, target_rig
from ..common.actors import meshes_on
from .armature_checks import check_body
from .blend_contents import BlendContents, bones_of, read_contents, shapes_of
from .custom_characters import LEAST_SHAPES
from .found_characters import actor_mapping, check_character

__all__ = [
    "CharacterFit",
    "FaceFit",
    "MeshFit",
    "control_rig_title",
    "face_fit",
    "fit_of_armature",
    "fits_of_file",
]


@dataclass(frozen=True, slots=True)
class MeshFit:
    """A mesh with shape keys.

    Attributes:
        name: The object's name.
        match: Which shape keys match the 51 ARKit weights.
    """

    name: str
    match: ShapeMatch


@dataclass(frozen=True)
class FaceFit:
    """Which of the 51 ARKit weights a character's meshes together have.

    Attributes:
        meshes: Those that play the face.
        missing: Weights that no mesh has a shape key for, in ARKit's order.
    """

    meshes: tuple[MeshFit, ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """The number of weights."""
        return len(ARKIT_51)

    @property
    def played(self) -> int:
        """The number of weights that have a shape key."""
        return self.total - len(self.missing)


@dataclass(frozen=True)
class CharacterFit:
    """What a character can play.

    Attributes:
        name: The armature object's name.
        rig: Its bones.
        face: Its shape keys.
        problem: Why it cannot play at all, a sentence without a full stop; or None.
    """

    name: str
    rig: RigFit
    face: FaceFit
    problem: str | None


def face_fit(shapes: Mapping[str, Sequence[str]]) -> FaceFit:
    """Match the shape keys of meshes to the ARKit weights.

    Args:
        shapes: Mesh to the names of its shape keys; meshes without any are skipped.
    """
    meshes = tuple(MeshFit(mesh, _matched(tuple(names))) for mesh, names in shapes.items() if names)
    there = {weight for mesh in meshes for weight, _ in mesh.match.pairs}
    return FaceFit(meshes, tuple(name for name in ARKIT_51 if name not in there))


def fit_of_armature(scene: bpy.types.Scene, armature: bpy.types.Object) -> CharacterFit:
    """Return what an armature in this file can play; fast enough to call while a panel is drawn."""
    shapes = {mesh.name: names for mesh in meshes_on(scene, armature) if (names := shapes_of(mesh))}
    rig = _rig(bones_of(armature), roles_of(armature))
    problem = rig.problem
    if problem is None:
        try:
            check_body(armature.name, target_rig(armature), roles_of(armature), {})
        except CharacterError as error:
            problem = error.message
    return CharacterFit(armature.name, rig, face_fit(_faces(shapes)), problem)


def control_rig_title(armature: bpy.types.Object) -> str | None:
    """Return which control rig an armature is, such as Rigify; None for one that plays on its bones."""
    bones = bones_of(armature)
    names, parents = _tree(bones)
    fit = rig_fit(names, parents, tuple(sorted(roles_of(armature).items())))
    controls = find_controls(names, {joint.role: joint.bone for joint in fit.joints if joint.bone})
    return None if controls is None else controls.table.title


def fits_of_file(path: Path) -> dict[str, CharacterFit]:
    """Return actor id -> what the actor's character in a .blend can play.

    Args:
        path: The .blend; read, not changed.

    Raises:
        CharacterError: the file, or the TOML beside it, cannot be read.
    """
    contents = read_contents(path)
    out: dict[str, CharacterFit] = {}
    for actor, mapping in actor_mapping(path, contents).items():
        rig = _rig(contents.bones[mapping.armature], mapping.roles)
        problem = rig.problem
        if problem is None:
            try:
                check_character(path, mapping, contents)
            except CharacterError as error:
                problem = error.message
        faces = face_fit(_shapes_in(contents, mapping.armature, mapping.faces))
        out[actor] = CharacterFit(mapping.armature, rig, faces, problem)
    return out


def _shapes_in(
    contents: BlendContents, armature: str, faces: Iterable[str] | None
) -> dict[str, tuple[str, ...]]:
    if faces is not None:
        return {name: contents.shapes.get(name, ()) for name in faces}
    there = (name for name in contents.parts(armature) if name in contents.shapes)
    return _faces({name: contents.shapes[name] for name in there})


def _faces(shapes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the meshes that would play a face: a shirt with a few shape keys is not one."""
    return {mesh: names for mesh, names in shapes.items() if len(_matched(names).pairs) >= LEAST_SHAPES}


def _rig(bones: Sequence[tuple[str, str | None]], roles: Mapping[str, str]) -> RigFit:
    names, parents = _tree(bones)
    fit = rig_fit(names, parents, tuple(sorted(roles.items())))
    controls = find_controls(names, {joint.role: joint.bone for joint in fit.joints if joint.bone})
    if controls is None:
        return fit
    # Its other bones do not stay still: they follow the controls.
    return replace(fit, title=f"{controls.table.title}, on its controls", idle=())


def _tree(bones: Sequence[tuple[str, str | None]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the bones' names, and each one's parent by number, or -1."""
    index = {name: number for number, (name, _) in enumerate(bones)}
    return tuple(index), tuple(-1 if parent is None else index[parent] for _, parent in bones)


@functools.lru_cache(maxsize=256)
def _matched(names: tuple[str, ...]) -> ShapeMatch:
    return match_shape_keys(ARKIT_51, names)
