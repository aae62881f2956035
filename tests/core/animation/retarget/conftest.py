# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigs to carry motions over to, and what Blender makes of pose values, written out with 4x4 matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from interact_addon.core.animation.retarget import Retargeted, TargetRig
from interact_addon.core.animation.rotations import (
    axis_angle_to_quaternion,
    quaternion_multiply,
    quaternion_to_matrix,
    shortest_arc,
)
from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.foundation.errors import CharacterError


def bone_matrices(heads: np.ndarray, tails: np.ndarray, seed: int = 0) -> np.ndarray:
    """(B, 4, 4) rest matrices with Y along the bone, as Blender has them, rolled every which way."""
    count = len(heads)
    roll = np.random.default_rng(seed).uniform(-3, 3, count)
    turn = quaternion_multiply(
        shortest_arc(np.tile([0.0, 1.0, 0.0], (count, 1)), tails - heads),
        axis_angle_to_quaternion(np.array([0.0, 1.0, 0.0]), roll),
    )
    out = np.tile(np.eye(4), (count, 1, 1))
    out[:, :3, :3] = quaternion_to_matrix(turn)
    out[:, :3, 3] = heads
    return out


@pytest.fixture
def rig_of_skeleton() -> Callable[..., TargetRig]:
    """A rig with a skeleton's own joints, each bone pointing somewhere."""

    def build(skeleton: Skeleton, **changes) -> TargetRig:
        heads = skeleton.rest_positions()
        tails = heads + np.array([[0.03 * (n % 3 - 1), 0.05, 0.04] for n in range(len(heads))])
        names = changes.pop("names", skeleton.names)
        return TargetRig.from_armature(names, skeleton.parents, bone_matrices(heads, tails), tails, **changes)

    return build


@pytest.fixture(scope="session")
def makehuman() -> Assets:
    try:
        return Assets.find()
    except CharacterError as error:
        pytest.skip(f"the character data are not on this machine ({error})")


@pytest.fixture
def makehuman_rig(makehuman: Assets) -> Callable[..., TargetRig]:
    """MakeHuman's base body, which rests in an A-pose and faces -Y, with one of its rigs."""

    def build(name: str, world: np.ndarray | None = None) -> TargetRig:
        rig = makehuman.rig(name)
        body = makehuman.base.vertices.copy()
        body[:, 2] -= body[makehuman.base.vertices_of("body"), 2].min()
        heads, tails = rig.heads(body), rig.tails(body)
        if world is not None:  # the same person in the world, from an armature in other units
            back = np.linalg.inv(world)
            heads = heads @ back[:3, :3].T + back[:3, 3]
            tails = tails @ back[:3, :3].T + back[:3, 3]
        matrices = bone_matrices(heads, tails)
        return TargetRig.from_armature(rig.names, rig.parents, matrices, tails, world=world)

    return build


def posed_heads(rig: TargetRig, done: Retargeted) -> np.ndarray:
    """(F, B, 3) world heads of all bones, bone by bone as Blender does it."""
    frames = len(done.rotations)
    turn = {name: n for n, name in enumerate(done.bones)}
    rest = np.tile(np.eye(4), (len(rig.names), 1, 1))
    rest[:, :3, :3] = quaternion_to_matrix(rig.rest)
    rest[:, :3, 3] = rig.heads
    pose: list[np.ndarray] = []
    for b, name in enumerate(rig.names):
        basis = np.tile(np.eye(4), (frames, 1, 1))
        if name in turn:
            basis[:, :3, :3] = quaternion_to_matrix(done.rotations[:, turn[name]])
        if name in done.locations:
            basis[:, :3, 3] = done.locations[name] * rig.unit
        parent = int(rig.parents[b])
        offset = rest[b] if parent < 0 else np.linalg.inv(rest[parent]) @ rest[b]
        pose.append((offset if parent < 0 else pose[parent] @ offset) @ basis)
    return np.stack([matrix[:, :3, 3] for matrix in pose], axis=1)


@pytest.fixture(name="posed_heads")
def posed_heads_fixture() -> Callable[[TargetRig, Retargeted], np.ndarray]:
    return posed_heads
