# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.blender.animation.rig_constraints import mechanism_of, mute_overriding

from .control_rigs import Builder, hand_built

pytestmark = pytest.mark.blender


def links(rig):
    index = {bone.name: number for number, bone in enumerate(rig.data.bones)}
    found = mechanism_of(rig).links
    return lambda name: [(one.kind, round(one.influence, 3)) for one in found.get(index[name], ())]


def test_drivers_decide_what_is_active():
    rig = hand_built()
    for value, active in ((0.0, [1.0, 1.0]), (0.25, [1.0, 0.75]), (1.0, [1.0])):
        rig.pose.bones["upper_arm_parent.L"]["IK_FK"] = value
        rig.update_tag()
        assert [share for _, share in links(rig)("ORG-forearm.L")] == active
    assert links(rig)("MCH-ROT-neck") == [("COPY_ROTATION", 0.7)]


def test_muted_ones_and_those_of_other_objects():
    rig, other = hand_built(), hand_built(name="Other")
    rig.pose.bones["DEF-head" if "DEF-head" in rig.pose.bones else "DEF-spine.006"].constraints[0].mute = True
    rig.pose.bones["DEF-spine.003"].constraints[0].target = other
    assert links(rig)("DEF-spine.006") == []
    assert links(rig)("DEF-spine.003") == [("UNKNOWN", 1.0)]
    local = mechanism_of(rig).links[list(rig.data.bones.keys()).index("MCH-f_ring.01_drv.R")][0]
    assert local.local
    assert local.plain


def chain() -> object:
    """Four bones, on the last of which IK pulls, as MPFB's arm helpers do."""
    b = Builder()
    above = ""
    for n, name in enumerate(("clavicle", "upperarm", "lowerarm", "lowerarm_end", "tip")):
        above = b.bone(name, above, (0, 0, 0.2 * n), (0, 0.01, 0.2 * (n + 1)), deform=True)
    b.bone("left_hand_ik", "", (0, 0, 0.8), (0, 0.2, 0.8))
    return b


@pytest.mark.parametrize(("count", "reaches"), [(1, False), (2, True), (0, True)])
def test_ik_that_reaches_keyed_bones_is_muted(count, reaches):
    b = chain()
    b.on("lowerarm_end", "IK", "left_hand_ik", chain_count=count)
    b.on("tip", "COPY_ROTATION", "left_hand_ik")
    rig = b.build("rig")
    assert mute_overriding(rig, ["lowerarm"]) == int(reaches)
    assert rig.pose.bones["lowerarm_end"].constraints[0].mute is reaches
    assert not rig.pose.bones["tip"].constraints[0].mute  # it hangs on the keyed ones, and may go on
    assert mute_overriding(rig, ["lowerarm"]) == 0


def test_constraints_of_ancestors_are_muted():
    b = chain()
    b.on("clavicle", "COPY_LOCATION", "left_hand_ik")
    rig = b.build("rig")
    rig.data.bones["lowerarm"].use_inherit_rotation = False
    assert mute_overriding(rig, ["lowerarm"]) == 1
    assert rig.data.bones["lowerarm"].use_inherit_rotation
