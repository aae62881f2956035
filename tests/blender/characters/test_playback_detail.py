# SPDX-License-Identifier: GPL-3.0-or-later
"""Light stand-ins in viewports: they play what the people play, and leave no trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.character import Character, build_character
from interact_addon.blender.characters.playback_detail import full_detail, in_playback, set_playback
from interact_addon.blender.common.actors import actors_of, tag_performance
from interact_addon.blender.common.casters import stands_for
from interact_addon.blender.common.keys import Channel, write_action
from interact_addon.core.characters import look_by_id, own_skeleton_character

pytestmark = pytest.mark.blender

KINDS = ("objects", "meshes", "shape_keys", "scenes", "materials", "actions")


@pytest.fixture(scope="module")
def jonas() -> Any:
    """A built-in person, of which Blender knows nothing yet; read-only by agreement."""
    return own_skeleton_character(look_by_id("jonas"))


@pytest.fixture
def person(jonas: Any) -> Character:
    """Who opens the mouth while the whole body rises."""
    made = build_character(jonas, name="Actor 001", collection=bpy.context.scene.collection)
    tag_performance(made.armature, "001")
    root = made.armature.pose.bones[0].name  # type: ignore[union-attr]
    rise = np.linspace(0, 1, 20)[None].repeat(3, axis=0)
    path = f'pose.bones["{root}"].location'
    write_action([made.armature], "rise", [Channel(path, axis) for axis in range(3)], rise)
    keys = [mesh.data.shape_keys for mesh in made.face_meshes]  # type: ignore[union-attr]
    write_action(keys, "jaw", [Channel('key_blocks["jawOpen"].value')], rise[:1], slot_type="KEY")
    return made


def _stand_ins(scene: Any) -> list[Any]:
    return [thing for thing in scene.objects if stands_for(thing) is not None]


def _seen(thing: Any) -> np.ndarray:
    mesh = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    out = np.empty(3 * len(mesh.vertices), dtype=np.float32)
    mesh.vertices.foreach_get("co", out)
    return out.reshape(-1, 3)


def _size(points: list[np.ndarray]) -> np.ndarray:
    every = np.concatenate(points)
    return np.concatenate([every.min(axis=0), every.max(axis=0)])


def test_stand_ins_play_what_the_person_plays_with_few_vertices(person: Character) -> None:
    scene = bpy.context.scene
    scene.frame_set(15)
    was = [_seen(mesh) for mesh in person.meshes]
    head = _seen(person.face_meshes[0])
    assert set_playback(scene, True) == 1
    assert in_playback(scene)
    stands = _stand_ins(scene)
    now = [_seen(stand) for stand in stands]
    assert sum(map(len, now)) < 0.4 * sum(map(len, was))
    assert _size(now) == pytest.approx(_size(was), abs=0.02)
    face = next(stand for stand in stands if stand.data.shape_keys)
    opened = _seen(face)
    scene.frame_set(1)
    closed = _seen(face)
    assert np.ptp(opened[:, 2] - closed[:, 2]) > 0.01  # the jaw moves on the rising body
    far = np.linalg.norm(opened[::50, None] - head[None], axis=-1).min(axis=1)
    assert far.max() < 0.01
    assert actors_of(scene)[0].meshes == person.meshes


def test_renders_show_the_person_and_the_user_gets_all_back(person: Character, tmp_path: Path) -> None:
    scene = bpy.context.scene
    before = {kind: len(getattr(bpy.data, kind)) for kind in KINDS}
    person.meshes[-1].hide_viewport = True  # by the user
    set_playback(scene, True)
    stands = _stand_ins(scene)
    assert all(stand.hide_render and not stand.hide_viewport for stand in stands)
    assert all(not mesh.hide_render and mesh.hide_viewport for mesh in person.meshes)
    with full_detail(scene):
        assert [mesh.hide_viewport for mesh in person.meshes] == [False] * (len(person.meshes) - 1) + [True]
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    scene = bpy.context.scene
    assert in_playback(scene)
    set_playback(scene, False)
    meshes = actors_of(scene)[0].meshes
    assert [mesh.hide_viewport for mesh in meshes] == [False] * (len(meshes) - 1) + [True]
    assert {kind: len(getattr(bpy.data, kind)) for kind in KINDS} == before


def test_characters_of_the_user_have_nothing_to_switch(person: Character) -> None:
    del person.armature["interact_detail"]
    assert set_playback(bpy.context.scene, True) == 0
    assert not in_playback(bpy.context.scene)
