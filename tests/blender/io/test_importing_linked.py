# SPDX-License-Identifier: GPL-3.0-or-later
"""Single files where characters and collections come from another file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.io.importing import (
    ImportOptions,
    import_bodies,
    import_faces,
    import_performances,
)

pytestmark = pytest.mark.blender

BARE = ImportOptions(look="none")


@pytest.fixture
def stage() -> bpy.types.Scene:
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    return scene


def from_library(folder: Path, kind: str, block: Any) -> Any:
    """The same datablock, linked from a file that is written for it."""
    path, name = str(folder / "library.blend"), block.name
    bpy.data.libraries.write(path, {block})
    getattr(bpy.data, kind).remove(block)
    with bpy.data.libraries.load(path, link=True) as (_, wanted):
        setattr(wanted, kind, [name])
    return getattr(wanted, kind)[0]


def test_weights_do_not_go_onto_what_is_linked(
    stage, sample_root: Path, tmp_path: Path, face_mesh: Callable[..., bpy.types.Object]
) -> None:
    linked = from_library(tmp_path, "objects", face_mesh("Face"))
    stage.collection.objects.link(linked)
    path = sample_root / "face_arkit" / "20231119_001_051.npy"
    result = import_faces(stage, [path], BARE, onto=linked)
    assert result.actors == ()
    assert "Face are linked from another file" in str(result.failures[0])
    assert linked.data.shape_keys.animation_data is None


def test_a_performance_does_not_go_onto_who_is_linked(stage, sample_root: Path, tmp_path: Path) -> None:
    armature = bpy.data.objects.new("Bob", bpy.data.armatures.new("Bob"))
    linked = from_library(tmp_path, "objects", armature)
    stage.collection.objects.link(linked)
    alone = tmp_path / "20231119_001_051.npy"
    shutil.copy(sample_root / "face_arkit" / alone.name, alone)
    result = import_performances(stage, [alone], BARE, onto=linked)
    assert "Bob is linked from another file" in str(result.failures[0])
    assert list(linked.keys()) == []


def test_new_people_do_not_go_into_a_linked_collection(stage, sample_root: Path, tmp_path: Path) -> None:
    group = bpy.data.collections.new("Set")
    group.objects.link(bpy.data.objects.new("Chair", None))
    linked = from_library(tmp_path, "collections", group)
    stage.collection.children.link(linked)
    paths = [sample_root / "bvhs" / "20231119_001_051.bvh"]
    first = import_bodies(stage, paths, BARE, collection=linked).actors[0].armature
    over = linked.override_hierarchy_create(stage, bpy.context.view_layer)
    second = import_performances(stage, paths, BARE, collection=over).actors[0].armature
    for armature in (first, second):
        assert [place.name for place in armature.users_collection] == [stage.collection.name]
