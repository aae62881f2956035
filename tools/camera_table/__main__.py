# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what the cameras show: faces, people cut by the picture's edge, and how the camera moves.

    ./interact python -m tools.camera_table --dataset DIR
    ./interact python -m tools.camera_table --demo --cameras front,close_a --rate 1
    ./interact python -m tools.camera_table --dataset DIR --scenes 20231119_051 --height 001=1.05

A face is seen in a frame if half of what it shows when nobody hides it, and the picture has no edge, is in
the rendered picture, and it is turned within 75 degrees of the camera. Attainable is a frame in which all
faces that a camera is for are seen from one of 96 directions, by rays against the evaluated meshes. Cut is
a frame in which a point of somebody is outside the picture: by the posed points in every frame, and where
somebody touches the edge of a rendered picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.common.evaluating import at_each_time
from interact_addon.blender.scene.camera_setup import set_camera
from interact_addon.blender.scene.compose import compose_prepared
from interact_addon.blender.scene.rest_surface import face_vertices, seen_of
from interact_addon.blender.scene.staged_people import staged_people
from interact_addon.core.camera.choices import place_of
from interact_addon.core.camera.framing import Lens, View
from interact_addon.core.camera.stage import StagePerson
from interact_addon.core.camera.visibility import FREE, TURNED, in_picture, turned_away, visible
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import prepare

from .id_pictures import id_pictures, number_mesh, picture_ids
from .rays import FaceSamples, free_shares, people_tree

CAMERAS = "front,side,two_shot,over_shoulder_a,over_shoulder_b,close_a,close_b,pov_a,pov_b,orbit"
SIZE = (160, 90)
_WIDER = 3  # times: the picture in which a face is alone has no edge that cuts it
_DIRECTIONS = 96
_NEAR, _FAR = 1.3, 4.0  # metres: from where portraits and wide pictures are taken
_FRONT = 0.35
_BODY, _FACE = 1, 11  # numbers in pictures


@dataclass(frozen=True, eq=False)
class Somebody:
    """A person of a scene: what is seen of them, and their faces' samples."""

    things: tuple[bpy.types.Object, ...]
    face: tuple[FaceSamples, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(prog="camera_table", description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", type=Path)
    parser.add_argument("--demo", action="store_true", help="the demo's scene")
    parser.add_argument("--scenes", help="keys, with commas; by default all")
    parser.add_argument("--cameras", default=CAMERAS)
    parser.add_argument("--rate", type=float, default=2.0, help="pictures per second of the scene")
    parser.add_argument("--characters", type=Path, help="a .blend with characters of your own")
    parser.add_argument("--height", action="append", default=[], metavar="ACTOR=METRES")
    args = parser.parse_args(arguments)
    heights = {actor: float(tall) for actor, _, tall in (text.partition("=") for text in args.height)}
    options = ComposeOptions(
        picture=PictureOptions("preview", *SIZE), sound=False, characters=args.characters, height=heights
    )
    print(
        "| scene | camera | attainable % | reached % | of attainable % | by points % | cut by points % |",
        end="",
    )
    print(" cut in pictures % | m/s | m/s2 | deg/s |")
    print("|" + "---|" * 11)
    with tempfile.TemporaryDirectory() as folder:
        dataset = Dataset.open(write_demo_dataset(Path(folder)).root if args.demo else args.dataset)
        for key in args.scenes.split(",") if args.scenes else dataset.keys():
            _scene(dataset.scene(key), options, args.cameras.split(","), args.rate)


def _scene(source: Scene, options: ComposeOptions, cameras: Sequence[str], rate: float) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene: Any = bpy.context.scene
    composed = compose_prepared(prepare(source, options), options, scene)
    ids = [actor.actor_id for actor in composed.actors]
    by_rig = {actor.armature: actor for actor in actors_of(scene)}
    started = time.process_time()
    stage = staged_people(scene, [by_rig[actor.armature] for actor in composed.actors])
    print(f"{source.key}: staged in {time.process_time() - started:.2f} s of CPU", file=sys.stderr)
    people = [_numbered(scene, actor, n, composed.actors) for n, actor in enumerate(composed.actors)]
    step = max(1, round(float(composed.takes.rate) / rate))
    frames = np.arange(0, composed.takes.frames, step)
    near, far = _attainable(scene, people, stage, frames)
    for name in cameras:
        if name[-2:] == "_b" and len(people) < 2:
            continue
        place = place_of(name, ids)
        faces = _faces(place.name, place.actor, len(people))
        set_camera(scene, name)
        attained = (near if len(faces) == 1 else far)[faces].all(axis=0).any(axis=1)
        row = _measured(scene, people, stage, faces, frames, float(composed.takes.rate))
        both = row.seen & attained
        share = 100.0 * both.sum() / max(int(attained.sum()), 1)
        print(
            f"| {source.key} | {name} | {_percent(attained)} | {_percent(row.seen)} | {share:.0f} |"
            f" {_percent(row.by_points)} | {_percent(row.cut)} | {_percent(row.touching)} |"
            f" {row.speed:.2f} | {row.acceleration:.2f} | {row.turn:.0f} |",
            flush=True,
        )


def _faces(place: str, actor: int | None, count: int) -> list[int]:
    """Return whose faces a camera is to show."""
    if actor is None or count < 2:
        return list(range(count))
    return [actor] if place == "close" else [number for number in range(count) if number != actor]


def _percent(values: NDArray[np.bool_]) -> str:
    return f"{100.0 * values.mean():.0f}"


def _numbered(scene: Any, actor: Any, number: int, every: Sequence[Any]) -> Somebody:
    """Give all that is seen of somebody their number, and their face another one."""
    others = [other.armature for other in every if other is not actor]
    things = tuple(thing for thing in seen_of(scene, actor.armature, others) if thing.type == "MESH")
    faces = []
    for thing in things:
        mesh: Any = thing.data
        moved, _ = face_vertices(thing, len(mesh.vertices), 0.0009 * max(thing.dimensions))
        normals = np.empty((len(mesh.vertices), 3), np.float32)
        mesh.vertex_normals.foreach_get("vector", normals.reshape(-1))
        # Where a face points is where most of what its shapes move is turned to.
        look = normals[moved].mean(axis=0) if moved.any() else np.zeros(3)
        front = moved & (normals @ (look / max(float(np.linalg.norm(look)), 1e-9)) > _FRONT)
        starts = np.empty(len(mesh.polygons), np.int32)
        corners = np.empty(len(mesh.loops), np.int32)
        mesh.polygons.foreach_get("loop_start", starts)
        mesh.loops.foreach_get("vertex_index", corners)
        of_face = np.minimum.reduceat(front[corners].astype(np.int8), starts).astype(np.bool_)
        number_mesh(thing, np.where(of_face, _FACE + number, _BODY + number))
        if of_face.any():
            faces.append(FaceSamples(thing, np.flatnonzero(of_face)))
    return Somebody(things, tuple(faces))


def _attainable(
    scene: Any, people: Sequence[Somebody], stage: Sequence[StagePerson], frames: NDArray[np.integer]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (people, S, D) whether each face is seen from near and from far, in D level directions."""
    angles = np.linspace(0.0, 2.0 * np.pi, _DIRECTIONS, endpoint=False)
    ways = np.stack([np.cos(angles), np.sin(angles), np.zeros(_DIRECTIONS)], axis=1)
    out = np.zeros((2, len(people), len(frames), _DIRECTIONS), np.bool_)
    things = [thing for somebody in people for thing in somebody.things]
    for sample, frame in enumerate(frames.tolist()):
        scene.frame_set(scene.frame_start + frame)
        graph = bpy.context.evaluated_depsgraph_get()
        tree = people_tree(things, graph)
        middle = np.mean([person.eyes[frame] for person in stage], axis=0)
        for number, (somebody, person) in enumerate(zip(people, stage, strict=True)):
            if not somebody.face:
                continue
            face = somebody.face[0].now(graph)
            for kind, places in enumerate((person.eyes[frame] + _NEAR * ways, middle + _FAR * ways)):
                turned = turned_away(person, places[:, None], np.array([frame]))[:, 0] <= TURNED
                free = np.zeros(_DIRECTIONS)
                free[turned] = free_shares(tree, face, places[turned])
                out[kind, number, sample] = free >= FREE
    return out[0], out[1]


@dataclass(frozen=True, eq=False)
class Row:
    """What a camera does: (S,) bool at the samples, ``cut`` in every frame, and the largest of its moves."""

    seen: NDArray[np.bool_]
    by_points: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    touching: NDArray[np.bool_]
    speed: float
    acceleration: float
    turn: float


def _measured(
    scene: Any,
    people: Sequence[Somebody],
    stage: Sequence[StagePerson],
    faces: Sequence[int],
    frames: NDArray[np.integer],
    rate: float,
) -> Row:
    camera = scene.camera
    every = np.arange(scene.frame_start, scene.frame_end + 1)
    matrices = np.empty((len(every), 4, 4))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        matrices[row] = camera.evaluated_get(graph).matrix_world

    at_each_time(scene, [camera], (), every, read)
    view = View(matrices[:, :3, 3], matrices[:, :3, :3])
    lens = Lens(camera.data.lens, camera.data.sensor_width, *SIZE)
    numbers = np.arange(len(every))
    cut = ~np.all([in_picture(person, view, numbers, lens).all(axis=1) for person in stage], axis=0)
    by_points = np.all([visible(stage, face, view, frames, lens) for face in faces], axis=0)
    seen = np.zeros(len(frames), np.bool_)
    touching = np.zeros(len(frames), np.bool_)
    turned = [turned_away(stage[face], view.position[frames], frames) <= TURNED for face in faces]
    for sample, frame in enumerate(frames.tolist()):
        scene.frame_set(scene.frame_start + frame)
        everything = [thing for somebody in people for thing in somebody.things]
        with id_pictures(scene, everything, *SIZE):
            whole = picture_ids(scene, camera)
        edge = np.concatenate([whole[0], whole[-1], whole[:, 0], whole[:, -1]])
        touching[sample] = (edge > 0).any()
        seen[sample] = all(
            turned[n][sample] and _share(scene, camera, people, face, whole) >= FREE
            for n, face in enumerate(faces)
        )
    forward = -view.rotation[:, :, 2]
    moved = np.diff(view.position, axis=0) * rate
    cosine = np.clip(np.einsum("fi,fi->f", forward[1:], forward[:-1]), -1.0, 1.0)
    return Row(
        seen,
        by_points,
        cut,
        touching,
        float(np.linalg.norm(moved, axis=1).max(initial=0.0)),
        float(np.linalg.norm(np.diff(moved, axis=0) * rate, axis=1).max(initial=0.0)),
        float(np.degrees(np.arccos(cosine)).max(initial=0.0) * rate),
    )


def _share(scene: Any, camera: Any, people: Sequence[Somebody], face: int, whole: NDArray[np.uint8]) -> float:
    """Return how much of a face is in a picture, of what it would be with nobody else and without an edge."""
    lens = camera.data.lens
    camera.data.lens = lens / _WIDER
    try:
        with id_pictures(scene, people[face].things, SIZE[0] * _WIDER, SIZE[1] * _WIDER):
            alone = picture_ids(scene, camera)
    finally:
        camera.data.lens = lens
    return float((whole == _FACE + face).sum()) / max(int((alone == _FACE + face).sum()), 1)


if __name__ == "__main__":
    main()
