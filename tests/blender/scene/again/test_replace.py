# SPDX-License-Identifier: GPL-3.0-or-later
"""Another character for one actor; everything else stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import actors_of, meshes_on
from interact_addon.blender.common.ownership import OWNER
from interact_addon.blender.editing.edit_layer import edit_layer, write_edit
from interact_addon.blender.scene.again.losses import would_go
from interact_addon.blender.scene.again.replace import Replaced, replace_actor, replaced_losses
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.errors import CharacterError, UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.casting.placement import Placement

pytestmark = pytest.mark.blender

DRAFT = ComposeOptions(picture=PictureOptions("preview", 320, 180), detail="draft")
OMAR = replace(DRAFT, cast={"001": "omar"})
FRAMES = (31, 45, 70)
BONE = 'pose.bones["LeftArm"].rotation_quaternion'
KINDS = ("objects", "meshes", "armatures", "actions", "collections", "cameras", "lights", "shape_keys")


@pytest.fixture(scope="module")
def source(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


@pytest.fixture
def composed(source: Scene) -> Composition:
    return compose(source, DRAFT, bpy.context.scene, placement=Placement(1.5, 0.0, 45.0, 31))


def turns(armature: Any) -> dict[str, np.ndarray]:
    """Bone -> (F, 3, 3) its turn in the world."""
    out: dict[str, list[np.ndarray]] = {}
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        for bone in armature.pose.bones:
            world = armature.matrix_world @ bone.matrix
            out.setdefault(bone.name, []).append(np.array(world.to_3x3().normalized()))
    return {name: np.stack(rows) for name, rows in out.items()}


def census() -> dict[str, int]:
    return {kind: len(getattr(bpy.data, kind)) for kind in KINDS}


def test_somebody_else_plays_the_same_with_the_same_edits(source: Scene, composed: Composition) -> None:
    scene = composed.scene
    old: Any = composed.actors[0].armature
    other: Any = composed.actors[1].armature
    face: Any = next(mesh.data for mesh in composed.actors[0].meshes if mesh.data.shape_keys)  # type: ignore[union-attr]
    turn = [[0.8, 0.9], [0.6, 0.435], [0.0, 0.0], [0.0, 0.0]]
    write_edit(old, [40, 50], {(BONE, index): row for index, row in enumerate(turn)})
    write_edit(face.shape_keys, [40, 50], {('key_blocks["jawOpen"].value', 0): [0.9, 0.8]})
    hat = bpy.data.objects.new("Hat", None)
    scene.collection.objects.link(hat)
    hat.parent, hat.parent_type, hat.parent_bone = old, "BONE", "Head"
    scene.timeline_markers.new("mine", frame=7)
    scene.view_layers[0].objects.active = old
    scene.frame_set(40)
    jaw = face.shape_keys.key_blocks["jawOpen"].value
    assert jaw > 0.8
    before, played, camera, numbers = turns(old), other.animation_data.action, scene.camera, census()
    assert replaced_losses(scene, source, "001", None, built_in=True) == []
    done = replace_actor(source, "001", OMAR, scene)
    assert [finding.code for finding in done.findings if finding.code.startswith("lost")] == []
    assert done.armature.name == "Actor 001"
    assert scene.view_layers[0].objects.active == done.armature
    assert [actor.armature for actor in actors_of(scene)] == [done.armature, other]
    now = turns(done.armature)
    assert set(now) == set(before)
    assert max(np.abs(now[name] - before[name]).max() for name in now) < 1e-4
    scene.frame_set(40)
    mesh: Any = next(mesh.data for mesh in done.meshes if mesh.data.shape_keys)  # type: ignore[union-attr]
    assert mesh.shape_keys.key_blocks["jawOpen"].value == pytest.approx(jaw, abs=1e-6)
    assert (hat.parent, hat.parent_bone) == (done.armature, "Head")
    assert (other.animation_data.action, scene.camera) == (played, camera)
    assert "mine" in scene.timeline_markers
    assert {kind: count for kind, count in census().items() if kind not in ("meshes", "actions")} == {
        kind: count for kind, count in numbers.items() if kind not in ("meshes", "actions")
    }
    assert not any(name.endswith("(before)") for name in bpy.data.objects.keys())  # noqa: SIM118
    assert [str(loss) for loss in would_go(scene, [composed.key])] == ["Actor 001: its edit layer"]
    spots = [thing for thing in scene.objects if thing.name.startswith("Contact")]
    assert all(thing.constraints[0].target in (done.armature, other) for thing in spots)


def test_another_size_comes_to_the_other_as_played_now(source: Scene, composed: Composition) -> None:
    scene = composed.scene
    other: Any = composed.actors[1].armature
    keys = [tuple(curve.keyframe_points[-1].co) for curve in compat.fcurves_of(other)]
    done = replace_actor(source, "001", replace(OMAR, height={"001": 1.55}), scene)
    assert done.motion == "contact"
    assert [tuple(curve.keyframe_points[-1].co) for curve in compat.fcurves_of(other)] == keys
    again = replace_actor(source, "002", replace(DRAFT, height={"002": 1.5}), scene)
    assert again.motion == "contact"
    assert {curve.keyframe_points[0].co.x for curve in compat.fcurves_of(again.armature)} == {31.0}


def test_an_armature_of_the_user_s_and_back(source: Scene, composed: Composition) -> None:
    scene = composed.scene
    rig = _own(composed)
    done: Replaced = replace_actor(source, "001", DRAFT, scene, rig)
    assert done.armature == rig
    assert [actor.armature.name for actor in actors_of(scene)].count("Bob") == 1
    assert "Actor 001" not in scene.objects
    back = replace_actor(source, "001", OMAR, scene)
    assert back.armature.name == "Actor 001"
    assert rig.name in scene.objects
    assert rig.animation_data is None or rig.animation_data.action is None


def test_a_character_of_a_file_plays(source: Scene, composed: Composition, tmp_path: Path) -> None:
    scene = composed.scene
    rig, path = _own(composed), tmp_path / "people.blend"
    bpy.data.libraries.write(str(path), {rig})
    bpy.data.objects.remove(rig)
    path.with_suffix(".toml").write_text('[actors.001]\narmature = "Bob"\n')
    from_file = replace(DRAFT, characters=path)
    done = replace_actor(source, "001", from_file, scene)
    assert done.armature.name == "Bob"
    assert "Actor 001" not in scene.objects
    assert compat.fcurves_of(done.armature)[0].keyframe_points[0].co.x == 31.0
    assert [str(loss) for loss in would_go(scene, [composed.key])] == []
    again = replace_actor(source, "001", from_file, scene)
    assert again.armature.name == "Bob"
    replace_actor(source, "001", OMAR, scene)
    assert not [name for name in bpy.data.objects.keys() if name.startswith("Bob")]  # noqa: SIM118
    path.with_suffix(".toml").write_text('[actors.001]\narmature = "Nobody"\n')
    with pytest.raises(CharacterError, match="Nobody"):
        replace_actor(source, "001", from_file, scene)
    assert len(actors_of(scene)) == 2


def test_what_refers_to_somebody_refers_to_who_comes_and_who_is_hidden_stays_so(
    source: Scene, composed: Composition
) -> None:
    scene, old = composed.scene, composed.actors[0].armature
    follower, camera = bpy.data.objects.new("Follower", None), composed.camera
    scene.collection.objects.link(follower)
    follower.constraints.new("COPY_LOCATION").target = old
    variable = follower.driver_add("location", 0).driver.variables.new()
    variable.type, variable.targets[0].id = "TRANSFORMS", old
    camera.data.dof.focus_object = old
    old.hide_viewport = True
    composed.actors[0].meshes[0].hide_set(True)
    numbers = census()
    replace_actor(source, "001", OMAR, scene)
    back = replace_actor(source, "001", DRAFT, scene)
    assert back.armature.name == "Actor 001"
    assert follower.constraints[0].target == back.armature
    assert variable.targets[0].id == camera.data.dof.focus_object == back.armature
    assert back.armature.hide_viewport
    assert scene.objects[back.meshes[0].name].hide_get()
    assert census() == numbers


def test_what_cannot_play_changes_nothing(source: Scene, composed: Composition) -> None:
    scene = composed.scene
    bare = bpy.data.objects.new("Bare", bpy.data.armatures.new("Bare"))
    scene.collection.objects.link(bare)
    before = census(), sorted(thing.name for thing in bpy.data.objects)
    with pytest.raises(CharacterError, match="Bare"):
        replace_actor(source, "001", DRAFT, scene, bare)
    assert (census(), sorted(thing.name for thing in bpy.data.objects)) == before
    with pytest.raises(UsageError, match="no actor 009"):
        replace_actor(source, "009", DRAFT, scene)
    assert edit_layer(composed.actors[0].armature) is None


def test_a_failure_half_way_puts_the_old_one_back(
    source: Scene, composed: Composition, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interact_addon.blender.scene.again import replace as module

    def fails(*_: object) -> None:
        raise CharacterError("torn")

    monkeypatch.setattr(module, "play_beside", fails)
    before = census(), sorted(thing.name for thing in bpy.data.objects)
    with pytest.raises(CharacterError, match="torn"):
        replace_actor(source, "001", OMAR, composed.scene)
    assert (census(), sorted(thing.name for thing in bpy.data.objects)) == before
    assert len(actors_of(composed.scene)) == 2


def test_it_has_to_be_composed(source: Scene) -> None:
    with pytest.raises(UsageError, match="is not composed"):
        replace_actor(source, "001", DRAFT, bpy.context.scene)


def _own(composed: Composition) -> Any:
    """A copy of a person, made somebody's own."""
    played: Any = composed.actors[0].armature
    rig: Any = played.copy()
    rig.data = played.data.copy()
    rig.animation_data_clear()
    for block in (rig, rig.data):
        for name in [name for name in block.keys() if name.startswith("interact")]:  # noqa: SIM118
            del block[name]
    rig.name = "Bob"
    composed.scene.collection.objects.link(rig)
    assert OWNER not in rig
    assert not meshes_on(composed.scene, rig)
    return rig
