# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import bpy
import pytest

from interact_addon.blender.ownership import owned_by, remove_owned, tag_new

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
