# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.animation.body import apply_motion
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion, Skeleton

pytestmark = pytest.mark.blender


def motion_of_a_tree(frames: int = 24) -> Motion:
    rng = np.random.default_rng(4)
    parents = np.array([-1, 0, 1, 1, 3, 0], dtype=np.int32)
    names = ("Hips", 'odd "name"', "Über.001", "a:b", "tip", "leg")
    skeleton = Skeleton(names, parents, rng.normal(0, 0.3, (6, 3)), np.full((6, 3), np.nan))
    turns = rng.normal(0, 1, (frames, 6, 4))
    turns[:, 5] = [1, 0, 0, 0]
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    # two joints move, the root and one that is not a root
    places = rng.normal(0, 0.5, (frames, 2, 3))
    return Motion(skeleton, turns, np.array([0, 3], dtype=np.int32), places, Fraction(30))


def test_heads_land_where_kinematics_puts_the_joints(make_armature, pose_heads) -> None:
    motion = motion_of_a_tree()
    rig = make_armature(motion.skeleton)
    result = apply_motion(rig, motion, name="take", first_frame=5)
    assert result.findings == ()
    found = pose_heads(rig, list(motion.skeleton.names), list(range(5, 29)))
    assert np.abs(found - forward(motion)[0]).max() < 1e-4


def test_a_joint_that_never_turns_has_one_key_and_plays_the_same(make_armature) -> None:
    motion = motion_of_a_tree()
    rig = make_armature(motion.skeleton)
    apply_motion(rig, motion, name="take")
    counts = {
        (curve.data_path, curve.array_index): len(curve.keyframe_points) for curve in compat.fcurves_of(rig)
    }
    assert counts[('pose.bones["leg"].rotation_quaternion', 0)] == 1
    assert counts[('pose.bones["Hips"].rotation_quaternion', 0)] == motion.frames
    assert counts[('pose.bones["Hips"].location', 2)] == motion.frames


def test_curves_are_linear_sign_continuous_and_grouped_by_bone(make_armature) -> None:
    motion = motion_of_a_tree()
    flipped = motion.rotations.copy()
    flipped[::2] *= -1.0
    rig = make_armature(motion.skeleton)
    apply_motion(
        rig, Motion(motion.skeleton, flipped, motion.moving, motion.positions, motion.rate), name="take"
    )
    curves = [c for c in compat.fcurves_of(rig) if c.data_path == 'pose.bones["Hips"].rotation_quaternion']
    values = np.array([[key.co[1] for key in curve.keyframe_points] for curve in curves])
    assert (np.sum(values[:, 1:] * values[:, :-1], axis=0) > 0).all()
    assert {key.interpolation for key in curves[0].keyframe_points} == {"LINEAR"}
    assert curves[0].group.name == "Hips"


def test_joints_without_a_bone_are_told_at_once(make_armature) -> None:
    motion = motion_of_a_tree()
    rig = make_armature(motion.skeleton)
    rig.data.bones["tip"].name = "other"
    rig.data.bones["leg"].name = "another"
    result = apply_motion(rig, motion, name="take")
    assert [finding.code for finding in result.findings] == ["unmapped-joints"]
    assert "tip, leg" in result.findings[0].message


def test_the_bundled_importer_agrees(any_root: Path, make_armature, pose_heads) -> None:
    """An independent witness: Blender's own importer puts the joints of a real capture at the same places."""
    if not hasattr(bpy.types, "IMPORT_ANIM_OT_bvh"):
        import addon_utils

        addon_utils.enable("io_anim_bvh")
    path = any_root / "bvhs" / "20231126_003_319.bvh"
    motion = to_motion(bvh.read(path), units="cm", up="Y")
    rig = make_armature(motion.skeleton)
    apply_motion(rig, motion, name="take")
    bpy.ops.import_anim.bvh(
        filepath=str(path),
        global_scale=0.01,
        frame_start=1,
        axis_forward="-Z",
        axis_up="Y",
        rotate_mode="NATIVE",
    )
    witness = bpy.context.view_layer.objects.active
    assert witness is not rig
    # The importer leaves out end sites and keeps every joint that has children.
    shared = [name for name in motion.skeleton.names if name in witness.pose.bones]
    assert len(shared) > 50
    frames = [1, 100, 225, 313, 450]
    ours, theirs = pose_heads(rig, shared, frames), pose_heads(witness, shared, frames)
    assert np.abs(ours - theirs).max() < 1e-3


def test_every_joint_of_every_capture_is_within_a_millimetre(
    any_root: Path, make_armature, pose_heads
) -> None:
    for path in sorted((any_root / "bvhs").glob("*.bvh")):
        motion = to_motion(bvh.read(path), units="cm", up="Y")
        rig = make_armature(motion.skeleton)
        apply_motion(rig, motion, name=path.stem)
        frames = list(range(1, motion.frames + 1, 29))
        found = pose_heads(rig, list(motion.skeleton.names), frames)
        expected = forward(motion)[0][[frame - 1 for frame in frames]]
        assert np.linalg.norm(found - expected, axis=-1).max() < 1e-3
