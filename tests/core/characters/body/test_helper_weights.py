# SPDX-License-Identifier: GPL-3.0-or-later
"""Limbs of all people stay full where they bend: in ten poses and in real captures."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters import all_looks, fitted_character, look_by_id, standing
from interact_addon.core.characters.body.helper_bones import helper_bones
from interact_addon.core.characters.body.helper_weights import with_helpers
from interact_addon.core.characters.fitting.fit import capture_roles

FOLDER = Path(__file__).resolve().parent.parent
sys.path += [str(FOLDER), str(FOLDER / "fitting")]
bare, poses, sections = (importlib.import_module(name) for name in ("bare", "poses", "sections"))

LEAST = {"shoulder": 0.75, "elbow": 0.85, "wrist": 0.85, "hip": 0.75, "knee": 0.85}
MOST = 1.25
Sections = Mapping[tuple[str, str], Mapping[str, np.ndarray]]


def check(found: Sections, joints: Iterable[str] = LEAST, outside: float = 0.8) -> None:
    assert {name for _, name in found} == set(joints)
    for (side, name), one in found.items():
        where = f"{side} {name}"
        assert one["ring"].min() > LEAST[name], where
        assert one["ring"].max() < MOST, where
        seen = one["outside"][~np.isnan(one["outside"])]
        assert seen.min(initial=1.0) > outside, where
        assert seen.max(initial=1.0) < MOST, where


def skin_sections(who: str, motion: Motion) -> Sections:
    person, skin = bare.bare_person(look_by_id(who), motion.skeleton)
    return sections.limb_sections(
        motion, skin.faces, skin.vertices.astype(float), poses.posed(person, skin, motion)
    )


@pytest.mark.parametrize("who", [look.id for look in all_looks()])
def test_skin_stays_full_in_ten_poses(who: str, skeleton: Skeleton) -> None:
    check(skin_sections(who, poses.pose_motion(skeleton)))


def test_skin_stays_full_without_fingers(plain_skeleton: Skeleton) -> None:
    check(skin_sections("jonas", poses.pose_motion(plain_skeleton)), ("shoulder", "elbow", "hip", "knee"))


@pytest.mark.parametrize("who", ["kenji", "omar"])
def test_sleeves_and_trousers_stay_full(who: str, skeleton: Skeleton, tmp_path: Path) -> None:
    person = fitted_character(look_by_id(who), skeleton, cache=tmp_path)
    motion = poses.pose_motion(skeleton)
    joints = set()
    for part in person.parts:
        if part.name in ("top", "trousers"):
            points = part.vertices.astype(float)
            found = sections.limb_sections(motion, part.faces, points, poses.posed(person, part, motion))
            kept = {key: one for key, one in found.items() if key[1] in ("elbow", "knee")}
            check(kept, {name for _, name in kept})
            joints |= {name for _, name in kept}
    assert "knee" in joints


@pytest.mark.parametrize(
    ("root", "key", "who"),
    [
        ("interact_contact", "20231212_002_203", "marcus"),
        ("interact_contact", "20231212_008_203", "omar"),
        ("interact_contact", "20231211_006_202", "clara"),
        ("interact_mini", "20231119_001_051", "jonas"),
        ("interact_mini", "20240126_008_034", "samuel"),
    ],
)
def test_skin_stays_full_in_captures(request: pytest.FixtureRequest, root: str, key: str, who: str) -> None:
    path = request.getfixturevalue(root) / "bvhs" / f"{key}.bvh"
    motion = to_motion(read(path), units="cm", up="Y")
    some = np.unique(np.linspace(0, motion.frames - 1, 25).astype(int))
    few = replace(motion, rotations=motion.rotations[some], positions=motion.positions[some], origin=None)
    check(skin_sections(who, few))


@pytest.mark.parametrize(
    "name", ["amass_hierarchy_zup_m", "cmu_12_01_walk", "mocapbank_crlf", "shogun_60joint_mixed_orders"]
)
def test_skin_stays_full_on_other_skeletons(name: str, bvh_samples: Path) -> None:
    motion = standing(to_motion(read(bvh_samples / f"{name}.bvh")))
    for one in skin_sections("mei", poses.pose_motion(motion.skeleton)).values():
        assert one["ring"].min() > 0.7
        assert one["ring"].max() < MOST


def test_weights_are_passed_on_whole(skeleton: Skeleton) -> None:
    """Rows sum to 1, none is negative, and mirrored skin gets mirrored weights, at the crotch too."""
    roles = capture_roles(skeleton)
    helpers = helper_bones(skeleton, roles)
    weights = np.zeros((5, len(skeleton)))
    hips, left, right = (skeleton.index(name) for name in ("Hips", "LeftUpLeg", "RightUpLeg"))
    knee = skeleton.index("LeftLeg")
    weights[0, [hips, left, right]] = 0.4, 0.3, 0.3
    weights[1, [hips, left]] = 0.5, 0.5
    weights[2, [left, knee]] = 0.5, 0.5
    weights[3, [hips, left, knee]] = 0.2, 0.5, 0.3
    weights[4, hips] = 1.0
    out = with_helpers(np.zeros((5, 3)), weights, helpers, skeleton, roles, skeleton.rest_positions())
    assert np.allclose(out.sum(axis=1), 1.0)
    assert out.min() > -1e-12
    names = [*skeleton.names, *(helper.name for helper in helpers)]
    column = {name: out[:, number] for number, name in enumerate(names)}
    for name in names:
        if name.startswith("LeftUpLeg"):
            assert column[name][0] == pytest.approx(column[name.replace("Left", "Right")][0])
    assert column["LeftLeg bend 50%"][2] == pytest.approx(1.0)
    assert out[4, hips] == 1.0
