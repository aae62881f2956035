# SPDX-License-Identifier: GPL-3.0-or-later
"""Handles start on the captured pose, reach what they are moved to, and write what they show."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from mathutils import Euler, Matrix

from interact_addon.blender.animation.bone_roles import ROLES_PROPERTY
from interact_addon.blender.common.motion_tag import motion_of, tag_motion
from interact_addon.blender.editing.bone_sampling import SampledBones, sample_bones
from interact_addon.blender.editing.edit_layer import add_edit_layer, write_edit
from interact_addon.blender.editing.handle_builder import turns_of
from interact_addon.blender.editing.handle_parts import Handle, handle_of, handles_of
from interact_addon.blender.editing.handles import (
    HANDLES,
    HandleOptions,
    add_handle,
    apply_handle,
    remove_handle,
    remove_handles,
)
from interact_addon.blender.editing.simplify import Tolerance, simplify
from interact_addon.blender.editing.standing_handles import follow_capture, pin_handle
from interact_addon.blender.io.export_body import sample_body
from interact_addon.blender.io.export_face import sample_face
from interact_addon.blender.io.import_body import import_bodies
from interact_addon.blender.io.import_face import face_target, play_face
from interact_addon.blender.io.offsets import ActorOffset, offset_actor
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import compose
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_conjugate, quaternion_multiply
from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import CharacterError, UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.motion_kind import EDITED
from interact_addon.core.performance.take import Take, load_take

pytestmark = pytest.mark.blender

FIRST, LAST, EASE = 30, 70, 8
RANGE = HandleOptions(FIRST, LAST, EASE)
FRAMES = np.arange(FIRST - 5, LAST + 6)
APPLIED = 0.03  # degrees: Blender adds very small rotations in the NLA no more exactly than that
FULL = slice(5 + EASE, -5 - EASE)
ENDS = {
    "left_hand": "LeftHand", "right_hand": "RightHand", "left_foot": "LeftFoot", "right_foot": "RightFoot"
}  # fmt: skip


@pytest.fixture(scope="session")
def takes(demo_root: Path) -> list[Take]:
    return [load_take(performance) for performance in Dataset.open(demo_root).scenes()[0].performances]


@pytest.fixture
def actor(takes: list[Take], put_on: Callable[..., Any]) -> Any:
    scene = bpy.context.scene
    scene.render.fps, scene.frame_end = 30, 120
    return put_on(scene, takes[0])


def posed(armature: Any, *things: Any) -> SampledBones:
    return sample_bones(armature, [bone.name for bone in armature.data.bones], FRAMES, things)


def turned(one: SampledBones, other: SampledBones, rows: Any = slice(None)) -> float:
    """The largest angle between bones, degrees."""
    angles = [0.0]
    for bone in one.pose:
        q = quaternion_multiply(
            quaternion_conjugate(turns_of(one.pose[bone][rows])), turns_of(other.pose[bone][rows])
        )
        angles.append(float(np.degrees(2 * np.arctan2(np.linalg.norm(q[:, 1:], axis=1), abs(q[:, 0]))).max()))
    return max(angles)


def misses(armature: Any, handle: Handle, bone: str) -> np.ndarray:
    there = posed(armature, handle.goal)
    tip = there.world[armature.name] @ there.pose[bone]
    return np.linalg.norm((tip - there.world[handle.goal.name])[:, :3, 3], axis=1)


def census() -> list[int]:
    return [len(kind) for kind in (bpy.data.objects, bpy.data.actions, bpy.data.collections)]


def test_a_handle_starts_on_the_captured_pose_and_goes_without_a_trace(actor: Any) -> None:
    armature = actor.armature
    before, there = posed(armature), census()
    for name in HANDLES:
        handle = add_handle(armature, name, RANGE)
        assert turned(before, posed(armature)) < 1e-4, name
        handle.empty.location = (0.1, 0.05, 0.02)
        assert turned(before, posed(armature)) > 1.0, name
        remove_handle(handle)
        assert turned(before, posed(armature)) < 1e-5, name
        assert census() == there
        assert not list(armature.animation_data.drivers)


def test_a_hand_reaches_its_handle_and_what_is_shown_is_applied(actor: Any) -> None:
    armature = actor.armature
    for name, bone in ENDS.items():
        before = posed(armature)
        handle = add_handle(armature, name, RANGE)
        handle.empty.location, handle.empty.rotation_quaternion = (0.03, 0.03, 0.025), (0.98, 0.2, 0.0, 0.0)
        assert misses(armature, handle, bone)[FULL].max() < 1e-4, name
        shown = posed(armature)
        for outside in (slice(0, 6), slice(-6, None)):  # with the first and the last frame
            assert turned(before, shown, outside) < 1e-4, name
        apply_handle(handle)
        assert not handles_of(armature)
        assert turned(shown, posed(armature)) < APPLIED, name


@pytest.mark.parametrize("mode", ["XZY", "AXIS_ANGLE"])
def test_bones_that_are_keyed_by_angles_are_applied_by_these(actor: Any, mode: str) -> None:
    armature = actor.armature
    hand = armature.pose.bones["LeftHand"]
    hand.rotation_mode = mode
    for frame, value in ((1, 0.1), (120, 0.9)):
        hand.rotation_euler = (value, 0.3, -value)
        hand.rotation_axis_angle = (value, 0.6, value - 1.0, 0.3)
        hand.keyframe_insert("rotation_euler" if mode == "XZY" else "rotation_axis_angle", frame=frame)
    handle = add_handle(armature, "left_hand", RANGE)
    handle.empty.location = (0.02, 0.02, 0.0)
    shown = posed(armature)
    apply_handle(handle)
    assert turned(shown, posed(armature)) < APPLIED


def test_an_export_takes_what_a_handle_shows(actor: Any) -> None:
    scene, armature = bpy.context.scene, actor.armature
    handle = add_handle(armature, "left_hand", RANGE)
    handle.empty.location = (0.03, 0.03, 0.025)
    shown = posed(armature)
    motion = sample_body(scene, armature, FRAMES.astype(float), Fraction(30)).motion
    hand = forward(motion)[0][:, motion.skeleton.names.index("LeftHand")]
    assert np.abs(hand - (shown.world[armature.name] @ shown.pose["LeftHand"])[:, :3, 3]).max() < 1e-5


def test_a_motion_with_a_handle_counts_as_edited(actor: Any) -> None:
    tag_motion(actor.armature, "capture")
    handle = add_handle(actor.armature, "left_hand", RANGE)
    assert motion_of(actor.armature) == EDITED
    remove_handle(handle)
    assert motion_of(actor.armature) == "capture"


def test_another_motion_takes_the_handles_away(actor: Any, demo_root: Path) -> None:
    scene, armature = bpy.context.scene, actor.armature
    add_handle(armature, "left_hand", RANGE)
    path = next(demo_root.rglob("*_001_001.bvh"))
    result = import_bodies(scene, [path], onto=armature)
    codes = [finding.code for finding in result.findings]
    assert "removed-handles" in codes
    assert "removed-edits" not in codes
    assert not handles_of(armature)


def test_another_motion_or_face_takes_edits_away_and_says_so(
    actor: Any, takes: list[Take], demo_root: Path
) -> None:
    scene, armature = bpy.context.scene, actor.armature
    add_edit_layer(actor)
    add_handle(armature, "look", RANGE)
    keys = actor.face_meshes[0].data.shape_keys
    assert keys.animation_data.drivers
    findings = play_face(face_target(scene, armature), takes[1].face, name="other", first_frame=1)
    assert [finding.code for finding in findings] == ["removed-edits", "removed-handles"]
    assert not keys.animation_data.drivers
    result = import_bodies(scene, [next(demo_root.rglob("*_001_001.bvh"))], onto=armature)
    assert [f.message for f in result.findings if f.code == "removed-edits"] == [
        f"{armature.name}: its edit layer was removed, whose edits were of another motion"
    ]


def test_eyes_of_shape_keys_follow_a_look(actor: Any) -> None:
    scene, armature = bpy.context.scene, actor.armature
    everywhere = np.arange(1.0, 121.0)

    def eyes() -> dict[str, np.ndarray]:
        sampled = sample_face(scene, actor.face_meshes, everywhere, name="x", step_through=True)
        return dict(zip(ARKIT_51, sampled.weights.T, strict=True))

    before = eyes()
    handle = add_handle(armature, "look", RANGE)
    assert max(np.abs(eyes()[name] - row).max() for name, row in before.items()) < 5e-6
    pose = posed(armature).pose
    left = (pose["LeftArm"] - pose["RightArm"])[FULL, :3, 3].mean(axis=0)
    handle.empty.location = 0.6 * left / np.linalg.norm(left) + [0.0, 0.0, 0.3]
    shown, pose = eyes(), posed(armature)
    full = slice(FIRST + EASE - 1, LAST - EASE)
    for ahead, back in (("OutLeft", "InLeft"), ("InRight", "OutRight"), ("UpLeft", "DownLeft")):
        names = f"eyeLook{ahead}", f"eyeLook{back}"
        more = (shown[names[0]] - shown[names[1]]) - (before[names[0]] - before[names[1]])
        assert more[full].min() > 0.02
        assert np.abs(more[: FIRST - 1]).max() < 1e-6
        assert np.abs(more[LAST:]).max() < 1e-6
    apply_handle(handle)
    assert turned(pose, posed(armature)) < APPLIED
    assert max(np.abs(eyes()[name] - row).max() for name, row in shown.items()) < 5e-6
    keys = actor.face_meshes[0].data.shape_keys
    assert not list(keys.animation_data.drivers)


def test_eyes_that_nothing_plays_are_put_back(actor: Any) -> None:
    keys = actor.face_meshes[0].data.shape_keys
    keys.animation_data_clear()
    block = keys.key_blocks["eyeLookUpLeft"]
    block.value = 0.25
    handle = add_handle(actor.armature, "look", RANGE)
    handle.empty.location = (0.0, 0.0, 0.5)
    bpy.context.scene.frame_set(50)
    assert block.value > 0.3
    remove_handle(handle)
    assert block.value == pytest.approx(0.25)


def test_composing_again_and_clearing_leave_no_handle(demo_root: Path) -> None:
    options = ComposeOptions(picture=PictureOptions("preview", 320, 180))
    staged = Dataset.open(demo_root).scenes()[0]
    scene = bpy.context.scene
    for _ in range(2):
        composition = compose(staged, options, scene)
        add_handle(composition.actors[0].armature, "look", RANGE)
    assert len([one for one in bpy.data.collections if one.name.startswith("Handle")]) == 2
    clear_composed(scene)
    assert not [thing for thing in scene.objects if thing.type in ("ARMATURE", "EMPTY")]
    assert not [one for one in bpy.data.collections if one.name.startswith("Handle")]
    assert not [action for action in bpy.data.actions if action.name.startswith("Handle")]


def test_the_hinge_of_an_elbow_stays_where_it_is(actor: Any) -> None:
    armature = actor.armature
    before = posed(armature)
    handle = add_handle(armature, "left_hand", RANGE)
    handle.empty.location = (0.0, 0.02, 0.05)
    after = posed(armature)
    for one in (before, after):
        start, bend, end = (one.pose[f"Left{part}"][FULL, :3, 3] for part in ("Arm", "ForeArm", "Hand"))
        hinge = np.cross(bend - start, end - bend)
        local = np.einsum("fji,fj->fi", one.pose["LeftArm"][FULL, :3, :3], hinge)
        local /= np.linalg.norm(local, axis=1, keepdims=True)
        if one is before:
            was = local
    assert np.degrees(np.arccos(np.clip(np.sum(was * local, axis=1), -1, 1))).max() < 1.0


def test_a_limb_follows_a_body_that_is_moved_below_it(actor: Any) -> None:
    armature = actor.armature
    handle = add_handle(armature, "left_foot", RANGE)
    hips = next(bone for bone in armature.pose.bones if bone.parent is None)
    hips.constraints.new("LIMIT_LOCATION")
    lower = hips.constraints.new("TRANSFORM")  # moves the hips 6 cm down
    lower.target, lower.map_to, lower.to_min_z, lower.to_max_z = armature, "LOCATION", -0.06, -0.06
    assert misses(armature, handle, "LeftFoot")[FULL].max() < 1e-4


def test_out_of_reach_is_said_with_how_far(actor: Any) -> None:
    handle = add_handle(actor.armature, "right_hand", RANGE)
    handle.empty.location = (0.0, 3.0, 0.0)
    (finding,) = apply_handle(handle)
    assert finding.code == "handle-out-of-reach"
    assert f"in {LAST - FIRST + 1 - 2 * EASE} frames" in finding.message


def test_rigs_elsewhere_of_another_size_and_with_other_names(actor: Any) -> None:
    armature = actor.armature
    roles = {}
    for role, part in (("upper_arm", "Arm"), ("forearm", "ForeArm"), ("hand", "Hand")):
        armature.data.bones[f"Left{part}"].name = f'Teil "{part}"'
        roles[f"left_{role}"] = f'Teil "{part}"'
    armature[ROLES_PROPERTY] = roles
    armature.matrix_world = Matrix.LocRotScale((3.0, -2.0, 0.5), Euler((0.1, 0.2, 2.0)), (2.0,) * 3)
    bpy.context.view_layer.update()
    before = posed(armature)
    handle = add_handle(armature, "left_hand", RANGE)
    assert turned(before, posed(armature)) < 1e-4
    handle.empty.location = (0.03, 0.02, 0.02)
    assert misses(armature, handle, 'Teil "Hand"')[FULL].max() < 1e-4


def test_several_limbs_of_several_people_at_once(actor: Any, takes: list[Take], put_on: Any) -> None:
    other = put_on(bpy.context.scene, takes[1])
    one, two = posed(actor.armature), posed(other.armature)
    handles = [add_handle(who.armature, name, RANGE) for who in (actor, other) for name in HANDLES]
    assert turned(one, posed(actor.armature)) < 1e-4
    assert turned(two, posed(other.armature)) < 1e-4
    handles[0].empty.location = (0.02, 0.0, 0.0)
    assert turned(two, posed(other.armature)) < 1e-4
    assert handle_of(handles[7].empty).armature == other.armature
    assert remove_handles(actor.armature) == len(HANDLES)
    assert len(handles_of(other.armature)) == len(HANDLES)


def test_a_handle_that_is_deleted_by_hand_changes_nothing_more(actor: Any) -> None:
    armature = actor.armature
    before = posed(armature)
    handle = add_handle(armature, "left_hand", RANGE)
    handle.empty.location = (0.1, 0.0, 0.0)
    bpy.data.objects.remove(handle.empty)
    assert turned(before, posed(armature)) < 1e-4
    (left,) = handles_of(armature)
    assert left.empty is None
    with pytest.raises(UsageError, match="was deleted"):
        apply_handle(left)
    remove_handle(left)
    assert not handles_of(armature)


def test_handles_are_found_again_in_a_saved_file(actor: Any, tmp_path: Path) -> None:
    handle = add_handle(actor.armature, "left_hand", RANGE)
    handle.empty.location = (0.03, 0.0, 0.0)
    handle.empty.name = "mine"
    shown, name = posed(actor.armature), actor.armature.name
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "handle.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "handle.blend"))
    armature = bpy.data.objects[name]
    (found,) = handles_of(armature)
    assert (found.name, found.first, found.last, found.ease) == ("left_hand", FIRST, LAST, EASE)
    assert turned(shown, posed(armature)) < 1e-5
    apply_handle(found)
    assert turned(shown, posed(armature)) < APPLIED


def test_a_pinned_handle_stays_in_the_world(actor: Any) -> None:
    scene, armature = bpy.context.scene, actor.armature
    handle = add_handle(armature, "left_hand", RANGE)
    scene.frame_set(50)
    there = handle.empty.matrix_world.translation.copy()
    assert pin_handle(handle)
    places = posed(armature, handle.empty).world[handle.empty.name][5:-5, :3, 3]
    assert np.abs(places - np.array(there)).max() < 1e-5
    assert not pin_handle(handle)
    assert handle.empty.animation_data is None


def test_a_handle_follows_keys_that_have_changed_and_stays_moved(actor: Any) -> None:
    scene, armature = bpy.context.scene, actor.armature
    handle = add_handle(armature, "left_hand", RANGE)
    path = 'pose.bones["LeftForeArm"].rotation_quaternion'
    write_edit(
        armature, np.arange(40, 61), {(path, i): np.full(21, v) for i, v in enumerate((0.8, 0, 0, 0.6))}
    )
    handle.empty.name = "mine"
    stale = posed(armature)
    handle = follow_capture(handle)
    shown = posed(armature)
    assert turned(stale, shown) > 5.0
    remove_handle(handle)
    keyed = posed(armature)
    assert turned(keyed, shown) < 1e-4
    handle = add_handle(armature, "left_hand", RANGE)
    handle.empty.location, handle.empty.rotation_quaternion = (0.03, 0.02, 0.0), (0.8, 0.6, 0.0, 0.0)
    moved = posed(armature)
    handle = follow_capture(handle)
    assert turned(moved, posed(armature)) < 1e-4
    for frame, x in ((40, 0.0), (60, 0.05)):
        handle.empty.location.x = x
        handle.empty.keyframe_insert("location", frame=frame)
    moved = posed(armature)
    with pytest.raises(UsageError, match="keys of its own"):
        pin_handle(handle)
    handle = follow_capture(handle)
    assert turned(moved, posed(armature)) < 1e-4
    handle.empty.animation_data_clear()
    scene.frame_set(50)
    pin_handle(handle)
    place = posed(armature, handle.empty).world[handle.empty.name][20, :3, 3]
    handle = follow_capture(handle)
    there = posed(armature, handle.empty).world[handle.empty.name][5:-5, :3, 3]
    assert np.abs(there - place).max() < 1e-5
    assert not pin_handle(handle)


def test_keys_under_a_handle_are_not_simplified(actor: Any) -> None:
    handle = add_handle(actor.armature, "left_hand", RANGE)
    with pytest.raises(UsageError, match="left hand"):
        simplify(bpy.context.scene, actor, Tolerance())
    remove_handle(handle)
    done = simplify(bpy.context.scene, actor, Tolerance())  # with a face whose shapes move no vertex
    assert done.after < done.before / 3


def test_in_stretched_time_there_are_no_handles(actor: Any) -> None:
    bpy.context.scene.render.frame_map_new = 200
    with pytest.raises(UsageError, match="stretched"):
        add_handle(actor.armature, "left_hand", RANGE)


def test_a_handle_goes_along_with_its_actor_in_time_and_place(actor: Any) -> None:
    armature = actor.armature
    handle = add_handle(armature, "left_hand", RANGE)
    handle.empty.location = (0.03, 0.0, 0.0)
    before = posed(armature)
    offset_actor(bpy.context.scene, actor, ActorOffset(10.0, (1.0, 0.0, 0.0), 0.5))
    bones = list(before.pose)
    assert turned(before, sample_bones(armature, bones, FRAMES + 10)) < 1e-3
    (found,) = handles_of(armature)
    assert (found.first, found.last) == (FIRST + 10, LAST + 10)


def test_what_cannot_have_a_handle_says_why(actor: Any) -> None:
    armature = actor.armature
    with pytest.raises(UsageError, match="must be after"):
        add_handle(armature, "left_hand", HandleOptions(50, 50))
    add_handle(armature, "left_hand", RANGE)
    with pytest.raises(UsageError, match="has a handle"):
        add_handle(armature, "left_hand", RANGE)
    armature.pose.bones["RightForeArm"].constraints.new("LIMIT_ROTATION")
    with pytest.raises(UsageError, match="RightForeArm"):
        add_handle(armature, "right_hand", RANGE)
    armature.data.bones["LeftFoot"].name = "thing"
    with pytest.raises(CharacterError, match="left foot"):
        add_handle(armature, "left_foot", RANGE)
    armature.scale = (1.0, 1.0, 2.0)
    bpy.context.view_layer.update()
    with pytest.raises(CharacterError, match="unevenly"):
        add_handle(armature, "right_foot", RANGE)
