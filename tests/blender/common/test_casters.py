# SPDX-License-Identifier: GPL-3.0-or-later
"""Shadow casters: they alone cast, nothing shows them, and they stay inside the people who move."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from mathutils.bvhtree import BVHTree

from interact_addon.blender.animation.body import apply_motion
from interact_addon.blender.characters.character import Character, build_character
from interact_addon.blender.common.actors import actors_of, detail_of
from interact_addon.blender.common.casters import is_caster
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.common.set_parts import part_of_set
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import Detail, all_looks, fitted_character
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender

SMALL = PictureOptions("preview", 96, 54)
OUTSIDE = 0.01  # share of a caster's faces that may look out: the lower rim inside a skirt does


@pytest.fixture
def composition(demo_root: Path) -> Composition:
    return compose(
        Dataset.open(demo_root).scenes()[0], ComposeOptions(picture=SMALL, sound=False), fresh_scene()
    )


def casters(scene: bpy.types.Scene) -> list[Any]:
    return [thing for thing in scene.objects if is_caster(thing)]


def test_they_alone_cast_and_are_no_part_of_the_person(composition: Composition) -> None:
    scene = composition.scene
    found = casters(scene)
    cast = [thing for thing in scene.objects if thing.type == "MESH" and thing.display.show_shadows]
    assert set(cast) == set(found)
    assert {thing.parent for thing in found} == {actor.armature for actor in composition.actors}
    assert not any(thing.hide_render for thing in found)
    for actor in (*actors_of(scene), *composition.actors):
        assert not set(actor.meshes) & set(found)
    assert {detail_of(actor.armature) for actor in composition.actors} == {"playback"}


def test_they_go_with_the_person(composition: Composition) -> None:
    scene = composition.scene
    first, second = (actor.armature for actor in composition.actors)
    next(mesh for mesh in composition.actors[0].meshes if mesh.name.endswith(" body")).hide_render = True
    bpy.context.view_layer.update()
    assert {thing.parent: thing.hide_render for thing in casters(scene)} == {first: True, second: False}
    bpy.ops.object.select_all(action="SELECT")
    bpy.ops.object.delete()
    assert not casters(scene)


def picture(scene: bpy.types.Scene, path: Path) -> np.ndarray:
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    image: Any = bpy.data.images.load(str(path))
    pixels = np.array(image.pixels[:]).reshape(scene.render.resolution_y, -1, 4)
    bpy.data.images.remove(image)
    return pixels


@pytest.mark.parametrize("preset", ["preview", "final", "pathtraced"])
def test_workbench_draws_their_shadows_and_no_other_engine_anything(
    demo_root: Path, tmp_path: Path, preset: str
) -> None:
    options = ComposeOptions(picture=PictureOptions(preset, 96, 54, samples=2), sound=False)
    scene = compose(Dataset.open(demo_root).scenes()[0], options, fresh_scene()).scene
    scene.frame_set(30)
    scene.render.use_persistent_data = False
    with_them = picture(scene, tmp_path / "with.png")
    for caster in casters(scene):
        caster.driver_remove("hide_render")
        caster.hide_render = True
    without = picture(scene, tmp_path / "without.png")
    changed = np.abs(with_them - without).max(axis=2)
    if preset == "preview":
        assert np.mean(changed > 0.03) > 0.002
    else:
        assert changed.max() < 1e-3


def test_they_cast_about_the_shadow_of_the_people(composition: Composition, tmp_path: Path) -> None:
    scene = composition.scene
    scene.render.resolution_x, scene.render.resolution_y = 320, 180
    scene.frame_set(30)
    light = picture(scene, tmp_path / "casters.png")
    for thing in scene.objects:
        thing.display.show_shadows = thing.type == "MESH" and not part_of_set(thing) and not is_caster(thing)
    whole = picture(scene, tmp_path / "whole.png")
    for thing in scene.objects:
        thing.display.show_shadows = False
    bright = picture(scene, tmp_path / "none.png")
    dark, darker = (np.abs(shown - bright).max(axis=2) > 0.03 for shown in (light, whole))
    assert 0.7 * darker.sum() < dark.sum() < 1.1 * darker.sum(), (dark.sum(), darker.sum())


def uncovered(character: Character) -> float:
    """The share of a caster's faces, now, over which there is nothing of the person."""
    graph = bpy.context.evaluated_depsgraph_get()
    points, faces, start = [], [], 0
    for thing in character.meshes:
        if thing.name.endswith(" hair"):
            continue
        mesh = thing.evaluated_get(graph).to_mesh()
        points += [tuple(vertex.co) for vertex in mesh.vertices]
        faces += [[start + corner for corner in face.vertices] for face in mesh.polygons]
        start = len(points)
    outside = BVHTree.FromPolygons(points, faces)
    inner = character.caster.evaluated_get(graph).to_mesh()
    bare = [
        outside.ray_cast(face.center, face.normal)[0] is None for face in inner.polygons if face.area > 1e-5
    ]
    return float(np.mean(bare))


@pytest.fixture(scope="module")
def contact_root() -> Path:
    data = Path(__file__).resolve().parents[4] / "shared" / "data"
    folder = Path(os.environ.get("INTERACT_SHARED_DATA", data)) / "interact_contact"
    if not folder.is_dir():
        pytest.skip(f"the real captures are not on this machine ({folder} is absent)")
    return folder


def moved(motion: Motion, look: Any) -> Character:
    scene = fresh_scene()
    fitted = fitted_character(look, motion, detail=Detail.DRAFT)
    character = build_character(fitted, name="actor", collection=scene.collection)
    apply_motion(character.armature, motion, name="take")
    return character


@pytest.mark.newest
@pytest.mark.parametrize("look", all_looks(), ids=lambda look: look.id)
def test_they_stay_inside_everyone(demo_root: Path, look: Any) -> None:
    path = sorted((demo_root / "bvhs").glob("*.bvh"))[0]
    motion = to_motion(read(path), units="cm", up="Y")
    character = moved(motion, look)
    for frame in (1, motion.frames // 2, motion.frames - 5):
        bpy.context.scene.frame_set(frame)
        assert uncovered(character) < OUTSIDE


@pytest.mark.newest
@pytest.mark.parametrize("name", ["20231212_002_203", "20231211_006_202", "20231215_007_206"])
def test_they_stay_inside_who_embraces_kicks_and_does_push_ups(contact_root: Path, name: str) -> None:
    motion = to_motion(read(contact_root / "bvhs" / f"{name}.bvh"), units="cm", up="Y")
    for look in all_looks()[:3]:
        character = moved(motion, look)
        for frame in np.linspace(1, motion.frames, 6).astype(int).tolist():
            bpy.context.scene.frame_set(frame)
            assert uncovered(character) < OUTSIDE
