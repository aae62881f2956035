# SPDX-License-Identifier: GPL-3.0-or-later
"""Armatures say which motion they play, and whether it was changed since."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.keys import Channel, write_action
from interact_addon.blender.common.motion_tag import (
    MOTION,
    MOTION_KEYS,
    motion_of,
    refresh_motion,
    tag_motion,
    without_hashes,
)

pytestmark = pytest.mark.blender
PATH = 'pose.bones["hips"].location'


@pytest.fixture
def armature() -> bpy.types.Object:
    """One bone with twenty keys on a curve, tagged."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    thing = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.update()  # makes the pose: Blender 4.5 and 5.0 crash without
    values = np.linspace(0.0, 1.0, 20)[None].astype(np.float32)
    write_action([thing], "walk", [Channel(PATH, 1)], values)
    tag_motion(thing, "contact")
    return thing


def curve_of(armature: bpy.types.Object) -> bpy.types.FCurve:
    return compat.fcurves_of(armature)[0]


def test_untagged_armatures_do_not_say(armature: bpy.types.Object) -> None:
    other = bpy.data.objects.new("Other", None)
    assert motion_of(other) is None
    assert refresh_motion(other) is None
    assert motion_of(armature) == "contact" == armature[MOTION]


def test_a_moved_key_is_an_edit_and_moving_it_back_is_none(armature: bpy.types.Object) -> None:
    key = curve_of(armature).keyframe_points[7]
    before = key.co[1]
    key.co[1] = before + 0.01
    assert motion_of(armature) == "edited"
    assert refresh_motion(armature) == "edited" == armature[MOTION]
    key.co[1] = before
    assert refresh_motion(armature) == "contact" == armature[MOTION]


@pytest.mark.parametrize("edit", ["keys", "muted", "modifier", "interpolation", "place", "action", "nla"])
def test_other_edits(armature: bpy.types.Object, edit: str) -> None:
    curve = curve_of(armature)
    if edit == "keys":
        curve.keyframe_points.insert(40, 2.0)
    elif edit == "muted":
        curve.mute = True
    elif edit == "modifier":
        curve.modifiers.new("NOISE")
    elif edit == "interpolation":
        curve.keyframe_points[3].interpolation = "CONSTANT"
    elif edit == "place":
        armature.location.x = 0.2
    elif edit == "action":
        armature.animation_data.action = bpy.data.actions.new("another")
    else:
        strip = armature.animation_data.nla_tracks.new().strips.new("more", 1, curve.id_data)
        assert strip is not None
    assert motion_of(armature) == "edited"


def test_without_the_hash_the_tag_is_believed(armature: bpy.types.Object) -> None:
    """As in a file that was exported: other programs' keys are not those that were hashed."""
    with without_hashes([armature]):
        assert MOTION_KEYS not in armature
        curve_of(armature).keyframe_points[7].co[1] += 0.01
        assert motion_of(armature) == "contact"
    assert motion_of(armature) == "edited"
    with without_hashes([armature]):
        armature[MOTION] = "nonsense"
        assert motion_of(armature) is None


def test_the_tag_survives_saving(armature: bpy.types.Object, tmp_path: Path) -> None:
    armature.name = "Renamed"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
    assert motion_of(bpy.data.objects["Renamed"]) == "contact"
