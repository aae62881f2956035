# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.animation.bone_names.interact import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.animation.retarget import rig_fit

MIXAMO = {
    "Hips": -1, "Spine": 0, "Spine1": 1, "Spine2": 2, "Neck": 3, "Head": 4,
    "LeftShoulder": 3, "LeftArm": 6, "LeftForeArm": 7, "LeftHand": 8,
    "RightShoulder": 3, "RightArm": 10, "RightForeArm": 11, "RightHand": 12,
    "LeftUpLeg": 0, "LeftLeg": 14, "LeftFoot": 15, "LeftToeBase": 16,
    "RightUpLeg": 0, "RightLeg": 18, "RightFoot": 19, "RightToeBase": 20,
}  # fmt: skip
NAMES = tuple(f"mixamorig:{name}" for name in MIXAMO)
PARENTS = tuple(MIXAMO.values())


def test_the_captures_own_skeleton_fits_itself() -> None:
    fit = rig_fit(INTERACT_JOINTS, tuple(INTERACT_PARENTS))
    assert fit.problem is None
    assert fit.missing == ()
    assert fit.played == len(fit.joints) == 63
    assert fit.idle == ()
    assert all(joint.bone == joint.joint for joint in fit.joints)


def test_a_rig_without_fingers() -> None:
    fit = rig_fit(NAMES, PARENTS)
    assert fit.title == "Mixamo"
    assert fit.problem is None
    by_joint = {joint.joint: joint for joint in fit.joints}
    assert by_joint["LeftForeArm"].bone == "mixamorig:LeftForeArm"
    assert by_joint["Spine3"].bone is None
    assert by_joint["Spine3"].played  # three bones of the back bend as four joints do
    thumb = by_joint["LeftHandThumb1"]
    assert (thumb.bone, thumb.near, thumb.minor) == (None, "mixamorig:LeftHand", False)
    # 15 finger joints and 3 metacarpals a hand, the head's top, the balls of the feet.
    assert len(fit.missing) == 39
    minor = [joint.minor for joint in fit.missing]
    assert minor == sorted(minor)
    assert fit.played == 24


def test_bones_that_nothing_moves() -> None:
    fit = rig_fit((*NAMES, "Tail"), (*PARENTS, 0))
    assert fit.idle == ("Tail",)


def test_roles_over_what_names_say() -> None:
    names = tuple("Bone" if name.endswith("Hips") else name for name in NAMES)
    assert rig_fit(names, PARENTS).problem == "the rig's bone names tell no hips"
    fit = rig_fit(names, PARENTS, (("hips", "Bone"),))
    assert fit.problem is None
    assert fit.joints[0].bone == "Bone"
    assert "Waist" in str(rig_fit(names, PARENTS, (("hips", "Waist"),)).problem)


def test_no_person_at_all() -> None:
    fit = rig_fit(("Door", "Handle"), (-1, 0))
    assert (fit.title, fit.played) == ("Unknown", 0)
    assert fit.problem is not None
    assert rig_fit((), ()).problem is not None
