# SPDX-License-Identifier: GPL-3.0-or-later
"""Values computed by hand; `tests/blender/animation` compares whole rigs with what Blender evaluates."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.control_rigs import Link, Mechanism
from interact_addon.core.animation.control_rigs.mechanism import PosedMechanism
from interact_addon.core.animation.retarget import TargetRig
from interact_addon.core.animation.rotations import (
    axis_angle_to_quaternion,
    quaternion_multiply,
    quaternion_to_matrix,
)

X, Y, Z = np.eye(3)


def turn(axis, degrees) -> np.ndarray:
    return axis_angle_to_quaternion(axis, np.radians(degrees))


def rig(*bones: tuple[int, tuple[float, float, float], np.ndarray]) -> TargetRig:
    """A rig of (parent, head, rest orientation); bones are 1 m long along their Y axes."""
    matrices = np.zeros((len(bones), 4, 4))
    for matrix, (_, head, rest) in zip(matrices, bones, strict=True):
        matrix[:3, :3], matrix[:3, 3], matrix[3, 3] = quaternion_to_matrix(rest), head, 1.0
    tails = matrices[:, :3, 3] + matrices[:, :3, 1]
    names = tuple(f"bone {n}" for n in range(len(bones)))
    return TargetRig.from_armature(names, [bone[0] for bone in bones], matrices, tails)


def posed(rig: TargetRig, links: dict[int, tuple[Link, ...]], turned: dict[int, np.ndarray], **more):
    return PosedMechanism(
        rig, Mechanism(links, **more), {bone: value[None] for bone, value in turned.items()}
    )


def same(a, b) -> None:
    assert abs(np.abs(np.sum(a * b, axis=-1)) - 1.0).max() < 1e-12


IDENTITY = turn(X, 0)


def test_children_follow_their_parents():
    chain = rig((-1, (0, 0, 0), IDENTITY), (0, (0, 1, 0), turn(Z, 30)))
    rotation, head = posed(chain, {}, {0: turn(Z, 90)}).at(1)
    same(rotation, turn(Z, 90))
    np.testing.assert_allclose(head, [[-1, 0, 0]], atol=1e-12)


def test_a_control_takes_its_world_rotation_whatever_its_parent_does():
    chain = rig((-1, (0, 0, 0), turn(X, 20)), (0, (0, 1, 0), turn(Z, 30)))
    pose = posed(chain, {}, {0: turn(Z, 90), 1: turn(X, 40)})
    same(pose.at(1)[0], turn(X, 40))
    rest = turn(Z, 30)
    wanted = quaternion_multiply(
        quaternion_multiply(turn(Z, -30), quaternion_multiply(turn(Z, -90), turn(X, 40))), rest
    )
    same(pose.local(1), wanted)


def test_a_copy_takes_place_and_axes_of_its_target():
    """Also where the two have other axes at rest: the copy then is never as it rests."""
    two = rig((-1, (0, 0, 0), turn(X, 90)), (-1, (5, 0, 0), IDENTITY))
    rotation, head = posed(two, {1: (Link("COPY_TRANSFORMS", ((0, 1.0),)),)}, {0: turn(Z, 60)}).at(1)
    same(rotation, quaternion_multiply(turn(Z, 60), turn(X, 90)))
    np.testing.assert_allclose(head, [[0, 0, 0]], atol=1e-12)
    only = posed(two, {1: (Link("COPY_ROTATION", ((0, 1.0),)),)}, {0: turn(Z, 60)}).at(1)
    np.testing.assert_allclose(only[1], [5, 0, 0], atol=1e-12)
    place = posed(two, {1: (Link("COPY_LOCATION", ((0, 1.0),), along=1.0),)}, {0: turn(Z, 60)}).at(1)
    np.testing.assert_allclose(place[1], [[0, 0, 1]], atol=1e-12)
    same(place[0], IDENTITY)


@pytest.mark.parametrize("influence", [0.25, 0.5])
def test_a_share_of_a_copy(influence):
    two = rig((-1, (0, 0, 0), IDENTITY), (-1, (4, 0, 0), IDENTITY))
    rotation, head = posed(two, {1: (Link("COPY_TRANSFORMS", ((0, 1.0),), influence),)}, {0: turn(Z, 80)}).at(
        1
    )
    same(rotation, turn(Z, 80 * influence))
    np.testing.assert_allclose(head, [[4 - 4 * influence, 0, 0]], atol=1e-12)


def test_a_local_copy_does_in_its_own_axes_what_its_target_does_in_its():
    bones = rig((-1, (0, 0, 0), IDENTITY), (-1, (1, 0, 0), turn(X, 90)), (0, (0, 1, 0), IDENTITY))
    link = Link("COPY_TRANSFORMS", ((1, 1.0),), 0.5, local=True)
    pose = posed(bones, {2: (link,)}, {0: turn(X, 30), 1: turn(Y, 40)})
    # in the target's axes, the turn about the world's Y is one about its own -Z
    same(pose.local(1), turn(-Z, 40))
    same(pose.local(2), turn(-Z, 20))
    same(pose.at(2)[0], quaternion_multiply(turn(X, 30), turn(-Z, 20)))


def test_a_parent_by_constraint():
    two = rig((-1, (0, 0, 0), IDENTITY), (-1, (2, 0, 0), turn(X, 50)))
    rotation, head = posed(two, {1: (Link("ARMATURE", ((0, 1.0),)),)}, {0: turn(Z, 90)}).at(1)
    same(rotation, turn(Z, 90))
    np.testing.assert_allclose(head, [[0, 2, 0]], atol=1e-12)


@pytest.mark.parametrize("kind", ["DAMPED_TRACK", "STRETCH_TO"])
def test_a_bone_that_aims(kind):
    two = rig((-1, (0, 0, 0), IDENTITY), (-1, (3, 0, 0), IDENTITY))
    rotation, _ = posed(two, {0: (Link(kind, ((1, 1.0),)),)}, {}).at(0)
    same(rotation, turn(Z, -90))


def test_what_cannot_be_computed_is_named_and_what_does_nothing_is_not():
    two = rig((-1, (0, 0, 0), IDENTITY), (-1, (3, 0, 0), IDENTITY), (1, (3, 1, 0), IDENTITY))
    odd = Link("COPY_ROTATION", ((0, 1.0),), local=True, plain=False)
    links = {1: (Link("COPY_SCALE", ((0, 1.0),)), odd)}
    idle = posed(two, links, {})
    idle.at(2)
    assert not idle.unknown
    busy = posed(two, links, {0: turn(X, 10)})
    busy.at(2)
    assert busy.unknown == {1}
    ik = posed(two, {1: (Link("IK", ((0, 1.0),)),)}, {})
    same(ik.at(1)[0], IDENTITY)
    assert ik.unknown == {1}


def test_bones_that_depend_on_each_other_come_to_an_end():
    two = rig((-1, (0, 0, 0), IDENTITY), (-1, (3, 0, 0), IDENTITY))
    pose = posed(
        two, {0: (Link("COPY_ROTATION", ((1, 1.0),)),), 1: (Link("COPY_ROTATION", ((0, 1.0),)),)}, {}
    )
    same(pose.at(0)[0], IDENTITY)
    assert pose.unknown


def test_shifts_are_in_the_axes_that_blender_uses():
    chain = rig((-1, (0, 0, 0), turn(Z, 90)), (0, (0, 1, 0), turn(X, 90)))
    own = posed(chain, {}, {0: turn(Z, 90)})
    np.testing.assert_allclose(own.shift(1, np.array([[0.0, 0.0, 2.0]])), [[0, 2, 0]], atol=1e-12)
    parents = posed(chain, {}, {0: turn(Z, 90)}, shifted_above=frozenset({1}))
    np.testing.assert_allclose(parents.shift(1, np.array([[2.0, 0.0, 0.0]])), [[-2, 0, 0]], atol=1e-12)


def test_a_bone_may_keep_its_rotation_under_a_turning_parent():
    chain = rig((-1, (0, 0, 0), IDENTITY), (0, (0, 1, 0), IDENTITY))
    rotation, head = posed(chain, {}, {0: turn(Z, 90)}, unturned=frozenset({1})).at(1)
    same(rotation, IDENTITY)
    np.testing.assert_allclose(head, [[-1, 0, 0]], atol=1e-12)


def test_where_a_bone_leads_to():
    bones = rig(
        (-1, (0, 0, 0), IDENTITY),
        (0, (0, 1, 0), IDENTITY),
        (-1, (1, 0, 0), IDENTITY),
        (2, (1, 1, 0), IDENTITY),
    )
    copy = Link("COPY_TRANSFORMS", ((1, 1.0),))
    assert Mechanism({3: (copy,)}).leads_to(bones, 3, 0)
    assert not Mechanism({3: (copy,)}).leads_to(bones, 3, 2)
    assert Mechanism({3: (Link("COPY_TRANSFORMS", ((1, 1.0),), 0.5),)}).leads_to(bones, 3, 2)
    assert not Mechanism({0: (Link("COPY_TRANSFORMS", ((1, 1.0),)),)}).leads_to(bones, 1, 2)  # a circle
