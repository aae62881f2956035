# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose a Blender scene from a dataset's scene: both actors, their voices, camera, light and floor."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import bpy
import numpy as np

from ...core.camera.choices import EDIT
from ...core.camera.editing import Edit
from ...core.camera.places import sideways, view_side
from ...core.camera.stage import StagePerson
from ...core.camera.underground import underground
from ...core.dataset import Scene
from ...core.foundation.findings import Finding
from ...core.options.movie import SETS, ComposeOptions
from ...core.performance.casting.staged import played_as_fitted, stage_people
from ...core.performance.prepare import Prepared, prepare
from ...core.performance.take import SceneTakes
from ..characters.armature_checks import check_armatures
from ..characters.borrowed_armatures import borrowed_in, restore_state, save_state
from ..characters.character import build_character
from ..characters.custom_characters import append_characters, has_face
from ..characters.found_characters import find_characters
from ..common.actors import actors_of, meshes_on, tag_performance
from ..common.frame_rate import set_scene_rate
from ..common.markers import add_scene_markers
from ..common.motion_tag import motion_of
from ..common.ownership import tag_new
from ..common.presets import apply_picture
from ..common.sound import add_voices
from .built_in_rest import keep_rest
from .camera_setup import OnStage, add_camera
from .clearing import clear_composed, composed_keys
from .edit_setup import add_edit
from .playing import FIRST_FRAME, Part, play
from .props import add_props
from .sets.registry import build_set
from .sets.site import site_of
from .staged_people import staged_people

__all__ = ["Actor", "Composition", "compose", "compose_prepared"]

Armatures = Mapping[str, bpy.types.Object]


@dataclass(frozen=True, eq=False)
class Actor:
    """One actor in a composed scene.

    Attributes:
        actor_id: Such as ``001``.
        armature: The armature object that plays the body.
        meshes: All mesh objects of the character.
        sideways: Mean horizontal position of the actor in the picture, from -1 (left) to 1 (right).
        motion: Which motion it is, one of `core.performance.motion_kind.MOTIONS`.
    """

    actor_id: str
    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    sideways: float
    motion: str


@dataclass(frozen=True, eq=False)
class Composition:
    """A composed scene.

    Attributes:
        scene: The Blender scene.
        key: The dataset scene's key.
        takes: The performances that are played.
        actors: In the order of the takes.
        camera: The camera object; of an edit that of the first shot.
        painted: Whether all characters have their colours in attributes, as the built-in people do.
        findings: Warnings about missing or unusual data.
        seconds: Wall-clock seconds by step.
        edit: How the scene is cut, with the camera ``edit``.
    """

    scene: bpy.types.Scene
    key: str
    takes: SceneTakes
    actors: tuple[Actor, ...]
    camera: bpy.types.Object
    painted: bool
    findings: tuple[Finding, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    edit: Edit | None = None


def compose(
    source: Scene, options: ComposeOptions, scene: bpy.types.Scene, armatures: Armatures | None = None
) -> Composition:
    """Read a dataset's scene and compose it in ``scene``.

    What was composed there before is removed (with mode ``add``: only what was composed of the same key);
    nothing else is changed.

    Args:
        source: The dataset's scene.
        options: Options of composing.
        scene: The Blender scene to compose in; its frame rate, range, camera, world and render settings are
            set.
        armatures: Actor id to one of the user's armature objects in this file, which plays the actor. What it
            played before is restored when the scene is cleared or composed without it.

    Raises:
        UsageError: an armature cannot be used, or its actor is not in the scene.
        InputError: a body or face cannot be read, or a character does not fit.
    """
    prepared = prepare(source, options, own=armatures or {})
    return compose_prepared(prepared, options, scene, armatures)


def compose_prepared(
    prepared: Prepared,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    armatures: Armatures | None = None,
) -> Composition:
    """Compose what `core.performance.prepare.prepare` returned; see :func:`compose`.

    The characters are checked before anything is changed.
    """
    takes = prepared.takes
    key = takes.scene.key
    armatures = dict(armatures or {})
    odd = check_armatures(armatures, takes, scene)
    ids = [take.performance.actor_id for take in takes.takes]
    custom = [] if options.characters is None else [actor for actor in ids if actor not in armatures]
    found = find_characters(options.characters, custom) if options.characters and custom else None
    clock = _Clock(dict(prepared.seconds))
    clear_composed(scene, [key] if options.mode == "add" else None)
    others = composed_keys(scene)
    _set_time(scene, takes.rate, takes.frames, at_least=scene.frame_end if others else 0)
    painted = found is None and not armatures
    apply_picture(scene, options.picture, painted=painted)
    clock.lap("clear")
    try:
        with tag_new(key):
            collection = bpy.data.collections.new(f"InterAct {key}")
            scene.collection.children.link(collection)
            parts: dict[str, Part] = {}
            findings = [*prepared.findings, *odd]
            for actor, armature in armatures.items():
                parts[actor], kept = _use_armature(armature, scene, key, actor)
                findings += kept
            if found is not None:
                for new in append_characters(found, collection):
                    parts[new.actor_id] = Part(new.armature, new.meshes, new.face_meshes, fitted=False)
                    findings += new.findings
            for actor in prepared.characters:
                parts[actor] = _build(prepared, actor, collection)
            clock.lap("build")
            findings += play(
                takes.takes, [parts[actor] for actor in ids], options.interaction, prepared.tidied
            )
            clock.lap("keys")
            people = _people(prepared, scene)
            clock.lap("people")
            findings += add_props(
                scene, people, takes.takes, [parts[actor] for actor in ids], options, collection
            )
            stage = bpy.data.collections.new("Stage")
            collection.children.link(stage)
            if options.lights == "studio":
                boxes = [np.stack([p.points.min(axis=1), p.points.max(axis=1)], axis=1) for p in people]
                findings += build_set(scene, options.stage_set, site_of(boxes, view_side(people)), stage)
                findings += underground(people)
            else:
                findings += [*_no_set(options), *_darkness(scene, options)]
            keys = tuple(take.performance.key for take in takes.takes)
            whom, edit = OnStage(people, keys, takes.rate), None
            if options.camera == EDIT:
                camera, edit, found_in_edit = add_edit(scene, whom, takes, options, stage)
                findings += found_in_edit
            else:
                camera, placed = add_camera(scene, whom, options, stage)
                findings += placed.findings
            clock.lap("camera")
            if options.sound:
                findings += _sound(takes, scene)
            add_scene_markers(scene, key, [(FIRST_FRAME + frame, name) for frame, name in prepared.marks])
    except BaseException:
        clear_composed(scene, [key])
        raise
    scene.frame_set(FIRST_FRAME)
    clock.lap("stage")
    sides = sideways(people)
    actors = tuple(
        Actor(actor, rig := parts[actor].armature, parts[actor].meshes, side, motion_of(rig) or "")
        for actor, side in zip(ids, sides, strict=True)
    )
    return Composition(
        scene, key, takes, actors, camera, painted, tuple(dict.fromkeys(findings)), clock.seconds, edit
    )


def _people(prepared: Prepared, scene: bpy.types.Scene) -> tuple[StagePerson, ...]:
    """Return who plays, as cameras see them."""
    if played_as_fitted(prepared):
        return stage_people(prepared)
    actors = {actor.key: actor for actor in actors_of(scene)}
    return staged_people(scene, [actors[take.performance.key] for take in prepared.takes.takes])


def _use_armature(
    armature: bpy.types.Object, scene: bpy.types.Scene, key: str, actor: str
) -> tuple[Part, list[Finding]]:
    """Let one of the user's armatures play; it stays at its place and in its collections."""
    for owner, rigs in borrowed_in(scene).items():
        if armature in rigs:
            restore_state(scene, owner, armature)
    meshes: tuple[Any, ...] = meshes_on(scene, armature)
    every = tuple(mesh for mesh in meshes if has_face(mesh))
    # Keys on linked shape keys are lost when the file is saved and loaded again, as rendering does.
    faces = tuple(mesh for mesh in every if mesh.data.shape_keys.library is None)
    findings = save_state(armature, faces, key, meshes=meshes)
    if linked := [mesh.name for mesh in every if mesh not in faces]:
        text = (
            f"actor {actor}: the shape keys of {', '.join(linked)} are linked from another file, so the"
            " face does not move; make the mesh local first (Object > Relations > Make Local)"
        )
        findings.append(Finding("linked-face", text))
    elif not faces:
        text = f"actor {actor}: none of {armature.name}'s meshes has ARKit shape keys: the face does not move"
        findings.append(Finding("no-face-shapes", text))
    return Part(armature, meshes, faces, fitted=False), findings


def _build(prepared: Prepared, actor: str, collection: bpy.types.Collection) -> Part:
    """Build a built-in person in a new collection."""
    own = bpy.data.collections.new(f"Actor {actor}")
    collection.children.link(own)
    made = build_character(prepared.characters[actor], name=f"Actor {actor}", collection=own)
    keep_rest(prepared.characters[actor], made.armature, made.meshes, own)
    if actor not in prepared.resized:
        return Part(made.armature, made.meshes, made.face_meshes, fitted=True)
    roles = prepared.characters[actor].skeleton.naming.roles
    return Part(made.armature, made.meshes, made.face_meshes, fitted=False, roles=roles)


def _no_set(options: ComposeOptions) -> list[Finding]:
    """Report a set that was chosen and is not built, since lights are off."""
    if options.stage_set == SETS[0].id:
        return []
    text = f"the set {options.stage_set} is not built: it comes with its lights, and lights are off"
    return [Finding("no-set", text)]


def _darkness(scene: bpy.types.Scene, options: ComposeOptions) -> list[Finding]:
    """Warn if the preset needs lights and a scene without ours has none."""
    if options.picture.preset == "preview" or any(thing.type == "LIGHT" for thing in scene.objects):
        return []
    text = f"the scene {scene.name} has no light: with the preset {options.picture.preset} it renders dark"
    return [Finding("no-light", text)]


def _sound(takes: SceneTakes, scene: bpy.types.Scene) -> list[Finding]:
    """Add one strip per voice."""
    findings: list[Finding] = []
    for take in takes.takes:
        if take.voice is not None:
            voice = (f"voice {take.performance.actor_id}", take.voice)
            strips, odd = add_voices(scene, [voice], first_frame=FIRST_FRAME, owner=takes.scene.key)
            findings += odd
            for strip in strips:
                tag_performance(strip, take.performance.key)
    return list(dict.fromkeys(findings))


def _set_time(scene: bpy.types.Scene, rate: Fraction, frames: int, *, at_least: int) -> None:
    set_scene_rate(scene, rate)
    scene.frame_start = FIRST_FRAME
    scene.frame_end = max(FIRST_FRAME + frames - 1, at_least)
    scene.frame_step = 1
    scene.sync_mode = "AUDIO_SYNC"


class _Clock:
    """Wall-clock seconds of consecutive steps."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = round(now - self._last, 4)
        self._last = now
