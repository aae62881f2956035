# SPDX-License-Identifier: GPL-3.0-or-later
"""Everybody's clothes, and all that can be worn, at rest and in ten poses.

Skirts hang away from the body by design; they are measured by what comes through them.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from worn import KINDS, POSES, Worn, wear

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.characters import Look, all_looks
from interact_addon.core.characters.clothing.garments import TOPS, TROUSERS
from interact_addon.core.characters.clothing.outfit import outfit_of
from interact_addon.core.characters.clothing.shoes import SHOES
from interact_addon.core.characters.clothing.skirt import SKIRTS
from interact_addon.core.characters.makehuman import Assets

WEARERS = {look.id: look for look in (*all_looks(), *KINDS)}
FARTHEST = {"top": 0.06, "trousers": 0.06, "shoes": 0.06, "skirt": 0.25}


@lru_cache(maxsize=1)
def worn_by(look: Look, capture: Path | None, assets: Assets) -> Worn:
    return wear(look, to_motion(read(capture)), assets)


@pytest.fixture
def worn(request: pytest.FixtureRequest, interact_mini: Path, assets: Assets) -> Worn:
    return worn_by(WEARERS[request.param], interact_mini / "bvhs_retarget" / "20231119_001_051.bvh", assets)


def test_the_people_wear_all_there_is() -> None:
    outfits = [outfit_of(look) for look in WEARERS.values()]
    for kind, table in (("top", TOPS), ("trousers", TROUSERS), ("shoes", SHOES), ("skirt", SKIRTS)):
        assert {getattr(outfit, kind) for outfit in outfits} == set(table)


@pytest.mark.parametrize("worn", WEARERS, indirect=True)
def test_garments_stay_with_the_body(worn: Worn) -> None:
    for name in worn.garments:
        assert worn.foreign(name).max() < 0.05, f"{name} is moved by another limb"
    for pose, points in [("rest", worn.at_rest()), *worn.poses(tuple(POSES))]:
        for name in worn.garments:
            assert worn.from_body(name, points, 0.05).max() < FARTHEST[name], (name, pose)
        assert worn.away("top", points)[worn.cuffs].max() < 0.04, f"a cuff hangs off the arm in {pose}"
        for pair, share in worn.through(points).items():
            limit = 2.0 if pair.startswith("skin") else 8.0
            assert share <= limit, f"{pair}: {share:.1f} of 1,000 come through in {pose}"
