# SPDX-License-Identifier: GPL-3.0-or-later
"""People on skeletons of their own."""

from __future__ import annotations

import numpy as np

from interact_addon.core.animation.body_frame import body_frame
from interact_addon.core.animation.bone_names import identify
from interact_addon.core.characters import Body, look_by_id, own_skeleton_character
from interact_addon.core.characters.fitting.own_skeleton import own_skeleton
from interact_addon.core.characters.makehuman import Assets


def test_the_skeleton_is_the_body_s_in_an_a_pose(jonas: Body) -> None:
    skeleton = own_skeleton(jonas)
    naming = identify(skeleton.names, skeleton.parents.tolist())
    assert naming.convention == "mixamo"
    assert not naming.missing()
    rest = skeleton.rest_positions()
    index = {role: skeleton.index(name) for role, name in naming.roles.items()}
    assert np.allclose(body_frame(rest, index), np.eye(3))
    assert np.allclose(rest[index["left_forearm"]], jonas.joints["lowerarm01.L"])
    arm = rest[index["left_forearm"]] - rest[index["left_upper_arm"]]
    assert 20.0 < np.degrees(np.arctan2(-arm[2], arm[0])) < 60.0


def test_meshes_stay_as_they_were_sculpted(assets: Assets) -> None:
    character = own_skeleton_character(look_by_id("kenji"), assets=assets)
    known = {*character.skeleton.names, *(helper.name for helper in character.helpers)}
    for part in character.parts:
        assert np.allclose(part.weights.sum(axis=1), 1.0, atol=1e-5)
        assert set(part.joints) <= known
    skin = character.parts[0]
    assert abs(np.ptp(skin.vertices[:, 2]) - character.look.height) < 0.06  # toes may be cut away in shoes
