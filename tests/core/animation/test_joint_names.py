# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.joint_names import MOST_BYTES, held_names, shortened

BODY = (
    *("Hips", "Spine", "Spine1", "Neck", "Head", "LeftShoulder", "LeftArm", "LeftForeArm", "LeftHand"),
    *("RightShoulder", "RightArm", "RightForeArm", "RightHand", "LeftUpLeg", "LeftLeg", "LeftFoot"),
    *("RightUpLeg", "RightLeg", "RightFoot"),
)


@pytest.mark.parametrize(
    "prefix",
    [
        "Shot_0420_TakeB:Hero_Anna_Rig_v012_final_approved:Skeleton_main:",
        "Shot_0420_TakeB_Hero_Anna_Rig_v012_final_approved_Skeleton_main_",
        "撮影四二〇番|主人公あんなの骨格|最終版|",
        "x" * 200 + ":",
        "a" * 52 + ":",
    ],
)
def test_long_names_are_held_told_apart_and_understood(prefix: str) -> None:
    held = held_names([prefix + name for name in BODY])
    assert len(set(held)) == len(BODY)
    assert all(len(name.encode()) <= MOST_BYTES for name in held)
    naming = identify(held)
    assert naming.convention == "mixamo"
    assert len(naming.roles) == len(BODY)


@pytest.mark.parametrize("suffix", ["_" + "日本の骨" * 5, " of " + "x" * 70, ":" + "é" * 30 + ":" + "z" * 9])
def test_what_long_names_end_with_says_nothing(suffix: str) -> None:
    held = held_names([f"Anna_{name}{suffix}" for name in BODY])
    assert all(len(name.encode()) <= MOST_BYTES for name in held)
    naming = identify(held)
    assert naming.convention == "mixamo"
    assert len(naming.roles) == len(BODY)


def test_no_name_is_empty() -> None:
    long = "y" * 70
    assert all(
        held_names([f"Anna:{long}:Hips", f"Anna:{long}:", f"Anna:{long}:Head", f"_{long}", f"b_{long}"])
    )


def test_short_names_stay_as_they_are() -> None:
    assert held_names(BODY) == BODY
    assert held_names(["a" * MOST_BYTES, "é" * 31]) == ("a" * MOST_BYTES, "é" * 31)


def test_repeated_names_get_numbers_that_nobody_has() -> None:
    assert held_names(["Hips", "Hips", "Hips.001"]) == ("Hips", "Hips.002", "Hips.001")
    assert held_names(["Hips", "Hips.001", "Hips"]) == ("Hips", "Hips.001", "Hips.002")
    long = "b" * 80
    held = held_names([long, long, long])
    assert [len(name) for name in held] == [MOST_BYTES] * 3
    assert held[1].endswith(".001")
    assert len(set(held)) == 3


def test_a_name_is_cut_between_letters_and_after_a_namespace() -> None:
    assert shortened("ü" * 40, 63) == "ü" * 31
    assert shortened("Anna:Skeleton:LeftArm", 16) == "LeftArm"
    assert shortened("Anna:Skeleton:LeftArm", 18) == "Skeleton:LeftArm"
    assert shortened("Anna:Skeleton:LeftArm:", 9) == "LeftArm:"
