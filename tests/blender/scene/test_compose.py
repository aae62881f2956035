# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole scenes, composed from the demo dataset and from real captures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 320, 180))
KINDS = (
    "objects", "meshes", "armatures", "actions", "materials", "collections", "cameras", "lights", "worlds",
    "node_groups", "images", "sounds", "shape_keys",
)  # fmt: skip


def census() -> dict[str, int]:
    blocks = {kind: len(getattr(bpy.data, kind)) for kind in KINDS if hasattr(bpy.data, kind)}
    return blocks | {"strips": len(compat.strips_of(bpy.context.scene))}


@pytest.fixture(scope="session")
def demo(demo_root: Path) -> Dataset:
    return Dataset.open(demo_root)


def composed(dataset: Dataset, options: ComposeOptions = PREVIEW) -> Composition:
    return compose(dataset.scenes()[0], options, bpy.context.scene)


def test_the_scene_has_the_take_s_frames_and_rate(demo: Dataset) -> None:
    composition = composed(demo)
    scene = composition.scene
    assert (scene.render.fps, scene.render.fps_base) == (30, 1.0)
    assert (scene.frame_start, scene.frame_end) == (1, composition.takes.frames)
    assert scene.camera is composition.camera
    assert len(composition.actors) == 2


def test_labels_are_markers_that_go_with_the_scene(demo: Dataset) -> None:
    scene = bpy.context.scene
    scene.timeline_markers.new("mine", frame=3)
    composed(demo, replace(PREVIEW, markers="labels"))
    names = {marker.name for marker in scene.timeline_markers if marker.frame == 1}
    assert names == {"001: walk (found)", "002: walk (found)"}
    clear_composed(scene)
    assert [marker.name for marker in scene.timeline_markers] == ["mine"]


def test_both_actors_have_their_own_action_and_a_key_slot(demo: Dataset) -> None:
    composition = composed(demo)
    actions = [actor.armature.animation_data.action for actor in composition.actors]
    assert actions[0] != actions[1]
    for actor, action in zip(composition.actors, actions, strict=True):
        faces = [mesh for mesh in actor.meshes if mesh.data.shape_keys]
        assert faces
        for face in faces:
            data = face.data.shape_keys.animation_data
            assert data is not None
            if hasattr(action, "slots"):
                assert data.action == action
                assert data.action_slot.target_id_type == "KEY"


def test_faces_move_as_the_weights_say(demo: Dataset) -> None:
    composition = composed(demo)
    for actor, take in zip(composition.actors, composition.takes.takes, strict=True):
        assert take.face is not None
        skin = max((m for m in actor.meshes if m.data.shape_keys), key=lambda m: len(m.data.vertices))
        blocks = skin.data.shape_keys.key_blocks
        for frame in (1, 40, 90):
            composition.scene.frame_set(frame)
            for name, weight in zip(take.face.names, take.face.weights[frame - 1], strict=True):
                assert blocks[name].value == pytest.approx(weight, abs=1e-6)


def test_composing_twice_leaves_no_duplicates_and_another_s_things_alone(demo: Dataset) -> None:
    mine = bpy.data.objects.new("mine", bpy.data.meshes.new("mine"))
    bpy.context.scene.collection.objects.link(mine)
    composed(demo)
    first = census()
    names = sorted(thing.name for thing in bpy.data.objects)
    composed(demo)
    assert census() == first
    assert sorted(thing.name for thing in bpy.data.objects) == names
    assert mine.name in bpy.data.objects


def test_voices_are_strips_from_the_first_frame(demo: Dataset) -> None:
    composition = composed(demo)
    if not compat.has_audio():
        assert "no-audio-build" in {finding.code for finding in composition.findings}
        return
    strips = list(compat.strips_of(composition.scene))
    assert len(strips) == 2
    assert len({strip.channel for strip in strips}) == 2
    for strip in strips:
        first, after = compat.strip_range(strip)
        assert first == 1
        assert after - first == pytest.approx(composition.takes.frames, abs=1)


def places_of(mesh: bpy.types.Object) -> np.ndarray:
    """(V, 3) world places of a mesh as it is posed now; the meshes themselves lie at the origin."""
    data = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    places = np.empty(3 * len(data.vertices), dtype=np.float32)
    data.vertices.foreach_get("co", places)
    world = np.array(mesh.matrix_world)
    return places.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]


def test_heads_and_feet_of_the_meshes_are_in_the_picture(demo: Dataset) -> None:
    """Seen through the real camera, with the real meshes: hair and shoes included."""
    for width, height in ((320, 180), (180, 320)):
        composition = composed(demo, replace(PREVIEW, picture=PictureOptions("preview", width, height)))
        scene, camera = composition.scene, composition.camera
        for frame in (1, 60, composition.takes.frames):
            scene.frame_set(frame)
            graph = bpy.context.evaluated_depsgraph_get()
            to_picture = np.array(
                camera.calc_matrix_camera(graph, x=width, y=height) @ camera.matrix_world.inverted()
            )
            for actor in composition.actors:
                for mesh in actor.meshes:
                    places = np.pad(places_of(mesh), ((0, 0), (0, 1)), constant_values=1.0)
                    seen = places @ to_picture.T
                    assert (seen[:, 3] > 0).all()
                    assert np.abs(seen[:, :2] / seen[:, 3:]).max() < 1.0


def test_soles_stand_on_the_floor(demo: Dataset) -> None:
    composition = composed(demo)
    lowest: list[float] = []
    for frame in range(1, composition.takes.frames + 1, 10):
        composition.scene.frame_set(frame)
        lowest += [min(places_of(mesh)[:, 2].min() for mesh in actor.meshes) for actor in composition.actors]
    assert np.median(np.abs(lowest)) < 0.02
    assert min(lowest) > -0.06


def test_a_missing_face_is_told_and_the_face_stays_neutral(sample_root: Path) -> None:
    source = Dataset.open(sample_root).scene("20240126_034")
    composition = compose(source, PREVIEW, bpy.context.scene)
    told = [finding for finding in composition.findings if finding.code == "missing-face"]
    assert len(told) == 1
    assert "20240126_006_034" in told[0].message
    without = next(actor for actor in composition.actors if actor.actor_id == "006")
    for mesh in without.meshes:
        if mesh.data.shape_keys:
            assert all(block.value == 0.0 for block in list(mesh.data.shape_keys.key_blocks)[1:])


@pytest.mark.parametrize("bodies", ["bvhs", "bvhs_retarget"])
@pytest.mark.parametrize(
    ("root", "performances"),
    [("demo_root", 2), pytest.param("interact_mini", 6, marks=pytest.mark.newest)],
)
def test_every_bone_of_all_performances_is_where_the_capture_has_the_joint(
    request: pytest.FixtureRequest, pose_heads, root: str, performances: int, bodies: str
) -> None:
    """The mission's promise, on every mapped bone: within a millimetre of the BVH's own kinematics."""
    dataset = Dataset.open(request.getfixturevalue(root))
    options = replace(PREVIEW, take=replace(PREVIEW.take, bodies=bodies), sound=False)
    checked = 0
    for source in dataset.scenes():
        composition = compose(source, options, bpy.context.scene)
        for actor, take in zip(composition.actors, composition.takes.takes, strict=True):
            names = list(take.body.skeleton.names)
            assert set(names) <= {bone.name for bone in actor.armature.pose.bones}
            for every in composition.actors:
                for mesh in every.meshes:
                    mesh.hide_viewport = True  # bones alone are posed a hundred times faster
            found = pose_heads(actor.armature, names, list(range(1, take.frames + 1)))
            assert np.linalg.norm(found - forward(take.body)[0], axis=-1).max() < 1e-3
            checked += 1
    assert checked == performances
