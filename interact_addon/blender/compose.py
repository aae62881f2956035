# SPDX-License-Identifier: GPL-3.0-or-later
"""From a dataset's scene to a composed Blender scene: both actors, their voices, camera, light and floor."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import bpy
import numpy as np

from ..core.cameras import Performer, place_camera, view_side
from ..core.characters import cast_looks, fitted_character, look_by_id
from ..core.dataset import Scene
from ..core.findings import Finding
from ..core.framing import Lens
from ..core.movie.placement import sideways
from ..core.options import ComposeOptions
from ..core.take import SceneTakes, Take, load_scene, performer
from .actors import tag_performance
from .body import apply_motion
from .camera import build_camera
from .character import build_character
from .face import apply_face
from .ownership import remove_owned, tag_new
from .presets import apply_picture
from .sound import add_voices, remove_voices
from .stage import build_floor, build_lights, build_world

__all__ = ["Actor", "Composition", "compose", "compose_takes"]

FIRST_FRAME = 1


@dataclass(frozen=True, eq=False)
class Actor:
    """One actor on the stage.

    Attributes:
        actor_id: Such as ``001``.
        armature: The armature object that plays the body.
        meshes: All mesh objects of the character.
        sideways: Where the actor stands in the picture on average, from -1 (left) to 1 (right).
    """

    actor_id: str
    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    sideways: float


@dataclass(frozen=True, eq=False)
class Composition:
    """A composed scene.

    Attributes:
        scene: The Blender scene.
        key: The dataset scene's key.
        takes: What is played.
        actors: In the order of the takes.
        camera: The camera object.
        findings: What is missing or odd.
        seconds: Wall-clock seconds by step.
    """

    scene: bpy.types.Scene
    key: str
    takes: SceneTakes
    actors: tuple[Actor, ...]
    camera: bpy.types.Object
    findings: tuple[Finding, ...]
    seconds: dict[str, float] = field(default_factory=dict)


def compose(source: Scene, options: ComposeOptions, scene: bpy.types.Scene) -> Composition:
    """Read a dataset scene and put it on the stage of ``scene``.

    Composing a key again replaces what was composed for it before and touches nothing else.

    Args:
        source: The dataset's scene.
        options: How.
        scene: The Blender scene to compose into; its frame rate, range, camera, world and render settings are
            set.

    Raises:
        InputError: a body or face cannot be read, a character does not fit, ...
    """
    started = time.perf_counter()
    takes = load_scene(source, options.take)
    return compose_takes(takes, options, scene, {"read": time.perf_counter() - started})


def compose_takes(
    takes: SceneTakes,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    seconds: dict[str, float] | None = None,
) -> Composition:
    """Put takes that are already read on the stage of ``scene``; see :func:`compose`."""
    clock = _Clock({} if seconds is None else seconds)
    key = takes.scene.key
    remove_voices(scene, key)
    remove_owned(key)
    _set_time(scene, takes.rate, takes.frames)
    apply_picture(scene, options.picture, painted=options.characters is None)
    performers = [performer(take.body) for take in takes.takes]
    clock.lap("prepare")
    with tag_new(key):
        collection = bpy.data.collections.new(f"InterAct {key}")
        scene.collection.children.link(collection)
        cast, findings = _cast(takes, options, collection)
        clock.lap("characters")
        for take, (armature, _, faces) in zip(takes.takes, cast, strict=True):
            tag_performance(armature, take.performance.key)
            findings += _play(take, armature, faces, fitted=options.characters is None)
        clock.lap("keys")
        camera = _stage(takes, options, scene, collection, performers)
        if options.sound:
            findings += _sound(takes, scene)
    scene.frame_set(FIRST_FRAME)
    clock.lap("stage")
    sides = sideways(performers)
    actors = tuple(
        Actor(take.performance.actor_id, armature, meshes, side)
        for take, (armature, meshes, _), side in zip(takes.takes, cast, sides, strict=True)
    )
    every = tuple(dict.fromkeys([*takes.findings, *findings]))
    return Composition(scene, key, takes, actors, camera, every, clock.seconds)


_Cast = list[tuple[bpy.types.Object, tuple[bpy.types.Object, ...], tuple[bpy.types.Object, ...]]]


def _cast(
    takes: SceneTakes, options: ComposeOptions, collection: bpy.types.Collection
) -> tuple[_Cast, list[Finding]]:
    """One character per take: (armature, all meshes, meshes with a face)."""
    ids = [(take.performance.actor_id, take.performance.sex) for take in takes.takes]
    cast: _Cast = []
    findings: list[Finding] = []
    if options.characters is not None:
        from .brought_along import bring_along

        for brought in bring_along(options.characters, [actor for actor, _ in ids], collection):
            cast.append((brought.armature, brought.meshes, brought.face_meshes))
            findings += brought.findings
        return cast, findings
    looks = cast_looks(ids)
    for take, (actor_id, _), cast_as in zip(takes.takes, ids, looks, strict=True):
        look = look_by_id(options.cast[actor_id]) if actor_id in options.cast else cast_as
        fitted = fitted_character(look, take.body, cache=options.cache)
        own = bpy.data.collections.new(f"Actor {actor_id}")
        collection.children.link(own)
        character = build_character(fitted, name=f"Actor {actor_id}", collection=own)
        cast.append((character.armature, character.meshes, character.face_meshes))
        findings += fitted.findings
    return cast, findings


def _play(
    take: Take, armature: bpy.types.Object, faces: Sequence[bpy.types.Object], *, fitted: bool
) -> list[Finding]:
    """Key body and face; from Blender 4.4 as two slots of one action."""
    name = take.performance.key
    if not fitted:
        from .brought_along import apply_retargeted

        body = apply_retargeted(armature, take.body, name=name, first_frame=FIRST_FRAME)
    else:
        body = apply_motion(armature, take.body, name=name, first_frame=FIRST_FRAME)
    findings = list(body.findings)
    if take.face is not None:
        face = apply_face(faces, take.face, name=name, first_frame=FIRST_FRAME, shared=body.action)
        findings += face.findings
    return findings


def _stage(
    takes: SceneTakes,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    collection: bpy.types.Collection,
    performers: Sequence[Performer],
) -> bpy.types.Object:
    """Floor, world, lights and camera."""
    stage = bpy.data.collections.new("Stage")
    collection.children.link(stage)
    places = np.concatenate([p.joints.reshape(-1, 3) for p in performers])
    centre = (places.min(axis=0) + places.max(axis=0)) / 2.0
    extent = float(np.linalg.norm(np.ptp(places, axis=0)[:2]) / 2.0)
    across = view_side(performers)
    lens = Lens(options.focal_length, 36.0, options.picture.width, options.picture.height)
    view = place_camera(performers, options.camera, lens, takes.rate)
    camera = build_camera(view, lens, name="Camera", first_frame=FIRST_FRAME)
    for thing in [
        build_floor(centre, extent, name="Floor"),
        *build_lights(across, centre, name="Light"),
        camera,
    ]:
        stage.objects.link(thing)
    if scene.world is not None:
        scene.world.use_fake_user = True  # somebody's own world must outlive being replaced
    scene.world = build_world("Backdrop")
    scene.camera = camera
    return camera


def _sound(takes: SceneTakes, scene: bpy.types.Scene) -> list[Finding]:
    """One strip per voice."""
    findings: list[Finding] = []
    for take in takes.takes:
        if take.voice is not None:
            voice = (f"voice {take.performance.actor_id}", take.voice)
            strips, odd = add_voices(scene, [voice], first_frame=FIRST_FRAME)
            findings += odd
            for strip in strips:
                tag_performance(strip, take.performance.key)
    return list(dict.fromkeys(findings))


def _set_time(scene: bpy.types.Scene, rate: Fraction, frames: int) -> None:
    scene.render.fps = -(-rate.numerator // rate.denominator)
    scene.render.fps_base = float(scene.render.fps / rate)
    scene.frame_start = FIRST_FRAME
    scene.frame_end = FIRST_FRAME + frames - 1
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
