# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import bpy
import pytest

from interact_addon.blender.common.ownership import owned_by, remove_owned, tag_new
from interact_addon.blender.scene.clearing import clear_composed, composed_keys

pytestmark = pytest.mark.blender


def make(name: str) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(name)
    mesh.materials.append(bpy.data.materials.new(name))
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def census() -> dict[str, list[str]]:
    kinds = ("objects", "meshes", "materials", "collections", "actions")
    return {kind: sorted(block.name for block in getattr(bpy.data, kind)) for kind in kinds}


def test_what_is_made_inside_is_removed_and_nothing_else() -> None:
    make("mine")
    before = census()
    with tag_new("20231119_051"):
        make("ours")
        bpy.data.collections.new("ours")
    with tag_new("20231126_319"):
        make("another")
    assert len(owned_by("20231119_051")) == 4
    assert remove_owned("20231119_051") == 4
    assert "another" in bpy.data.objects
    remove_owned("20231126_319")
    assert census() == before


def test_a_material_that_the_user_has_come_to_use_stays() -> None:
    mine = make("mine")
    with tag_new("20231119_051"):
        ours = make("ours")
    mine.data.materials[0] = ours.data.materials[0]
    remove_owned("20231119_051")
    assert mine.data.materials[0].name == "ours"
    assert owned_by("20231119_051") == []
    assert "ours" not in bpy.data.objects


def test_removing_what_is_not_there_does_nothing() -> None:
    make("mine")
    before = census()
    assert remove_owned("20231119_051") == 0
    assert census() == before


@pytest.fixture
def linked(tmp_path: Path) -> bpy.types.Collection:
    """A collection that was composed in another file, linked into an empty one; it is in no scene."""
    with tag_new("20231119_051"):
        stage = bpy.data.collections.new("Stage")
        bpy.context.scene.collection.children.link(stage)
        stage.objects.link(make("theirs"))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "library.blend"))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(str(tmp_path / "library.blend"), link=True) as (_, wanted):
        wanted.collections = ["Stage"]
    return bpy.data.collections["Stage"]


def test_what_another_file_has_composed_stays(linked: bpy.types.Collection) -> None:
    scene = bpy.context.scene
    instance = bpy.data.objects.new("instance", None)
    instance.instance_type, instance.instance_collection = "COLLECTION", linked
    scene.collection.objects.link(instance)
    scene.collection.children.link(linked)
    with tag_new("20231119_051"):
        make("ours")
    assert composed_keys(scene) == ["20231119_051"]
    assert clear_composed(scene) == 3
    assert composed_keys(scene) == []
    assert instance.instance_collection == linked
    assert sorted(thing.name for thing in scene.objects) == ["instance", "theirs"]


def test_an_override_of_what_another_file_has_composed_is_somebodys_own(linked: bpy.types.Collection) -> None:
    scene = bpy.context.scene
    scene.collection.children.link(linked)
    linked.override_hierarchy_create(scene, bpy.context.view_layer)
    local = [thing.name for thing in scene.objects if thing.library is None]
    assert local == ["theirs"]
    assert composed_keys(scene) == []
    assert clear_composed(scene) == 0
    assert [thing.name for thing in scene.objects if thing.library is None] == local
