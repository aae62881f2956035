# SPDX-License-Identifier: GPL-3.0-or-later
"""Build a scene with one actor's face: the keyed head, a portrait camera, soft light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from numpy.typing import NDArray

from ...core.camera.framing import Lens, fit_view
from ...core.characters import Look, cast_looks, own_skeleton_character
from ...core.dataset import Scene
from ...core.face.head.obj import Mesh
from ...core.face.head.parts import part_vertices
from ...core.face.head.skin_colours import skin_colours_of
from ...core.face.ict.performance import FacePerformance
from ...core.foundation.findings import Finding
from ...core.options.picture import PictureOptions
from ..animation.face import apply_face
from ..characters.character import build_character
from ..common.frame_rate import set_scene_rate
from ..common.keys import Channel, write_action
from ..common.ownership import tag_new
from ..common.presets import apply_picture
from ..scene.camera import build_camera
from ..scene.sets.studio import build_world
from .face_head import FaceHead, build_head, to_blender

__all__ = ["FaceStage", "key_head", "stage_face"]

FOCAL = 85.0
_FORWARD = np.array([0.0, 1.0, 0.0])  # view direction of the camera: faces look along -Y
_FACE_END = 6706  # in ICT-FaceKit's numbering the narrow face comes first
_BELOW, _ABOVE = 0.035, 0.02  # metres around the head: space for an open jaw
_HEAD_HEIGHT = 0.26  # metres, of a built-in person's head


@dataclass(frozen=True, eq=False)
class FaceStage:
    """A face in a scene.

    Attributes:
        scene: The Blender scene.
        objects: The head's meshes.
        head: The head built from the template; None where a built-in person plays.
        camera: The camera.
        findings: Warnings about missing or unusual data.
    """

    scene: bpy.types.Scene
    objects: tuple[bpy.types.Object, ...]
    head: FaceHead | None
    camera: bpy.types.Object
    findings: tuple[Finding, ...]


def stage_face(
    face: FacePerformance,
    source: Scene,
    picture: PictureOptions,
    scene: bpy.types.Scene,
    rate: Fraction,
    focal: float = FOCAL,
) -> FaceStage:
    """Build one actor's face in an empty scene.

    Args:
        face: The face's performance.
        source: The dataset's scene: a built-in person is cast as for the whole scene.
        picture: Engine, size and samples.
        scene: The Blender scene; its frame rate, range, camera, world and render settings are set.
        rate: Frames per second of the face.
        focal: Focal length in millimetres (36 mm sensor).
    """
    actor = face.performance.actor_id
    findings = list(face.findings)
    with tag_new(face.performance.key):
        collection = bpy.data.collections.new(f"Face {actor}")
        scene.collection.children.link(collection)
        head = None
        if face.head is not None:
            head = build_head(
                face.head.mesh,
                face.head.basis,
                face.track.names,
                name=f"mesh-{actor}",
                tone=skin_colours_of(_look(face, source)),
                collection=collection,
            )
            findings += head.findings
            key_head(head, face)
            objects = head.meshes
            points = _portrait(face.head.mesh)
        else:
            objects, points, odd = _built_in(face, source, collection)
            findings += odd
        scene.frame_start, scene.frame_end, scene.frame_step = 1, face.frames, 1
        set_scene_rate(scene, rate)
        apply_picture(scene, picture)
        lens = Lens(focal, 36.0, picture.width, picture.height)
        camera = build_camera(fit_view(points, _FORWARD, lens), lens, name="Camera")
        collection.objects.link(camera)
        scene.camera = camera
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        for light in _soft_light(middle, float(np.ptp(points[:, 2]))):
            collection.objects.link(light)
        scene.world = build_world("Backdrop")
    scene.frame_set(1)
    return FaceStage(scene, tuple(objects), head, camera, tuple(dict.fromkeys(findings)))


def key_head(head: FaceHead, face: FacePerformance, first_frame: int = 1) -> bpy.types.Action:
    """Key a head's 55 shapes with one action for the mesh and its lashes."""
    track = face.track
    for thing in head.meshes:
        for name, low, high in zip(track.names, track.weights.min(0), track.weights.max(0), strict=True):
            key: Any = thing.data.shape_keys.key_blocks.get(name)  # type: ignore[union-attr]
            if key is not None:  # Blender clamps a curve's value to the slider's range
                key.slider_min, key.slider_max = min(0.0, float(low)), max(1.0, float(high))
    keys: list[Any] = [thing.data.shape_keys for thing in head.meshes]  # type: ignore[union-attr]
    channels = [Channel(f'key_blocks["{name}"].value', 0, "face") for name in track.names]
    return write_action(
        keys,
        f"{face.performance.key}.face",
        channels,
        track.weights.T,
        slot_type="KEY",
        slot_name="face",
        first_frame=first_frame,
    )


def _portrait(mesh: Mesh) -> NDArray[np.float64]:
    """Return (N, 3) points that a portrait must show: the head, from the crown to below the chin."""
    skin = part_vertices(mesh, "skin")
    if not len(skin):
        skin = np.arange(len(mesh.vertices), dtype=np.int32)
    places = to_blender(mesh.vertices)
    face = places[skin[skin < _FACE_END]]
    head = places[skin]
    head = head[head[:, 2] >= face[:, 2].min()]
    chin, crown = face[face[:, 2].argmin()].copy(), head[head[:, 2].argmax()].copy()
    chin[2] -= _BELOW
    crown[2] += _ABOVE
    return np.concatenate((head, chin[None], crown[None]))


def _corners(low: Sequence[float], high: Sequence[float]) -> NDArray[np.float64]:
    picks = np.array(np.meshgrid([0, 1], [0, 1], [0, 1])).reshape(3, 8).T
    return np.where(picks, np.asarray(high, float), np.asarray(low, float))


def _look(face: FacePerformance, source: Scene) -> Look:
    """Return the built-in person who plays the actor in the whole scene."""
    looks = cast_looks((each.actor_id, each.sex) for each in source.performances)
    return looks[source.actor_ids.index(face.performance.actor_id)]


def _built_in(
    face: FacePerformance, source: Scene, collection: bpy.types.Collection
) -> tuple[tuple[bpy.types.Object, ...], NDArray[np.float64], list[Finding]]:
    """Build the built-in person who plays the actor in the whole scene, with ARKit weights."""
    look = _look(face, source)
    made = build_character(own_skeleton_character(look), name=f"Actor {look.id}", collection=collection)
    played = apply_face(made.face_meshes, face.arkit, name=face.performance.key)
    text = (
        f"actor {face.performance.actor_id} has no face template: the built-in {look.id} plays it with ARKit "
        "weights"
    )
    verts = np.concatenate([_world(thing) for thing in made.face_meshes])
    top = verts[:, 2].max()
    head = verts[verts[:, 2] > top - _HEAD_HEIGHT]
    low, high = head.min(axis=0), head.max(axis=0)
    front = low[1]  # of the head: hands can be further in front
    half = min(0.12, float(high[0] - low[0]) / 2)
    middle = float(low[0] + high[0]) / 2
    points = _corners(
        (middle - half, front, top - _HEAD_HEIGHT - _BELOW), (middle + half, front + 0.1, top + 2 * _ABOVE)
    )
    return made.meshes, points, [*played.findings, Finding("built-in-face", text)]


def _world(thing: bpy.types.Object) -> NDArray[np.float64]:
    mesh: Any = thing.data
    places = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", places)
    return places.reshape(-1, 3).astype(np.float64)


def _soft_light(middle: NDArray[np.float64], size: float) -> list[bpy.types.Object]:
    """Create large lamps: a key from above left, a fill from the right, a rim from behind."""
    # (name, direction from the head, side of the lamp in head sizes, watts at a head of 1 m, colour)
    plan: tuple[tuple[str, tuple[float, float, float], float, float, tuple[float, float, float]], ...] = (
        ("key", (-0.75, -1.0, 0.75), 2.0, 130.0, (1.0, 0.96, 0.91)),
        ("fill", (1.0, -0.9, 0.15), 3.2, 34.0, (0.90, 0.94, 1.0)),
        ("rim", (0.6, 1.0, 0.9), 1.6, 90.0, (1.0, 0.98, 0.95)),
    )
    lights = []
    for name, way, side, watts, colour in plan:
        data: Any = bpy.data.lights.new(f"Light.{name}", "AREA")
        data.shape = "DISK"
        data.size = side * size
        data.energy = watts * size**2
        data.color = colour
        light = bpy.data.objects.new(data.name, data)
        direction = Vector(way).normalized()
        light.location = Vector(middle.tolist()) + direction * (4.0 * size)
        light.rotation_euler = (-direction).to_track_quat("-Z", "Y").to_euler()
        lights.append(light)
    return lights
