# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what the cameras show: faces, people cut by the picture's edge, and how the camera moves.

    ./interact python -m tools.camera_table --dataset DIR
    ./interact python -m tools.camera_table --demo --cameras front,close_a --rate 1
    ./interact python -m tools.camera_table --dataset DIR --scenes 20231119_051 --height 001=1.05
    ./interact python -m tools.camera_table --dataset DIR --height all=2.19

A face is seen in a frame if half of what it shows when nobody hides it, and the picture has no edge, is in
the rendered picture, and it is turned within 75 degrees of the camera. Attainable is a frame in which all
faces that a camera is for are seen from it, or could be from one of 96 directions, by numbers or by rays
against the evaluated meshes. Whole is a frame in which nobody is cut: of a camera about everybody all that
its size asks for, of the others the head of who is looked at; by the posed points in every frame, and where
nobody touches the edge of a rendered picture. Of an edit one face is to be seen, and its moves are those
within shots.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from interact_addon.blender.scene.camera import build_camera
from interact_addon.blender.scene.camera_setup import OnStage, on_stage
from interact_addon.blender.scene.compose import Composition, compose_prepared
from interact_addon.blender.scene.rest_surface import face_vertices, seen_of
from interact_addon.core.camera.choices import EDIT, focal_of, place_of
from interact_addon.core.camera.editing import edit_cameras, plan_cameras, speech_of
from interact_addon.core.camera.framing import Lens, View
from interact_addon.core.camera.moving.asked import inside
from interact_addon.core.camera.moving.tracks import motion_of
from interact_addon.core.camera.places import NEAR, place_camera
from interact_addon.core.camera.stage import FACE, HEAD, StagePerson
from interact_addon.core.camera.visibility import FREE, TURNED, free_points, in_picture, turned_away
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import prepare

from .id_pictures import id_pictures, ids_of_each, number_mesh
from .on_head import on_head
from .rays import FaceSamples, free_shares, people_tree

CAMERAS = "front,side,two_shot,orbit,close_a,close_b,over_shoulder_a,over_shoulder_b,pov_a,pov_b,edit"
HEADS = (
    "scene,camera,attainable %,reached %,of attainable %,own places %,faces,whole by points %,"
    "whole in pictures %,m/s,m/s2,deg/s,what it says"
)
_WIDER = 3  # times: the picture in which a face is alone has no edge that cuts it
_DIRECTIONS = 96
_NEAR, _FAR = 1.3, 4.0  # metres: from where portraits and wide pictures are taken
_FRONT = 0.35
_EVERYBODY = "all"  # in place of an actor
_BODY, _FACE, _HEAD = 1, 11, 21  # numbers in pictures


@dataclass(frozen=True, eq=False)
class Somebody:
    """A person of a scene: what is seen of them, and their faces' samples."""

    things: tuple[bpy.types.Object, ...]
    face: tuple[FaceSamples, ...]


@dataclass(frozen=True, eq=False)
class Looking:
    """A camera.

    Attributes:
        name: What was asked for.
        parts: (F,) which of the views and lenses is used in each frame: one, or a shot's.
        views: Where it is: positions (F, 3) and rotations.
        lens: Its lens and picture.
        near: Metres from the camera at which its picture begins.
        faces: Whose faces it is to show.
        size: How much of all people is to be in the picture; None for a camera about a face.
        own: The share of its samples in which it could show them from the directions that it may have.
        says: What is found out while it is placed.
    """

    name: str
    parts: NDArray[np.int64]
    views: tuple[View, ...]
    lens: tuple[Lens, ...]
    near: float
    faces: tuple[int, ...]
    size: str | None
    own: float
    says: str

    def at(self, frame: int) -> tuple[View, Lens]:
        """Return where it is in a frame."""
        part = int(self.parts[frame])
        view = self.views[part]
        if view.position.ndim == 1:
            return view, self.lens[part]
        return View(view.position[frame], view.rotation[frame]), self.lens[part]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(prog="camera_table", description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", type=Path)
    parser.add_argument("--demo", action="store_true", help="the demo's scene")
    parser.add_argument("--scenes", help="keys, with commas; by default all")
    parser.add_argument("--cameras", default=CAMERAS)
    parser.add_argument("--rate", type=float, default=2.0, help="pictures per second of the scene")
    parser.add_argument("--size", default="160x90", help="of the pictures")
    parser.add_argument("--characters", type=Path, help="a .blend with characters of your own")
    parser.add_argument("--height", action="append", default=[], metavar="ACTOR=METRES")
    args = parser.parse_args(arguments)
    heights = {actor: float(tall) for actor, _, tall in (text.partition("=") for text in args.height)}
    wide, high = map(int, args.size.split("x"))
    options = ComposeOptions(
        picture=PictureOptions("preview", wide, high), sound=False, characters=args.characters, height=heights
    )
    print(f"| {HEADS.replace(',', ' | ')} |", "|" + "---|" * (HEADS.count(",") + 1), sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        dataset = Dataset.open(write_demo_dataset(Path(folder)).root if args.demo else args.dataset)
        for key in args.scenes.split(",") if args.scenes else dataset.keys():
            _scene(dataset.scene(key), options, args.cameras.split(","), args.rate)


def _scene(source: Scene, options: ComposeOptions, cameras: Sequence[str], rate: float) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    tall = options.height.get(_EVERYBODY)
    if tall is not None:
        options = replace(options, height=dict.fromkeys(source.actor_ids, tall))
    scene: Any = bpy.context.scene
    composed = compose_prepared(prepare(source, options), options, scene)
    started = time.process_time()
    stage = on_stage(scene)
    staged = time.process_time() - started
    people = [
        _numbered(scene, actor, n, composed.actors, stage.people[n])
        for n, actor in enumerate(composed.actors)
    ]
    started = time.process_time()
    lookings = [_looking(composed, stage, name) for name in cameras if _can(name, len(people))]
    placed = time.process_time() - started
    print(f"{source.key}: staged in {staged:.2f} s of CPU, placed in {placed:.2f} s", file=sys.stderr)
    step = max(1, round(float(stage.rate) / rate))
    frames = np.arange(0, composed.takes.frames, step)
    shares, touched = _pictures(scene, people, lookings, frames)
    for number, looking in enumerate(lookings):
        row = _row(scene, people, stage, looking, frames, shares[number], touched[number])
        print(f"| {source.key} | {looking.name} | {row} |", flush=True)


def _can(name: str, count: int) -> bool:
    return count > 1 or not (name[-2:] == "_b" or name.startswith(("over_shoulder", "two_shot")))


def _looking(composed: Composition, stage: OnStage, name: str) -> Looking:
    """Place a camera, or cut the scene."""
    picture = composed.scene.render.resolution_x, composed.scene.render.resolution_y
    frames, people = composed.takes.frames, stage.people
    everybody = tuple(range(len(people)))
    if name == EDIT:
        cameras = edit_cameras(people, *picture, stage.rate)
        speech = speech_of([take.voice for take in composed.takes.takes], composed.takes.seconds)
        edit = plan_cameras(cameras, people, speech, stage.rate)
        names = list(edit.places)
        parts = np.zeros(frames, np.int64)
        for shot in edit.shots:
            parts[shot.first : shot.end] = names.index(shot.place)
        views = tuple(cameras[key].placed.view for key in names)
        lenses = tuple(cameras[key].lens for key in names)
        table = edit.table
        says = f"{table.shots} shots, {table.average:.1f} s; on speech {table.covered}"
        return Looking(name, parts, views, lenses, NEAR, everybody, None, 1.0, says)
    camera = place_camera(people, name, Lens(focal_of(name), 36.0, *picture), stage.rate)
    place = place_of(camera.camera, [person.actor_id for person in people])
    faces, size = everybody, "medium" if place.name == "two_shot" else "whole"
    if place.actor is not None and place.name in ("close", "over_shoulder", "pov"):
        size = ""
        if place.name != "close":
            faces = tuple(one for one in everybody if one != place.actor)
        else:
            faces = (place.actor,)
    says = "; ".join(finding.message for finding in camera.findings)
    own = float(camera.placed.attainable.mean())
    whole = np.zeros(frames, np.int64)
    return Looking(
        name, whole, (camera.placed.view,), (camera.lens,), camera.near, faces, size or None, own, says
    )


def _numbered(scene: Any, actor: Any, number: int, every: Sequence[Any], person: StagePerson) -> Somebody:
    """Give all that is seen of somebody their number, and their face another one.

    Of somebody without face shapes that is what is near the stage person's face and turned as it is.
    """
    others = [other.armature for other in every if other is not actor]
    things = tuple(thing for thing in seen_of(scene, actor.armature, others) if thing.type == "MESH")
    faces = []
    for thing in things:
        mesh: Any = thing.data
        moved, _ = face_vertices(
            thing, len(mesh.vertices), 0.0009 * float(np.max(np.array(thing.dimensions)))
        )
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
        of_head = np.minimum.reduceat(on_head(thing, actor.armature)[corners].astype(np.int8), starts) > 0
        if not moved.any():
            of_face = _near_face(scene, thing, person)
        rest = np.where(of_head, _HEAD, _BODY)
        number_mesh(thing, number + np.where(of_face, _FACE, rest))
        if of_face.any():
            faces.append(FaceSamples(thing, np.flatnonzero(of_face)))
    return Somebody(things, tuple(faces))


def _near_face(scene: Any, thing: Any, person: StagePerson) -> NDArray[np.bool_]:
    """Return which polygons of a mesh are where somebody's face is, if that has no shapes."""
    scene.frame_set(scene.frame_start)
    evaluated = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh, matrix = evaluated.data, np.array(evaluated.matrix_world)
    centres, normals = np.empty((2, len(mesh.polygons), 3), np.float32)
    mesh.polygons.foreach_get("center", centres.reshape(-1))
    mesh.polygons.foreach_get("normal", normals.reshape(-1))
    points = person.points[0][person.points_of(FACE)]
    near = max(float(np.ptp(points, axis=0).max()), 1e-3) / 5.0
    centres = centres @ matrix[:3, :3].T + matrix[:3, 3]
    close = np.linalg.norm(centres - points.mean(axis=0), axis=1) < 10.0 * near
    gap = np.full(len(centres), np.inf)
    gap[close] = np.linalg.norm(centres[close][:, None] - points[None], axis=2).min(axis=1)
    turned = normals @ np.linalg.inv(matrix[:3, :3]) @ person.look[0]
    out: NDArray[np.bool_] = (gap < near) & (turned > 0.0)
    return out


def _pictures(
    scene: Any, people: Sequence[Somebody], lookings: Sequence[Looking], frames: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what rendered pictures show.

    Returns:
        (L, S, people) shares of each face that are seen, and (L, S, 5, people) who touches which edge: the
        top, the bottom, left, right; and whose head touches one but the bottom.
    """
    lens = Lens(50.0, 36.0, scene.render.resolution_x, scene.render.resolution_y)
    width, height = lens.width, lens.height
    nowhere = View(np.zeros(3), np.eye(3))
    eyes: list[Any] = [build_camera(nowhere, lens, name="eye", near=looking.near) for looking in lookings]
    for eye in eyes:
        scene.collection.objects.link(eye)
    shares = np.zeros((len(lookings), len(frames), len(people)))
    touched = np.zeros((len(lookings), len(frames), 5, len(people)), np.bool_)
    everything = [thing for somebody in people for thing in somebody.things]
    focal = np.zeros(len(eyes))
    for sample, frame in enumerate(frames.tolist()):
        scene.frame_set(scene.frame_start + frame)
        for number, (eye, looking) in enumerate(zip(eyes, lookings, strict=True)):
            view, its = looking.at(frame)
            matrix = np.eye(4)
            matrix[:3, :3], matrix[:3, 3] = view.rotation, view.position
            eye.matrix_world = matrix.T.tolist()
            eye.data.lens = focal[number] = its.focal
        with id_pictures(scene, everything, width, height):
            wholes = ids_of_each(scene, eyes)
        for face, somebody in enumerate(people):
            unsure = []
            for number, whole in enumerate(wholes):
                sides = (whole[0], whole[-1], whole[:, 0], whole[:, -1])
                touched[number, sample, :4, face] = [_of(side, face).any() for side in sides]
                heads = [np.isin(side, (_HEAD + face, _FACE + face)).any() for side in sides]
                touched[number, sample, 4, face] = heads[0] or heads[2] or heads[3]
                seen = whole == _FACE + face
                if seen.any():
                    shares[number, sample, face] = 1.0
                    if _may_be_hidden(whole, seen, face):
                        unsure.append(number)
            if not unsure:
                continue
            some = [eyes[number] for number in unsure]
            for number in unsure:
                eyes[number].data.lens = focal[number] / _WIDER
            with id_pictures(scene, somebody.things, width * _WIDER, height * _WIDER):
                alone = ids_of_each(scene, some)
            for number, picture in zip(unsure, alone, strict=True):
                eyes[number].data.lens = focal[number]
                seen = wholes[number] == _FACE + face
                shares[number, sample, face] = seen.sum() / max(int((picture == _FACE + face).sum()), 1)
    return shares, touched


def _of(ids: NDArray[np.uint8], person: int) -> NDArray[np.bool_]:
    return np.isin(ids, (_BODY + person, _FACE + person, _HEAD + person))


def _may_be_hidden(whole: NDArray[np.uint8], seen: NDArray[np.bool_], person: int) -> bool:
    """Return whether somebody else, or the picture's edge, is next to what is seen of a face."""
    near = np.pad(seen, 2)
    wide = np.zeros_like(near)
    for down in range(-2, 3):
        for aside in range(-2, 3):
            wide |= np.roll(near, (down, aside), (0, 1))
    inner = wide[2:-2, 2:-2]
    outside = wide[:2].any() or wide[-2:].any() or wide[:, :2].any() or wide[:, -2:].any()
    return bool(outside or (inner & (whole > 0) & ~_of(whole, person)).any())


def _row(
    scene: Any,
    people: Sequence[Somebody],
    stage: OnStage,
    looking: Looking,
    frames: NDArray[np.integer],
    shares: NDArray[np.float64],
    touched: NDArray[np.bool_],
) -> str:
    """Return a row of the table."""
    every = np.arange(len(looking.parts))
    at = [looking.at(frame)[0].position for frame in frames.tolist()]
    places = np.array(at)
    away = [turned_away(person, places, frames) <= TURNED for person in stage.people]
    faces: NDArray[np.bool_] = (shares >= FREE) & np.stack(away, axis=1)  # (S, people)
    mine = faces[:, list(looking.faces)]
    seen: Any = mine.any(axis=1) if looking.name == EDIT else mine.all(axis=1)
    attained = seen | _attainable(scene, people, stage.people, looking, frames, seen)
    whole: Any = np.ones(len(every), np.bool_)
    uncut: Any = np.ones(len(frames), np.bool_)
    for part, (view, lens) in enumerate(zip(looking.views, looking.lens, strict=True)):
        rows = looking.parts == part
        for number in looking.faces if looking.size is None else range(len(people)):
            person = stage.people[number]
            if looking.name in (EDIT,) or looking.name.startswith("pov"):
                continue
            if looking.size is not None:
                whole &= ~rows | inside(person, looking.size, view, every, lens)
            else:
                whole &= ~rows | in_picture(person, view, every, lens, FACE, HEAD).all(axis=1)
    if looking.size is not None:
        ignored = [1, 4] if looking.size == "medium" else [4]
        uncut = ~np.delete(touched, ignored, axis=1).any(axis=(1, 2))
    elif looking.name != EDIT and not looking.name.startswith("pov"):
        uncut = ~touched[:, 4, list(looking.faces)].any(axis=1)
    speed, change, turn = _moves(looking, float(stage.rate))
    share = 100.0 * (seen & attained).sum() / max(int(attained.sum()), 1)
    cells = [
        _percent(attained),
        _percent(seen),
        f"{share:.0f}",
        f"{100.0 * looking.own:.0f}",
        f"{mine.sum(axis=1).mean():.2f}",
        _percent(whole),
        _percent(uncut),
        f"{speed:.2f}",
        f"{change:.2f}",
        f"{turn:.0f}",
        looking.says,
    ]
    return " | ".join(cells)


def _moves(looking: Looking, rate: float) -> tuple[float, float, float]:
    """Return the most of speed, acceleration and turning, within shots."""
    most = np.zeros(3)
    cuts = np.flatnonzero(np.diff(looking.parts)) + 1
    for first, end in zip([0, *cuts], [*cuts, len(looking.parts)], strict=True):
        view = looking.views[int(looking.parts[first])]
        if view.position.ndim == 2:
            motion = motion_of(View(view.position[first:end], view.rotation[first:end]), rate)
            most = np.maximum(most, [motion.speed, motion.change, motion.turn])
    return float(most[0]), float(most[1]), float(most[2])


def _percent(values: NDArray[np.bool_]) -> str:
    return f"{100.0 * values.mean():.0f}"


def _attainable(
    scene: Any,
    people: Sequence[Somebody],
    stage: Sequence[StagePerson],
    looking: Looking,
    frames: NDArray[np.integer],
    seen: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return (S,) whether all faces could be seen from one of many directions."""
    angles = np.linspace(0.0, 2.0 * np.pi, _DIRECTIONS, endpoint=False)
    ways = np.stack([np.cos(angles), np.sin(angles), np.zeros(_DIRECTIONS)], axis=1)[:, None]
    middle = np.mean([person.eyes[frames] for person in stage], axis=0)
    near = len(looking.faces) == 1
    shown = np.zeros((len(looking.faces), _DIRECTIONS, len(frames)), np.bool_)
    far = _NEAR if near else _FAR
    places = [(stage[face].eyes[frames] if near else middle) + far * ways for face in looking.faces]
    for row, (face, place) in enumerate(zip(looking.faces, places, strict=True)):
        enough = free_points(stage, face, place, frames).mean(axis=2) >= FREE
        shown[row] = enough & (turned_away(stage[face], place, frames) <= TURNED)
    combine = np.any if looking.name == EDIT else np.all
    out: NDArray[np.bool_] = combine(shown, axis=0).any(axis=0)
    # What neither the picture nor numbers show is asked of the meshes themselves.
    things = [thing for somebody in people for thing in somebody.things]
    for sample in np.flatnonzero(~out & ~seen).tolist():
        frame = int(frames[sample])
        scene.frame_set(scene.frame_start + frame)
        graph = bpy.context.evaluated_depsgraph_get()
        tree = people_tree(things, graph)
        free = np.zeros((len(looking.faces), _DIRECTIONS), np.bool_)
        for row, (face, place) in enumerate(zip(looking.faces, places, strict=True)):
            turned = turned_away(stage[face], place[:, sample, None], np.array([frame]))[:, 0] <= TURNED
            if people[face].face and turned.any():
                samples = people[face].face[0].now(graph)
                free[row, turned] = free_shares(tree, samples, place[turned, sample]) >= FREE
            if not free[row].any() and looking.name != EDIT:
                break
        out[sample] = bool(combine(free, axis=0).any())
    return out


if __name__ == "__main__":
    main()
