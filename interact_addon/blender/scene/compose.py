# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose a Blender scene from a dataset's scene: both actors, their voices, camera, light and floor."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

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
from ...core.options.picture import UNLIT
from ...core.performance.casting.placement import Placement, placed_takes
from ...core.performance.casting.staged import played_as_fitted, stage_people
from ...core.performance.prepare import Prepared, prepare
from ...core.performance.take import SceneTakes
from ..characters.armature_checks import check_armatures
from ..characters.found_characters import find_characters
from ..common.actors import actors_of, tag_performance
from ..common.frame_rate import set_scene_rate
from ..common.markers import add_scene_markers
from ..common.motion_tag import motion_of
from ..common.ownership import tag_new
from ..common.presets import apply_picture
from ..common.sound import add_voices
from .again.kept import keep
from .again.made import note_made, owned_parts, remember
from .camera_setup import OnStage, add_camera
from .clearing import clear_composed, composed_keys
from .edit_setup import add_edit
from .parts import Finish, make_parts
from .playing import FIRST_FRAME, play
from .props import add_props
from .sets.registry import build_set, walked_by
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
        people: Who plays, as cameras see them, in the order of the takes.
        first: The Blender frame of the takes' first one.
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
    people: tuple[StagePerson, ...] = ()
    first: int = FIRST_FRAME


def compose(
    source: Scene,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    armatures: Armatures | None = None,
    *,
    placement: Placement | None = None,
    preset: bool = True,
    lasting: bool = True,
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
        placement: Where and when it plays; None for as captured, from frame 1.
        preset: Whether the scene renders as the preset says from now on. Otherwise its engine, samples and
            colours stay, and only the size of the picture is set.
        lasting: Whether somebody works with the scene. One that is rendered and thrown away has no sound
            strips and does not remember how it was made, and for Workbench its people have no shader nodes.

    Raises:
        UsageError: an armature cannot be used, or its actor is not in the scene.
        InputError: a body or face cannot be read, or a character does not fit.
    """
    prepared = prepare(source, options, own=armatures or {})
    return compose_prepared(
        prepared, options, scene, armatures, placement=placement, preset=preset, lasting=lasting
    )


def compose_prepared(
    prepared: Prepared,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    armatures: Armatures | None = None,
    *,
    placement: Placement | None = None,
    preset: bool = True,
    lasting: bool = True,
) -> Composition:
    """Compose what `core.performance.prepare.prepare` returned; see :func:`compose`.

    The characters are checked before anything is changed.
    """
    placement = placement or Placement()
    takes, first = placed_takes(prepared.takes, placement), placement.start
    prepared = replace(prepared, takes=takes)
    key = takes.scene.key
    armatures = dict(armatures or {})
    odd = check_armatures(armatures, takes, scene)
    ids = [take.performance.actor_id for take in takes.takes]
    custom = [] if options.characters is None else [actor for actor in ids if actor not in armatures]
    found = find_characters(options.characters, custom) if options.characters and custom else None
    clock = _Clock(dict(prepared.seconds))
    picture = options.picture
    kept = keep(scene, key, (picture.width, picture.height))
    clear_composed(scene, [key] if options.mode == "add" else None)
    others = composed_keys(scene)
    _set_time(scene, takes.rate, first + takes.frames - 1, at_least=scene.frame_end if others else 0)
    painted = found is None and not armatures
    apply_picture(scene, picture, painted=painted, only_size=not preset)
    if kept.size is not None:
        scene.render.resolution_x, scene.render.resolution_y = kept.size
        scene.render.resolution_percentage = kept.percentage
        scene.render.pixel_aspect_x, scene.render.pixel_aspect_y = kept.aspect
    clock.lap("clear")
    try:
        with tag_new(key):
            collection = bpy.data.collections.new(f"InterAct {key}")
            scene.collection.children.link(collection)
            parts, made = make_parts(
                prepared, armatures, found, scene, collection, first, _finish(options, lasting=lasting)
            )
            findings = [*prepared.findings, *odd, *made]
            clock.lap("build")
            findings += play(
                takes.takes, [parts[actor] for actor in ids], options.interaction, prepared.tidied
            )
            clock.lap("keys")
            people = _people(prepared, scene, first)
            clock.lap("people")
            findings += add_props(
                scene, people, takes.takes, [parts[actor] for actor in ids], options, collection
            )
            stage = bpy.data.collections.new("Stage")
            collection.children.link(stage)
            if options.lights == "studio":
                boxes = [np.stack([p.points.min(axis=1), p.points.max(axis=1)], axis=1) for p in people]
                boxes += walked_by(scene, [actor.armature for actor in actors_of(scene)]) if others else []
                findings += build_set(scene, options.stage_set, site_of(boxes, view_side(people)), stage)
                findings += underground(people)
            else:
                findings += [*_no_set(options), *_darkness(scene, options)]
            keys = tuple(take.performance.key for take in takes.takes)
            whom, first_seen, edit = OnStage(people, keys, takes.rate), first, None
            if options.camera == EDIT:
                camera, edit, found_in_edit = add_edit(scene, whom, takes, options, stage, first)
                findings += found_in_edit
            else:
                if others:
                    whom, first_seen = _everybody(scene, keys, takes.rate), scene.frame_start
                camera, placed = add_camera(scene, whom, options, stage, first_seen)
                findings += placed.findings
            clock.lap("camera")
            if options.sound and lasting:
                findings += _sound(takes, scene, first)
            add_scene_markers(scene, key, [(first + frame, name) for frame, name in prepared.marks])
    except BaseException:
        clear_composed(scene, [key])
        raise
    if lasting:
        scene.frame_set(first)
        note_made(scene, key, placement, (picture.width, picture.height))
    kept.restore(scene)
    if lasting:
        remember(scene, [*owned_parts(scene, [key]), *armatures.values()])
    clock.lap("stage")
    sides = sideways(people)
    actors = tuple(
        Actor(actor, rig := parts[actor].armature, parts[actor].meshes, side, motion_of(rig) or "")
        for actor, side in zip(ids, sides, strict=True)
    )
    return Composition(
        scene,
        key,
        takes,
        actors,
        camera,
        painted,
        tuple(dict.fromkeys(findings)),
        clock.seconds,
        edit,
        people,
        first,
    )


def _people(prepared: Prepared, scene: bpy.types.Scene, first: int) -> tuple[StagePerson, ...]:
    """Return who plays, as cameras see them."""
    if played_as_fitted(prepared):
        return stage_people(prepared)
    actors = {actor.key: actor for actor in actors_of(scene)}
    playing = [actors[take.performance.key] for take in prepared.takes.takes]
    return staged_people(scene, playing, (first, first + prepared.takes.frames - 1))


def _everybody(scene: bpy.types.Scene, keys: Sequence[str], rate: Fraction) -> OnStage:
    """Return all who play in a Blender scene, those with some keys first."""
    actors = sorted(actors_of(scene), key=lambda actor: actor.key not in keys)
    return OnStage(staged_people(scene, actors), tuple(actor.key for actor in actors), rate)


def _finish(options: ComposeOptions, *, lasting: bool) -> Finish:
    """Return what built-in people need besides their shapes and colours."""
    return Finish(shaders=lasting or options.picture.preset not in UNLIT, places=lasting)


def _no_set(options: ComposeOptions) -> list[Finding]:
    """Report a set that was chosen and is not built, since lights are off."""
    if options.stage_set == SETS[0].id:
        return []
    text = f"the set {options.stage_set} is not built: it comes with its lights, and lights are off"
    return [Finding("no-set", text)]


def _darkness(scene: bpy.types.Scene, options: ComposeOptions) -> list[Finding]:
    """Warn if the preset needs lights and a scene without ours has none."""
    if options.picture.preset in UNLIT or any(thing.type == "LIGHT" for thing in scene.objects):
        return []
    text = f"the scene {scene.name} has no light: with the preset {options.picture.preset} it renders dark"
    return [Finding("no-light", text)]


def _sound(takes: SceneTakes, scene: bpy.types.Scene, first: int) -> list[Finding]:
    """Add one strip per voice."""
    findings: list[Finding] = []
    for take in takes.takes:
        if take.voice is not None:
            voice = (f"voice {take.performance.actor_id}", take.voice)
            strips, odd = add_voices(scene, [voice], first_frame=first, owner=takes.scene.key)
            findings += odd
            for strip in strips:
                tag_performance(strip, take.performance.key)
    return list(dict.fromkeys(findings))


def _set_time(scene: bpy.types.Scene, rate: Fraction, last: int, *, at_least: int) -> None:
    set_scene_rate(scene, rate)
    scene.frame_start = FIRST_FRAME
    scene.frame_end = max(last, at_least)
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
