# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.animation.bone_names.spelling import forms, variants, without_prefix, words


def same(one: str, other: str) -> bool:
    """Whether two names are one in some form."""
    return any(a == b for a, b in zip(forms(words(one)), forms(words(other)), strict=True))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "leftArm",
            "LEFTARM",
            "left_arm",
            "Left Arm",
            "left-arm",
            "Arm_L",
            "arm.l",
            "L_Arm",
            "ArmLeft",
            "Arm Left",
        ),
        *(
            "lArm",
            "LArm",
            "Bob:LeftArm",
            "a:b:LeftArm",
            "rig|LeftArm",
            "Armature|Bob:Arm.L",
            "Ｌｅｆｔ＿Ａｒｍ",
        ),
    ],
)
def test_one_name_in_many_spellings(name: str) -> None:
    assert same(name, "LeftArm")
    assert not same(name, "RightArm")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "LeftArmTwist",
            "LeftArm_IK",
            "LeftArm_end",
            "LeftArmRoll",
            "LeftArmNub",
            "LeftForeArm",
            "UpperLeftArm",
        ),
        *("LeftArm1", "LeftArm.001", "LeftArmPole", "IK_LeftArm", "Arm", "Leftover", "LArmor"),
    ],
)
def test_more_words_are_another_name(name: str) -> None:
    assert not same(name, "LeftArm")


def test_numbers_are_told_apart_but_not_their_leading_zeros() -> None:
    assert same("spine_01", "Spine1")
    assert same("spine.001", "spine001")
    assert not same("spine1", "spine10")
    assert not same("LeftHandThumb1", "LeftHandThumb11")
    assert not same("finger2-1.l", "finger21.l")
    exact = [forms(words(name))[1] for name in ("L Finger01", "L Finger1")]
    assert exact[0] != exact[1], "3ds Max's thumb and index"


def test_japanese_sides_and_widths() -> None:
    assert same("左腕", "腕.L")
    assert same("右親指１", "右親指1")
    assert same("ｾﾝﾀｰ", "センター")
    assert not same("左足", "左足首")
    assert not same("左足", "左足ＩＫ")


def test_prefixes_with_any_number() -> None:
    assert without_prefix(words("Bip001 L Hand"), words("Bip01")) == ("l", "hand")
    assert without_prefix(words("Bip01"), words("Bip01")) is None
    assert without_prefix(words("mixamorigLeftArm"), words("mixamorig")) == ("left", "arm")
    assert without_prefix(words("LeftArm"), words("mixamorig")) is None


def found(names: list[str], wanted: list[str]) -> bool:
    """Whether one of the variants of some names is others."""
    return any(
        [forms(row)[2] for row in rows] == [forms(words(name))[2] for name in wanted]
        for rows in variants(names)
    )


BODY = ["Hips", "Spine", "Spine1", "LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg", "Head"]


@pytest.mark.parametrize(
    "change",
    [
        lambda n, name: f"{name}_{n:02d}",
        lambda n, name: f"{name}_{n + 95:03d}",
        lambda n, name: f"mixamorig:{name}_01",
        lambda n, name: f"{name}.001",
        lambda n, name: f"Armature_{name}",
        lambda n, name: f"Bob_rig_v2_{name}",
        lambda n, name: f"{name}_jnt",
        lambda n, name: f"rig_{name}_bone_{n}",
    ],
)
def test_what_most_names_begin_or_end_with_is_the_rigs(change) -> None:
    assert found([change(n, name) for n, name in enumerate(BODY)], BODY)


def test_a_few_numbers_at_the_end_are_the_names_own() -> None:
    names = ["pelvis", "spine_01", "spine_02", "upperarm_l", "upperarm_r", "thigh_l", "thigh_r", "head"]
    assert all(("spine", "01") in row for row in variants(names))
    assert all(row[0] == ("pelvis",) for row in variants(names))


def test_sides_are_never_taken_for_a_rigs_prefix() -> None:
    names = ["LeftArm", "LeftHand", "LeftLeg", "LeftFoot", "Head"]
    assert list(variants(names)) == [[words(name) for name in names]]
