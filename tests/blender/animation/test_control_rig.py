# SPDX-License-Identifier: GPL-3.0-or-later
"""Control rigs play on their controls: the body follows, nothing stays behind, and they can be edited."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np
import pytest
from mathutils import Matrix

from interact_addon.blender import compat
from interact_addon.blender.animation.control_rig import body_parents
from interact_addon.blender.animation.retargeting import apply_retargeted, target_rig
from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.left_behind import stray_distances
from interact_addon.core.animation.retarget import RetargetOptions, Solved, solve
from interact_addon.core.animation.rotations import normalized, quaternion_rotate, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion

from . import control_rigs
from .control_rigs import FIRST, NOW, THEN, TURNED, hand_built, skin

pytestmark = pytest.mark.blender

FRAMES = [1, 9, 20, 33, 40]


@pytest.fixture(scope="module")
def motion(sample_root: Path) -> Motion:
    whole = to_motion(read(sample_root / "bvhs" / "20231119_002_051.bvh"), units="cm", up="Y")
    return whole.sliced(300, 340)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with rigs that this Blender's Rigify generated."""
    folder = tmp_path_factory.mktemp("rigify")
    done = subprocess.run(
        [sys.executable, control_rigs.__file__, str(folder)], capture_output=True, text=True, timeout=300
    )
    if not all((folder / f"{kind}.blend").is_file() for kind in control_rigs.GENERATED):
        pytest.skip(f"this Blender's Rigify generates nothing: {done.stderr[-300:]}")
    return folder


class Played:
    """A rig that plays a motion, and how it looks at some frames."""

    def __init__(self, rig: bpy.types.Object, motion: Motion) -> None:
        self.rig, self.motion = rig, motion
        self.at_rest = target_rig(rig)
        self.solved: Solved = solve(motion, self.at_rest, RetargetOptions(root="height"))
        self.result = apply_retargeted(rig, motion, name="take")
        self.index = {name: number for number, name in enumerate(self.at_rest.names)}

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The (F, B, 3) heads and tails of all bones in the world."""
        out: tuple[list, list] = ([], [])
        for frame in FRAMES:
            bpy.context.scene.frame_set(frame)
            seen = self.rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
            for one, which in zip(out, ("head", "tail"), strict=True):
                one.append([seen.matrix_world @ getattr(seen.pose.bones[name], which) for name in self.index])
        return np.array(out[0]), np.array(out[1])

    def off(self) -> dict[str, float]:
        """By role, the largest angle in degrees between its bone and the motion."""
        heads, tails = self.ends()
        rows, out = np.array(FRAMES) - 1, {}
        for role, name in self.solved.roles.items():
            bone = self.index[name]
            line = self.at_rest.tails[bone] - self.at_rest.heads[bone]
            wanted = quaternion_rotate(self.solved.world[name][rows], line)
            seen = tails[:, bone] - heads[:, bone]
            cosine = np.sum(normalized(wanted) * normalized(seen), axis=-1)
            out[role] = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).max())
        return out

    def turned_off(self) -> dict[str, float]:
        """By role, the largest angle in degrees between its bone's whole rotation and the motion's."""
        out = dict.fromkeys(self.solved.roles, 0.0)
        for frame in FRAMES:
            bpy.context.scene.frame_set(frame)
            seen = self.rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
            world = np.array(seen.matrix_world.to_3x3().normalized())
            for role, name in self.solved.roles.items():
                rest = np.array(self.rig.data.bones[name].matrix_local.to_3x3())
                now = world @ np.array(seen.pose.bones[name].matrix.to_3x3().normalized()) @ (world @ rest).T
                wanted = quaternion_to_matrix(self.solved.world[name][frame - 1])
                cosine = (np.trace(now.T @ wanted) - 1.0) / 2.0
                out[role] = max(out[role], float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))
        return out

    def strays(self) -> dict[str, float]:
        """By deforming bone, the change of its distance to the body in metres."""
        body = np.array([self.index[name] for name in self.solved.roles.values()])
        away = stray_distances((self.at_rest.heads, self.at_rest.tails), self.ends(), body)
        return {
            name: float(away[bone])
            for name, bone in self.index.items()
            if self.rig.data.bones[name].use_deform
        }

    def hips_off(self) -> float:
        heads, _ = self.ends()
        wanted = self.solved.hips[np.array(FRAMES) - 1]
        return float(np.abs(heads[:, self.index[self.solved.roles["hips"]]] - wanted).max())

    def keyed(self, word: str) -> dict[str, float]:
        """The keyed values of the custom properties whose paths have a word."""
        return {
            curve.data_path: curve.keyframe_points[0].co.y
            for curve in compat.fcurves_of(self.rig)
            if word in curve.data_path
        }


def opened(folder: Path, kind: str) -> bpy.types.Object:
    bpy.ops.wm.open_mainfile(filepath=str(folder / f"{kind}.blend"), load_ui=False, use_scripts=False)
    return next(thing for thing in bpy.data.objects if thing.type == "ARMATURE")


def muted(rig: bpy.types.Object) -> int:
    return sum(one.mute for bone in rig.pose.bones for one in bone.constraints)


@pytest.mark.parametrize("kind", control_rigs.GENERATED)
def test_the_body_of_a_generated_rig_follows_and_nothing_stays_behind(generated, motion, kind):
    rig = opened(generated, kind)
    before = muted(rig)
    played = Played(rig, motion)
    off, strays = played.off(), played.strays()
    # A neck of two bones has one control, a palm none; the back of `scaled` takes shares of pelvis and chest.
    loose = ("neck.", "spine.") if kind == "scaled" else ("neck.",)
    shared = {role for role in off if role.startswith(loose) or role.endswith(".0")}
    assert max(off[role] for role in shared) < 5.0
    assert max(angle for role, angle in off.items() if role not in shared) < 0.2, off
    assert np.median(list(off.values())) < 0.1
    assert played.hips_off() < 1e-4
    assert len(strays) == {"human": 160}.get(kind, 35)
    assert max(strays.values()) < 0.002, strays
    assert abs(muted(rig) - before) <= 8  # pole_vector drives the two kinds of IK of each limb
    codes = {finding.code for finding in played.result.findings}
    assert "control-rig" in codes
    assert not codes & {"muted-constraints", "stray-bones", "inexact-motion", "unknown-constraints"}
    assert set(played.keyed("IK_FK").values()) == {1.0}
    assert len(played.keyed("IK_FK")) == 4
    assert not any(name.startswith(("DEF-", "ORG-", "MCH-")) for name in played.result.bones)


def test_a_limb_can_be_switched_back_to_ik_and_edited(generated, motion):
    played = Played(opened(generated, "human"), motion)
    before, _ = played.ends()
    for curve in compat.fcurves_of(played.rig):
        if "IK_FK" in curve.data_path:
            curve.keyframe_points[0].co.y = 0.0
    after, _ = played.ends()
    names = [f"DEF-{part}.{side}" for side in "LR" for part in ("hand", "foot", "toe", "forearm", "shin")]
    moved = {name: np.abs(after - before)[:, played.index[name]].max() for name in names}
    assert max(away for name, away in moved.items() if "forearm" not in name and "shin" not in name) < 0.002
    assert max(moved.values()) < 0.06  # Rigify's IK stretches a little, so that elbows and knees differ
    bpy.context.scene.frame_set(FRAMES[1])
    hand = played.rig.pose.bones["hand_ik.L"]
    hand.location.z += 0.1
    hand.location.x += 0.05
    bpy.context.view_layer.update()
    seen = played.rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
    shift = np.array(seen.pose.bones["DEF-hand.L"].head) - after[1, played.index["DEF-hand.L"]]
    np.testing.assert_allclose(shift, (0.05, 0.0, 0.1), atol=0.01)
    still = np.array(seen.pose.bones["DEF-hand.R"].head) - after[1, played.index["DEF-hand.R"]]
    assert np.abs(still).max() < 1e-4


@pytest.mark.parametrize(
    ("spelling", "word"),
    [(NOW, "IK_FK"), (THEN, "IK/FK"), (FIRST, "ikfk_switch"), (TURNED, "IK_FK")],
    ids=["now", "2.79", "first", "turned"],
)
def test_each_spelling_of_the_switch_ends_as_fk(motion, spelling, word):
    rig = hand_built(spelling)
    skin(rig)
    played = Played(rig, motion)
    assert max(played.off().values()) < 0.1
    assert max(played.turned_off().values()) < 0.1, played.turned_off()
    assert max(played.strays().values()) < 0.001
    assert played.hips_off() < 1e-4
    assert set(played.keyed(word).values()) == {spelling["fk_is"]}
    assert len(played.keyed(word)) == 4
    assert muted(rig) == 0


def test_poses_and_tweaks_of_before_leave_nothing(motion):
    rig = hand_built()
    clean = Played(rig, motion).ends()
    for bone in rig.pose.bones:
        bone.location, bone.rotation_quaternion = (0.2, 0.1, 0.0), (0.8, 0.6, 0.0, 0.0)
    np.testing.assert_allclose(Played(rig, motion).ends(), clean, atol=1e-5)


def test_a_rig_that_stands_elsewhere_and_is_scaled(motion):
    rig = hand_built()
    plain = Played(rig, motion).ends()[0]
    rig.animation_data_clear()
    other = hand_built(name="Other")
    other.data.transform(Matrix.Scale(100.0, 4))
    other.rotation_euler, other.location, other.scale = (0.0, 0.0, 1.0), (3.0, -1.0, 0.0), (0.01,) * 3
    played = Played(other, motion)
    bones = [played.index[name] for name in played.solved.roles.values()]
    np.testing.assert_allclose(played.ends()[0][:, bones], plain[:, bones], atol=2e-3)


def test_without_fk_controls_of_the_arms_it_is_no_control_rig(motion):
    rig = hand_built()
    for side in "LR":
        rig.data.bones[f"upper_arm_fk.{side}"].name = f"upper_arm_my.{side}"
    assert body_parents(rig) is None


def test_the_body_hangs_together_in_exports(motion):
    rig = hand_built()
    above = body_parents(rig)
    assert above["DEF-spine"] is None
    assert above["DEF-thigh.L"] == "DEF-spine"
    assert above["DEF-shoulder.R"] == "DEF-spine.003"
    assert above["DEF-f_index.01.L"] == "DEF-hand.L"
    assert set(above) == set(identify(list(rig.data.bones.keys())).roles.values())
    seen: list[str] = []
    for name, upper in above.items():  # depth first: a joint's parent is an ancestor of the one before
        line: Iterator[str | None] = iter([None])
        if seen:
            ancestors = [seen[-1]]
            while above[ancestors[-1]] is not None:
                ancestors.append(above[ancestors[-1]])
            line = iter(ancestors)
        assert upper in list(line)
        seen.append(name)
