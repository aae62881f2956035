# SPDX-License-Identifier: GPL-3.0-or-later
"""The models' joints, and the mean skeleton of them."""

from __future__ import annotations

import numpy as np

from interact_addon.core.animation.smpl.joints import BODY, BODY_PARENTS, SMPL, SMPL_H, SMPL_X, parents_of
from interact_addon.core.animation.smpl.mean_skeleton import MEAN_ENDS, MEAN_HEIGHT, MEAN_OFFSETS


def test_joints_are_in_the_models_order() -> None:
    assert [len(names) for names in (SMPL, SMPL_H, SMPL_X)] == [24, 52, 55]
    assert parents_of(BODY) == BODY_PARENTS
    assert SMPL_X[25] == "left_index1"
    assert SMPL_X[40] == "right_index1"
    assert parents_of(SMPL_X)[22:26] == (15, 15, 15, 20)
    assert parents_of(SMPL_X)[52:] == (21, 52, 53)


def test_the_mean_skeleton_is_a_person_in_a_t_pose() -> None:
    places: dict[str, np.ndarray] = {}
    for name, parent in zip(SMPL_X, parents_of(SMPL_X), strict=True):
        places[name] = MEAN_OFFSETS[name] + (places[SMPL_X[parent]] if parent >= 0 else 0)
    tall = (places["head"] + MEAN_ENDS["head"])[1] - places["left_foot"][1]
    assert abs(tall - MEAN_HEIGHT) < 0.05
    for name in BODY:
        if name.startswith("left_"):
            np.testing.assert_allclose(places["right_" + name[5:]], places[name] * [-1, 1, 1], atol=1e-12)
    arm = places["left_wrist"] - places["left_shoulder"]
    assert arm[0] / np.linalg.norm(arm) > 0.98
    assert places["left_index1"][2] > places["left_middle1"][2] > places["left_pinky1"][2], "palms down"
    assert places["left_thumb3"][2] > places["left_index1"][2]
    assert (
        0.15
        < np.linalg.norm(places["left_middle3"] + MEAN_ENDS["left_middle3"] - places["left_wrist"])
        < 0.21
    )
