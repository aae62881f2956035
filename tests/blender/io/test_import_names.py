# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures whose joints have names too long for Blender, or names that say nothing and roles in a TOML."""

from __future__ import annotations

import re
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.animation.retargeting import roles_of
from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.io.export_body import sample_body
from interact_addon.blender.io.importing import ImportOptions, import_bodies
from interact_addon.blender.scene.staged_people import staged_people
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.performance.export.documents import motion_document

pytestmark = pytest.mark.blender

PREFIXES = {
    "56 letters of namespaces": "Shot_0420_TakeB:Hero_Anna_Rig_v012_final:Skeleton_main_ok:",
    "helpers beyond it only": "Shot_0420_TakeB:Hero_Anna_Rig_v012:Skeleton:",
    "no namespaces": "Shot_0420_TakeB_Hero_Anna_Rig_v012_final_Skeleton_main_approved_",
    "Japanese": "撮影四二〇番:主人公あんなの骨格:",
}


@pytest.fixture
def short_take(sample_root: Path, tmp_path: Path):
    """A few frames of a capture, its joints renamed."""

    def make(rename) -> Path:
        text = (sample_root / "bvhs" / "20231119_001_051.bvh").read_text()
        head, _, motion = text.partition("MOTION")
        rows = motion.strip().splitlines()
        head = re.sub(r"(ROOT|JOINT) (\S+)", lambda found: f"{found[1]} {rename(found[2])}", head)
        path = tmp_path / "take.bvh"
        path.write_text(
            "\n".join([head + "MOTION", "Frames: 6", rows[1], *rows[302:308], ""]), encoding="utf-8"
        )
        return path

    return make


@pytest.mark.parametrize(
    ("prefix", "look"),
    [*((prefix, "none") for prefix in PREFIXES), ("helpers beyond it only", "auto"), ("Japanese", "auto")],
)
def test_long_names_play_and_come_back_whole(short_take, pose_heads, prefix: str, look: str) -> None:
    path = short_take(lambda name: PREFIXES[prefix] + name)
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    result = import_bodies(scene, [path], ImportOptions(look=look))
    assert result.failures == ()
    armature = result.actors[0].armature
    assert (len(result.actors[0].meshes) > 0) == (look == "auto")
    names = [bone.name for bone in armature.data.bones]
    assert len(set(names)) == len(names)
    motion = to_motion(bvh.read(path))
    assert set(motion.skeleton.names) <= set(names)
    frames = list(range(1, motion.frames + 1))
    played = pose_heads(armature, list(motion.skeleton.names), frames)
    np.testing.assert_allclose(played, forward(motion)[0], atol=1e-4)
    again = motion_document(sample_body(scene, armature, np.array(frames, float), motion.rate).motion)
    assert again.names == bvh.read(path).names
    np.testing.assert_allclose(again.values[:, :3], bvh.read(path).values[:, :3], atol=1e-3)


def test_roles_beside_the_file_make_a_person_of_numbers(
    short_take, tmp_path: Path, sample_root: Path
) -> None:
    document = bvh.read(sample_root / "bvhs" / "20231119_001_051.bvh")
    number = {name: f"N{n}" for n, name in enumerate(document.names)}
    path = short_take(lambda name: number[name])
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    bare = import_bodies(scene, [path])
    assert bare.actors[0].meshes == ()
    assert "bare-armature" in [finding.code for finding in bare.findings]
    roles = to_motion(document).skeleton.naming.roles
    lines = [f'"{role}" = "{number[name]}"' for role, name in roles.items()]
    (tmp_path / "roles.toml").write_text("\n".join(["[roles]", *lines]))
    made = import_bodies(scene, [path])
    armature = made.actors[0].armature
    assert made.actors[0].meshes
    assert roles_of(armature)["head"] == number[roles["head"]]
    (actor,) = (each for each in actors_of(scene) if each.armature == armature)
    (staged,) = staged_people(scene, [actor])
    scene.frame_set(scene.frame_start)
    head = armature.matrix_world @ armature.pose.bones[number["Head"]].head
    assert np.linalg.norm(staged.eyes[0] - head) < 0.2
    # The other capture, with names that are known, is retargeted to it.
    again = import_bodies(scene, [sample_root / "bvhs" / "20231119_002_051.bvh"], onto=armature)
    assert again.failures == ()
    assert "retargeted" in [finding.code for finding in again.findings]
