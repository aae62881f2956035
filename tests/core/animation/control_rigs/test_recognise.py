# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.control_rigs import TABLES, find_controls

LIMBS = ("upper_arm", "forearm", "hand", "thigh", "shin", "foot", "toe")
SPINE = ("DEF-spine", *(f"DEF-spine.{n:03d}" for n in (1, 2, 3)))
NECK = ("DEF-spine.004", "DEF-spine.005", "DEF-spine.006")
DEFORMING = (
    *SPINE,
    *NECK,
    *(f"DEF-{part}.{side}" for side in "LR" for part in ("shoulder", *LIMBS)),
    *(f"DEF-f_index.0{n}.{side}" for side in "LR" for n in (1, 2, 3)),
)
CONTROLS = (
    *("root", "torso", "hips", "chest", "neck", "head"),
    *("spine_fk", *(f"spine_fk.{n:03d}" for n in (1, 2, 3))),
    *(f"{part}.{side}" for side in "LR" for part in ("shoulder", *(f"{limb}_fk" for limb in LIMBS))),
    *(f"f_index.0{n}.{side}" for side in "LR" for n in (1, 2, 3)),
)


def controls(*names: str):
    return find_controls(names, identify(names).roles)


def test_each_control_plays_a_role():
    found = controls(*DEFORMING, *CONTROLS)
    assert found.table.title == "Rigify"
    assert found.mover == "torso"
    assert next(iter(found.roles)) == "torso"
    assert found.roles["torso"] == found.roles["spine_fk"] == ("hips",)
    assert [found.roles[f"spine_fk.00{n}"] for n in (1, 2, 3)] == [("spine.0",), ("spine.1",), ("spine.2",)]
    assert found.roles["neck"] == ("neck.0", "neck.1")
    assert found.roles["forearm_fk.L"] == ("left_forearm",)
    assert found.roles["toe_fk.R"] == ("right_toe",)
    assert found.roles["f_index.02.R"] == ("right_index.2",)
    assert not {"hips", "chest", "root"} & set(found.roles)
    assert not found.uncontrolled


def test_the_back_without_fk_controls_is_moved_by_its_ends():
    found = controls(*DEFORMING, *(name for name in CONTROLS if not name.startswith("spine_fk")))
    assert found.roles["hips"] == ("hips",)
    assert found.roles["chest"] == ("spine.2",)
    assert found.roles["torso"] == ("hips", "spine.2")
    assert found.uncontrolled == ("spine.0", "spine.1")


def test_a_back_of_five_bones_as_mpfb_has():
    """The convention counts the fourth as a neck; its control is one of the back."""
    found = controls(*DEFORMING, *CONTROLS, "spine_fk.004")
    assert found.roles["spine_fk.004"] == ("neck.0",)
    assert found.roles["neck"] == ("neck.1",)


@pytest.mark.parametrize("pattern", ["{}.fk.{}", "{}_fk.{}"])
def test_spellings_of_fk(pattern):
    limbs = [pattern.format(limb, side) for limb in LIMBS for side in "LR"]
    found = controls(
        *DEFORMING, *limbs, *(name for name in CONTROLS if "_fk." not in name or "spine" in name)
    )
    assert found.roles[pattern.format("shin", "L")] == ("left_shin",)


def test_fewer_or_more_controls_than_bones_share_them():
    few = controls(*DEFORMING, *(name for name in CONTROLS if name != "spine_fk.002"))
    assert few.roles["spine_fk.001"] == ("spine.0",)
    assert few.roles["spine_fk.003"] == ("spine.2",)
    assert few.uncontrolled == ("spine.1",)


@pytest.mark.parametrize(
    "names",
    [
        DEFORMING,
        tuple(name.removeprefix("DEF-") for name in DEFORMING),  # a metarig, whose bones have controls' names
        (*DEFORMING, *(name for name in CONTROLS if name != "torso")),
        (*DEFORMING, *(name for name in CONTROLS if name != "shin_fk.R")),
        ("mixamorig:Hips", "mixamorig:Spine", "mixamorig:Head"),
    ],
    ids=["deforming", "metarig", "no torso", "no shin", "mixamo"],
)
def test_others_are_none(names):
    assert controls(*names) is None


def test_auto_rig_pro_by_its_published_names():
    roles = {
        "hips": "root.x",
        "spine.0": "spine_01.x",
        "spine.1": "spine_02.x",
        "neck.0": "neck.x",
        "head": "head.x",
    }
    pairs = {
        "upper_arm": ("arm_stretch", "c_arm_fk"),
        "forearm": ("forearm_stretch", "c_forearm_fk"),
        "hand": ("hand", "c_hand_fk"),
        "thigh": ("thigh_stretch", "c_thigh_fk"),
        "shin": ("leg_stretch", "c_leg_fk"),
        "foot": ("foot", "c_foot_fk"),
    }
    names = {"c_root_master.x", "c_root.x", "c_spine_01.x", "c_spine_02.x", "c_neck.x", "c_head.x"}
    for side, end in (("left", "l"), ("right", "r")):
        for role, (bone, control) in pairs.items():
            roles[f"{side}_{role}"] = f"{bone}.{end}"
            names.add(f"{control}.{end}")
    found = find_controls(names | set(roles.values()), roles)
    assert found.table.title == "Auto-Rig Pro"
    assert not found.table.tried
    assert found.mover == "c_root_master.x"
    assert found.roles["c_root.x"] == ("hips",)
    assert found.roles["c_spine_02.x"] == ("spine.1",)
    assert found.roles["c_leg_fk.r"] == ("right_shin",)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_are_sound(table):
    limbs = table.limbs()
    every = [name for names in limbs.values() for name in names]
    assert len(every) == len(set(every))
    known = {f"{side}_{part}" for side in ("left", "right") for limb in table.ik for part in limb.roles}
    assert known <= set(limbs)
    assert all(
        isinstance(value, float) for value in (*table.limb_switches.values(), *table.settings.values())
    )
    assert not set(table.limb_switches) & set(table.settings)
