# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.animation.bone_names.tree import Tree, implausible, resolved

# hips, spine, arm, forearm, thigh, shin, other forearm on the thigh
PARENTS = (-1, 0, 1, 2, 0, 4, 4)


def test_ancestors() -> None:
    tree = Tree(PARENTS)
    assert tree.above(3) == (2, 1, 0)
    assert (tree.depth(3), tree.carried(0), tree.carried(5)) == (3, 6, 0)


def test_a_circle_says_nothing() -> None:
    tree = Tree((1, 2, 0))
    assert [tree.above(joint) for joint in range(3)] == [(), (), ()]


def test_of_two_bones_of_one_name_the_one_that_hangs_right_is_taken() -> None:
    candidates = {"hips": [[0]], "left_upper_arm": [[2]], "left_forearm": [[6, 3]]}
    assert resolved(candidates, Tree(PARENTS))["left_forearm"] == 3
    assert resolved(candidates, None)["left_forearm"] == 6


def test_hips_are_those_that_carry_the_body() -> None:
    assert resolved({"hips": [[1, 0]]}, Tree((-1, -1, 0, 2)))["hips"] == 0


def test_a_likelier_name_goes_before_a_better_place_and_no_bone_has_two_roles() -> None:
    assert resolved({"hips": [[5], [0]]}, Tree(PARENTS)) == {"hips": 5}
    assert resolved({"left_thigh": [[4]], "left_shin": [[4], [5]]}, None) == {"left_thigh": 4, "left_shin": 5}
    assert resolved({"left_thigh": [[4]], "left_shin": [[4]]}, None) == {"left_thigh": 4}


def test_what_cannot_be() -> None:
    tree = Tree(PARENTS)
    right = {"hips": 0, "spine.0": 1, "left_upper_arm": 2, "left_forearm": 3, "left_thigh": 4, "left_shin": 5}
    assert implausible(right, tree) == {}
    assert implausible(right | {"left_forearm": 6}, tree) == {"left_forearm": 4}
    assert implausible({"left_forearm": 2, "left_upper_arm": 3}, tree) == {"left_upper_arm": 2}
    assert implausible({"left_upper_arm": 2, "right_forearm": 3}, tree) == {"right_forearm": 2}
    assert implausible({"left_hand": 0, "hips": 1}, tree) == {"hips": 0}
    assert implausible({"head": 1, "left_upper_arm": 2}, tree) == {"left_upper_arm": 1}


def test_what_odd_rigs_do_and_may() -> None:
    """Biped's legs on the spine, arms on the neck; InterAct's thumb on the index, pinky on the ring."""
    tree = Tree((-1, 0, 1, 2))
    assert implausible({"hips": 0, "spine.0": 1, "left_thigh": 2}, tree) == {}
    assert implausible({"spine.0": 0, "neck.0": 1, "left_shoulder": 2, "left_upper_arm": 3}, tree) == {}
    assert implausible({"left_hand": 0, "left_index.1": 1, "left_thumb.1": 2, "left_thumb.2": 3}, tree) == {}
    assert implausible({"left_ring.0": 0, "left_pinky.0": 1}, tree) == {}
    assert implausible({"neck.0": 0, "left_thigh": 1}, tree) == {"left_thigh": 0}
    assert implausible({"left_thumb.2": 0, "left_thumb.1": 1}, tree) == {"left_thumb.1": 0}


def test_a_whole_limb_in_the_wrong_place_is_wrong() -> None:
    tree = Tree((-1, 0, 1, 2))
    wrong = implausible({"left_thigh": 0, "left_upper_arm": 1, "left_forearm": 2, "left_hand": 3}, tree)
    assert wrong == {"left_upper_arm": 0, "left_forearm": 0, "left_hand": 0}
