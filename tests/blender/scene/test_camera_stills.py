# SPDX-License-Identifier: GPL-3.0-or-later
"""Stills of what a scene's cameras show: made beside the scene, of which nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.scene.camera_setup import set_camera
from interact_addon.blender.scene.camera_stills import still, still_size
from interact_addon.blender.scene.camera_views import actor_ids, place_now, places_of, set_place
from interact_addon.blender.scene.compose import compose_prepared
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import Prepared, prepare

pytestmark = pytest.mark.blender

SIZE = (96, 54)


PREVIEW = ComposeOptions(picture=PictureOptions("preview", 96, 54), detail="draft", sound=False)


@pytest.fixture(scope="module")
def prepared(demo_root: Path) -> Prepared:
    return prepare(Dataset.open(demo_root).scenes()[0], PREVIEW)


@pytest.fixture
def scene(prepared: Prepared) -> Any:
    """The demo, composed."""
    scene: Any = bpy.context.scene
    compose_prepared(prepared, PREVIEW, scene)
    scene.frame_set(20)
    return scene


def state(scene: Any) -> tuple[Any, ...]:
    blocks = {}
    for prop in bpy.data.bl_rna.properties:
        if prop.type == "COLLECTION":
            for block in getattr(bpy.data, prop.identifier):
                if isinstance(block, bpy.types.ID):
                    blocks[prop.identifier, block.name] = block.users
    poses = [np.array(thing.matrix_world).tolist() for thing in scene.objects]
    render = scene.render
    return (
        blocks,
        poses,
        (scene.frame_current, scene.frame_start, scene.frame_end, scene.camera.name),
        (render.engine, render.filepath, render.resolution_x, render.image_settings.file_format),
        bpy.context.scene.name,
    )


def test_places_have_the_actors_ids() -> None:
    assert places_of(["001", "006"]) == [
        "front",
        "side",
        "two_shot",
        "orbit",
        "close:001",
        "close:006",
        "over_shoulder:001",
        "over_shoulder:006",
        "pov:001",
        "pov:006",
        "edit",
    ]
    assert places_of(["001"]) == ["front", "side", "orbit", "close:001", "pov:001", "edit"]
    many = places_of([f"{number:03}" for number in range(13)])
    assert len(many) == len(set(many)) == 4 + 3 * 13 + 1


def test_a_still_shows_the_frame_and_changes_nothing(scene: Any) -> None:
    bone = next(rig for rig in scene.objects if rig.type == "ARMATURE").pose.bones["Hips"]
    bone.location.x += 0.5  # not keyed
    bpy.context.view_layer.update()
    before, posed = state(scene), np.array(bone.matrix)
    first, again, later = (still(scene, "front", frame, SIZE) for frame in (20, 20, 90))
    assert first.shape == (54, 96, 4)
    assert first.dtype == np.uint8
    assert (first[..., 3] == 255).all()
    assert np.abs(first.astype(int) - again).max() <= 2
    assert (np.abs(first.astype(int) - later).max(axis=-1) > 30).sum() > 20, "the people have moved"
    assert state(scene) == before
    np.testing.assert_array_equal(bone.matrix, posed)
    close = [still(scene, f"close:{actor}", 20, SIZE) for actor in actor_ids(scene)]
    assert (np.abs(close[0].astype(int) - close[1]).max(axis=-1) > 30).sum() > 200
    people = next(child for child in bpy.context.view_layer.layer_collection.children)
    for child in people.children:
        child.exclude = child.name.startswith("Actor")
    empty = still(scene, "front", 20, SIZE)
    assert (np.abs(first.astype(int) - empty).max(axis=-1) > 30).sum() > 50, "what is excluded is in no still"


def test_stills_have_the_scenes_proportions() -> None:
    scene: Any = bpy.context.scene
    for size, expected in (((1280, 720), (192, 108)), ((1080, 1920), (108, 192)), ((500, 500), (192, 192))):
        scene.render.resolution_x, scene.render.resolution_y = size
        assert still_size(scene) == expected


def test_the_place_is_told_by_the_actors_id(scene: Any) -> None:
    first, second = actor_ids(scene)
    set_camera(scene, "close_b")
    assert place_now(scene) == f"close:{second}"
    set_place(scene, f"over_shoulder:{first}", None, "auto")
    assert place_now(scene) == f"over_shoulder:{first}"
    set_place(scene, "front", None, "auto")
    assert place_now(scene) == "front"
    with pytest.raises(UsageError, match="there is no actor 099"):
        still(scene, "close:099", 20, SIZE)


def test_a_scene_without_people_has_no_places() -> None:
    scene: Any = bpy.context.scene
    with pytest.raises(UsageError, match="has no actors"):
        still(scene, "front", 1, SIZE)
    assert place_now(scene) is None
    assert actor_ids(scene) == []
