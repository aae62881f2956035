# SPDX-License-Identifier: GPL-3.0-or-later
"""People as other tools rig them follow a capture, whatever their bones are called and wherever they hang."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import CONVENTIONS, identify
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.retarget import retarget
from interact_addon.core.animation.rotations import normalized
from interact_addon.core.animation.skeleton import Motion

sys.path.append(str(Path(__file__).parent))
from foreign_rigs import RIGS, Rig, target

PAIRS = [("upper_arm", "forearm"), ("forearm", "hand"), ("thigh", "shin"), ("shin", "foot")]


@pytest.fixture
def capture(sample_root: Path) -> Motion:
    motion = to_motion(read(sample_root / "bvhs" / "20231119_001_051.bvh"), units="cm", up="Y")
    return motion.sliced(250, 270)


@pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.title)
def test_all_bones_of_a_body_are_found_and_no_others(rig: Rig) -> None:
    bones = rig.bones()
    index = {bone.name: number for number, bone in enumerate(bones)}
    parents = [index[bone.parent] if bone.parent else -1 for bone in bones]
    naming = identify(list(index), parents)
    assert naming.missing() == ()
    assert naming.implausible == {}
    assert dict(naming.roles) == {bone.role: bone.name for bone in bones if bone.role}


@pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.title)
def test_limbs_point_where_the_captures_do(rig: Rig, capture: Motion, posed_heads) -> None:
    bones = target(rig.bones())
    done = retarget(capture, bones)
    heads, places = posed_heads(bones, done), forward(capture)[0]
    ours = capture.skeleton.naming.roles
    apart = {}
    for side in ("left", "right"):
        for start, end in PAIRS:
            a, b = f"{side}_{start}", f"{side}_{end}"
            wanted = places[:, capture.skeleton.index(ours[b])] - places[:, capture.skeleton.index(ours[a])]
            found = heads[:, bones.names.index(done.roles[b])] - heads[:, bones.names.index(done.roles[a])]
            cosine = np.sum(normalized(wanted) * normalized(found), axis=-1)
            apart[a] = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).max())
    assert max(apart.values()) < 1.0, apart


def test_every_tool_of_the_issue_has_a_rig_here() -> None:
    assert len(RIGS) >= 20
    assert {rig.convention for rig in RIGS} <= {one.name for one in CONVENTIONS}
