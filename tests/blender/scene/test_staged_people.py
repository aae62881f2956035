# SPDX-License-Identifier: GPL-3.0-or-later
"""The people on stage as cameras see them: against evaluated meshes, and against rendered numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import bpy
import numpy as np
import pytest
from mathutils import Matrix

from interact_addon.blender.common.actors import actors_of, tag_performance
from interact_addon.blender.scene.compose import Composition, compose_prepared
from interact_addon.blender.scene.rest_surface import face_vertices, seen_of
from interact_addon.blender.scene.staged_people import staged_people
from interact_addon.core.camera.framing import look_rotation
from interact_addon.core.camera.stage import FACE, HEAD, StagePerson
from interact_addon.core.camera.visibility import FREE, free_points
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.casting.staged import played_as_fitted, stage_people
from interact_addon.core.performance.prepare import Prepared, prepare
from tools.camera_table.id_pictures import id_pictures, ids_of_each, number_mesh

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 64, 64), sound=False)
FRAMES = (3, 40, 71)  # counted from 0
STICKS_OUT = 0.01  # metres
ASIDES = (-0.32, -0.24, -0.16, -0.08, 0.0, 0.08, 0.16, 0.24, 0.32)  # metres beside a partner's head


@pytest.fixture(scope="module")
def prepared(demo_root: Any) -> Prepared:
    return prepare(Dataset.open(demo_root).scenes()[0], PREVIEW)


@pytest.fixture
def composed(prepared: Prepared) -> Composition:
    return compose_prepared(prepared, PREVIEW, bpy.context.scene)


def meshes_at(frame: int, armature: Any, others: Sequence[Any] = ()) -> np.ndarray:
    """All vertices of what is seen of somebody, as Blender evaluates them."""
    scene = bpy.context.scene
    scene.frame_set(scene.frame_start + frame)
    graph = bpy.context.evaluated_depsgraph_get()
    found = []
    for thing in seen_of(scene, armature, others):
        evaluated: Any = thing.evaluated_get(graph)
        points = np.empty((len(evaluated.data.vertices), 3), np.float32)
        evaluated.data.vertices.foreach_get("co", points.reshape(-1))
        world = np.array(evaluated.matrix_world)
        found.append(points @ world[:3, :3].T + world[:3, 3])
    return np.concatenate(found)


def ways() -> np.ndarray:
    ways = np.random.default_rng(1).normal(size=(200, 3))
    return ways / np.linalg.norm(ways, axis=1, keepdims=True)


def sticks_out(vertices: np.ndarray, points: np.ndarray) -> float:
    """How far beyond all points a mesh reaches, in any direction."""
    return float(((vertices @ ways().T).max(axis=0) - (points @ ways().T).max(axis=0)).max())


def actors_in(composed: Composition) -> list[Any]:
    by_rig = {actor.armature: actor for actor in actors_of(composed.scene)}
    return [by_rig[actor.armature] for actor in composed.actors]


def test_no_mesh_sticks_out_of_the_points_of_built_in_people(
    prepared: Prepared, composed: Composition
) -> None:
    assert played_as_fitted(prepared)
    known, read = stage_people(prepared), staged_people(composed.scene, actors_in(composed))
    rigs = [actor.armature for actor in composed.actors]
    for number, rig in enumerate(rigs):
        one, other = known[number], read[number]
        assert one.actor_id == other.actor_id == composed.actors[number].actor_id
        assert one.frames == other.frames == composed.takes.frames
        assert 500 <= len(one.part) <= 1700
        assert 30 <= len(one.points_of(FACE)) <= 60
        assert np.abs(one.eyes - other.eyes).max() < 0.01
        assert np.einsum("fi,fi->f", one.look, other.look).min() > np.cos(np.radians(8.0))
        assert np.abs(one.root - other.root).max() < 0.005
        for frame in FRAMES:
            vertices = meshes_at(frame, rig, [it for it in rigs if it is not rig])
            assert sticks_out(vertices, one.points[frame]) < STICKS_OUT
            assert sticks_out(vertices, other.points[frame]) < STICKS_OUT
            assert sticks_out(one.points[frame], vertices) < STICKS_OUT


def test_whoever_was_moved_and_scaled_and_wears_a_hat_is_seen_as_they_are(composed: Composition) -> None:
    scene, actor = composed.scene, actors_in(composed)[0]
    mesh = bpy.data.meshes.new("Hat")
    mesh.from_pydata([(x, y, z) for x in (-0.3, 0.3) for y in (-0.3, 0.3) for z in (0.1, 0.4)], [], [])
    hat = bpy.data.objects.new("Hat", mesh)
    scene.collection.objects.link(hat)
    hat.parent, hat.parent_type, hat.parent_bone = actor.armature, "BONE", "Head"
    actor.armature.scale = (0.6, 0.6, 0.6)
    actor.armature.location.x += 2.0
    actor.armature.hide_viewport = True
    person = staged_people(scene, [actor])[0]
    assert actor.armature.hide_viewport
    actor.armature.hide_viewport = False
    for frame in FRAMES:
        vertices = meshes_at(frame, actor.armature)
        assert sticks_out(vertices, person.points[frame]) < STICKS_OUT
        assert sticks_out(person.points[frame], vertices) < STICKS_OUT
    assert person.points_of(HEAD).size


@pytest.mark.parametrize("bones", [1, 3])
def test_rigs_of_nobody_are_people_too(bones: int) -> None:
    scene = bpy.context.scene
    data = bpy.data.armatures.new("crane")
    rig = bpy.data.objects.new("crane", data)
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for number in range(bones):
        bone = data.edit_bones.new(f"piece {number}")
        bone.head, bone.tail = (0, 0, number), (0, 0, number + 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    tag_performance(rig, "crane")
    scene.frame_end = 5
    person = staged_people(scene, actors_of(scene))[0]
    assert person.actor_id == "crane"
    assert person.frames == 5
    assert np.isfinite(person.eyes).all()
    assert np.isfinite(person.facing).all()


def nobody(person: StagePerson) -> StagePerson:
    """Somebody who hides nothing."""
    none = slice(0, 0)
    return replace(
        person,
        ends=person.ends[:, none],
        radii=person.radii[none],
        of_head=person.of_head[none],
        of_hands=person.of_hands[none],
    )


def number_faces(composed: Composition) -> list[list[Any]]:
    """Give people the numbers 1 and 2, and their faces 11 and 12."""
    every = []
    for number, actor in enumerate(composed.actors):
        for thing in actor.meshes:
            mesh: Any = thing.data
            moved, _ = face_vertices(thing, len(mesh.vertices), 0.0015)
            starts = np.empty(len(mesh.polygons), np.int32)
            corners = np.empty(len(mesh.loops), np.int32)
            mesh.polygons.foreach_get("loop_start", starts)
            mesh.loops.foreach_get("vertex_index", corners)
            faces = np.minimum.reduceat(moved[corners].astype(np.int8), starts).astype(bool)
            number_mesh(thing, np.where(faces, 11 + number, 1 + number))
        every.append(list(actor.meshes))
    return every


def behind(person: StagePerson, partner: StagePerson, frame: int, aside: float) -> tuple[Any, Any]:
    """A place behind a partner's head, and beside it, and where somebody's face is from there."""
    ahead = partner.eyes[frame] - person.eyes[frame]
    sideways = np.cross(ahead, [0.0, 0.0, 1.0])
    place = partner.eyes[frame] + 0.8 * ahead / np.linalg.norm(ahead)
    place = place + aside * sideways / np.linalg.norm(sideways)
    return place, person.eyes[frame] - place


def test_faces_are_hidden_in_numbers_where_they_are_in_pictures(
    prepared: Prepared, composed: Composition
) -> None:
    scene, stage = composed.scene, stage_people(prepared)
    things = number_faces(composed)
    whose = np.repeat([0, 1], len(ASIDES))
    eyes = [bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye")) for _ in whose]
    for eye in eyes:
        scene.collection.objects.link(eye)
    cases = []
    for frame in (10, 45, 70):
        scene.frame_set(scene.frame_start + frame)
        places = []
        for eye, subject, aside in zip(eyes, whose, np.tile(ASIDES, 2), strict=True):
            place, forward = behind(stage[subject], stage[1 - subject], frame, aside)
            matrix = np.eye(4)
            matrix[:3, :3], matrix[:3, 3] = look_rotation(forward), place
            eye.matrix_world = Matrix(matrix.tolist())
            eye.data.lens = 36.0 * float(np.linalg.norm(forward)) / 0.4
            places.append(place)
        with id_pictures(scene, [*things[0], *things[1]], 64, 64):
            every = ids_of_each(scene, eyes)
        for subject in (0, 1):
            mine = np.flatnonzero(whose == subject).tolist()
            with id_pictures(scene, things[subject], 64, 64):
                alone = ids_of_each(scene, [eyes[number] for number in mine])
            people = [nobody(it) if n == subject else it for n, it in enumerate(stage)]
            for number, picture in zip(mine, alone, strict=True):
                most, seen = ((ids == 11 + subject).sum() for ids in (picture, every[number]))
                if most < 60:  # turned away
                    continue
                free = free_points(people, subject, places[number][None], np.array([frame])).mean()
                cases.append((free >= FREE, seen / most >= FREE))
    numbers, pictures = np.array(cases).T
    assert len(cases) >= 20
    assert 0.1 < pictures.mean() < 0.9
    assert (numbers == pictures).mean() >= 0.95
