# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigs whose deforming bones do not come along: named, and refused where a mesh would tear."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest

from interact_addon.blender.animation.retargeting import apply_retargeted
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.foundation.errors import CharacterError
from interact_addon.core.foundation.findings import Finding

from .control_rigs import Builder, skin

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def motion(sample_root: Path) -> Motion:
    whole = to_motion(read(sample_root / "bvhs" / "20231119_002_051.bvh"), units="cm", up="Y")
    return whole.sliced(0, 30)


def plain(hold: str) -> Builder:
    """A person with Unreal's names, and two eyes that are the children of ``hold``."""
    b = Builder()
    b.bone("root", "", (0, 0, 0), (0, 0.2, 0))
    above = "root"
    for name, low, high in (("pelvis", 0.95, 1.0), ("spine_01", 1.0, 1.2), ("spine_02", 1.2, 1.45)):
        above = b.bone(name, above, (0, 0, low), (0, 0, high), deform=True)
    b.bone("neck_01", above, (0, 0, 1.45), (0, 0, 1.55), deform=True)
    b.bone("head", "neck_01", (0, 0, 1.55), (0, 0, 1.75), deform=True)
    for side, sign in (("l", 1), ("r", -1)):
        arm, leg = f"clavicle_{side}", "pelvis"
        b.bone(arm, above, (0.02 * sign, 0, 1.42), (0.15 * sign, 0, 1.42), deform=True)
        for name, near, far in (("upperarm", 0.15, 0.42), ("lowerarm", 0.42, 0.66), ("hand", 0.66, 0.75)):
            arm = b.bone(f"{name}_{side}", arm, (near * sign, 0, 1.42), (far * sign, 0, 1.42), deform=True)
        for name, high, low in (("thigh", 0.95, 0.5), ("calf", 0.5, 0.1), ("foot", 0.1, 0.02)):
            forward = -0.1 if name == "foot" else 0.0
            here, there = (0.1 * sign, 0, high), (0.1 * sign, forward, low)
            leg = b.bone(f"{name}_{side}", leg, here, there, deform=True)
        b.bone(f"eye_{side}", hold, (0.03 * sign, -0.1, 1.65), (0.03 * sign, -0.13, 1.65), deform=True)
    return b


def play(rig: bpy.types.Object, motion: Motion) -> list[Finding]:
    return [one for one in apply_retargeted(rig, motion, name="take").findings if one.code == "stray-bones"]


def test_a_face_that_stays_behind_is_refused(motion):
    rig = plain("root").build("Bob")
    skin(rig, "Skin")
    with pytest.raises(CharacterError) as caught:
        play(rig, motion)
    text = str(caught.value)
    assert text.startswith("Bob cannot play a capture: 2 of its bones")
    assert all(word in text for word in ("eye_l", "eye_r", "tear Skin", "parent them"))
    assert "\n" not in text


def test_a_face_held_by_a_constraint_is_refused_too(motion):
    """The bone is the head's child, but a constraint holds it to one that stays."""
    b = plain("head")
    b.bone("locator", "root", (0, -0.1, 1.6), (0, -0.2, 1.6))
    b.on("eye_l", "CHILD_OF", "locator")
    b.on("eye_l", "COPY_LOCATION", "locator")
    rig = b.build("Bob")
    skin(rig)
    with pytest.raises(CharacterError, match=r"1 of its bones .*eye_l"):
        play(rig, motion)


def test_a_mesh_that_stays_behind_as_a_whole_is_reported(motion):
    rig = plain("root").build("Bob")
    skin(rig, "Skin")
    body = bpy.data.objects["Skin"]
    eyes = [body.vertex_groups[name] for name in ("eye_l", "eye_r")]
    inside = [
        v.index for v in body.data.vertices if any(g.group in {e.index for e in eyes} for g in v.groups)
    ]
    for group in eyes:
        body.vertex_groups.remove(group)
    glass = bpy.data.meshes.new("Glass")
    glass.from_pydata([body.data.vertices[n].co[:] for n in inside], [], [])
    thing = bpy.data.objects.new("Glass", glass)
    bpy.context.scene.collection.objects.link(thing)
    thing.vertex_groups.new(name="eye_l").add(list(range(len(inside))), 1.0, "REPLACE")
    thing.modifiers.new("Armature", "ARMATURE").object = rig
    (found,) = play(rig, motion)
    assert found.level == "warning"
    assert found.message.startswith("Bob: 1 of its bones that deform do not keep")
    assert "eye_l" in found.message


def test_bones_that_bear_nothing_do_not_matter(motion):
    rig = plain("root").build("Bob")
    body = skin(rig)
    for name in ("eye_l", "eye_r"):
        body.vertex_groups[name].remove(list(range(len(body.data.vertices))))
    assert play(rig, motion) == []


def test_a_few_centimetres_are_reported_and_not_refused(motion):
    """A bone that floats a little, as a simulated or a lagging one does."""
    b = plain("head")
    b.on("eye_l", "LIMIT_LOCATION", "", use_min_y=True, min_y=0.06, owner_space="LOCAL")
    rig = b.build("Bob")
    skin(rig)
    (found,) = play(rig, motion)
    assert "1 of its bones" in found.message
    assert "by up to 4 cm" in found.message


def test_what_hangs_on_the_root_is_reported(motion):
    """A disc on the floor, or the stray weights that automatic weights give to a root bone."""
    b = plain("head")
    b.bones["root"] = (*b.bones["root"][:3], True)
    rig = b.build("Bob")
    skin(rig)
    (found,) = play(rig, motion)
    assert "1 of its bones that deform do not keep their distance to the body: root" in found.message


def test_eyes_on_the_head_are_fine(motion):
    rig = plain("head").build("Bob")
    skin(rig)
    assert play(rig, motion) == []
