# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from itertools import combinations

from interact_addon.core.contacts.parts import body_parts
from interact_addon.core.measures.regions import neighbours, region_of
from tests.people_in_motion import person


def test_neighbours_are_one_tree_with_the_trunk_as_its_root() -> None:
    regions = body_parts(person()).regions
    beside = [pair for pair in combinations(regions, 2) if neighbours(*pair)]
    assert len(beside) == len(regions) - 1
    assert all(neighbours(b, a) for a, b in beside)
    reached, before = {"trunk"}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {each for pair in beside if reached & set(pair) for each in pair}
    assert reached == set(regions)


def test_what_hangs_on_what() -> None:
    assert neighbours("left_hand", "left_forearm")
    assert neighbours("trunk", "head")
    assert not neighbours("left_hand", "right_forearm")
    assert not neighbours("left_hand", "left_upper_arm")
    assert not neighbours("left_thigh", "right_thigh")
    assert not neighbours("trunk", "trunk")


def test_roles_of_contacts_have_the_regions_of_the_capsules() -> None:
    parts = body_parts(person())
    for role, region in zip(parts.roles, parts.region.tolist(), strict=True):
        assert region_of(role) == parts.regions[region]
