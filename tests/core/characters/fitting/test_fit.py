# SPDX-License-Identifier: GPL-3.0-or-later
"""The fit: joints where the BVH says, soles on the floor, shapes carried, nothing collapsed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from bare import bare_parts

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters import (
    Body,
    Part,
    build_body,
    fitted_character,
    ground_heights,
    look_by_id,
    look_for_actor,
)
from interact_addon.core.characters.body.bone_tails import rest_tails
from interact_addon.core.characters.body.helper_bones import helper_bones, helper_rotations
from interact_addon.core.characters.fitting.fit import capture_roles, fit, person_height
from interact_addon.core.characters.fitting.posing import make_human_pose
from interact_addon.core.characters.fitting.shaping import shaping_for
from interact_addon.core.characters.fitting.skinning import limited, unposed
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.foundation.errors import CharacterError

LIMBS = ("upper_arm", "forearm", "hand", "thigh", "shin", "foot")
PERFORMANCES = (
    "20231119_001_051",
    "20231119_002_051",
    "20231126_003_319",
    "20231126_007_319",
    "20240126_006_034",
    "20240126_008_034",
)


@pytest.fixture(scope="module")
def parts(jonas: Body, skeleton: Skeleton) -> tuple[Part, ...]:
    return fit(jonas, bare_parts(jonas), skeleton)[0]


def skinned(
    part: Part, names: tuple[str, ...], turns: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    """Linear blend skinning, as Blender does it."""
    columns = [names.index(joint) for joint in part.joints]
    moved = np.einsum("jab,jvb->jva", turns[columns], part.vertices[None] - start[columns][:, None])
    moved += end[columns][:, None]
    return np.einsum("vj,jva->va", part.weights, moved)


def test_weights_are_normalised_few_and_on_joints_of_the_capture(
    parts: tuple[Part, ...], skeleton: Skeleton
) -> None:
    known = {*skeleton.names, *(helper.name for helper in helper_bones(skeleton, capture_roles(skeleton)))}
    for part in parts:
        assert set(part.joints) <= known
        assert np.allclose(part.weights.sum(axis=1), 1.0, atol=1e-5)
        assert (part.weights > 0.0).sum(axis=1).max() <= 6
        assert part.weights.any(axis=0).all()


def test_flesh_is_about_its_joints(parts: tuple[Part, ...], skeleton: Skeleton) -> None:
    """Skin that turns half as much as a joint is a ring about it: at elbow, knee and wrist."""
    skin, rest = parts[0], skeleton.rest_positions()
    for joint, within in (("ForeArm", 0.02), ("Leg", 0.035), ("Hand", 0.02)):
        for side in ("Left", "Right"):
            half = skin.weights[:, skin.joints.index(f"{side}{joint} bend 50%")]
            ring = skin.vertices[half > 0.5]
            assert len(ring) > 8
            middle = 0.5 * (ring.min(axis=0) + ring.max(axis=0))
            assert np.linalg.norm(middle - rest[skeleton.index(side + joint)]) < within


def test_limb_flesh_is_anchored_at_the_capture_s_joints(jonas: Body, skeleton: Skeleton) -> None:
    roles = capture_roles(skeleton)
    pose = make_human_pose(jonas, skeleton, roles, None)
    shaping = shaping_for(jonas, pose, None, 0.0)
    for side in ("left", "right"):
        for part in ("hand", "foot"):
            joint = pose.positions[pose.roles[f"{side}_{part}"]]
            anchor = shaping.anchors[f"{side}_{part}"]
            assert np.allclose(anchor[:2], joint[:2], atol=1e-9)
        for part in ("upper_arm", "forearm", "thigh", "shin"):
            joint = pose.positions[pose.roles[f"{side}_{part}"]]
            off = shaping.anchors[f"{side}_{part}"] - joint
            assert np.abs(off[1:]).max() < 1e-9  # only outwards, where the body is broader than the joints
            assert abs(off[0]) < 0.035


def test_the_pose_keeps_every_bone_s_length(jonas: Body, skeleton: Skeleton) -> None:
    pose = make_human_pose(jonas, skeleton, capture_roles(skeleton), None)
    child = np.flatnonzero(skeleton.parents >= 0)
    parent = skeleton.parents[child]
    before = np.linalg.norm(pose.rest[child] - pose.rest[parent], axis=1)
    after = np.linalg.norm(pose.positions[child] - pose.positions[parent], axis=1)
    assert np.allclose(before, after)
    heads = dict(zip(jonas.rig.names, jonas.heads, strict=True))
    for start, end, bones in (
        ("LeftArm", "LeftForeArm", ("upperarm01.L", "lowerarm01.L")),
        ("RightForeArm", "RightHand", ("lowerarm01.R", "wrist.R")),
        ("LeftUpLeg", "LeftLeg", ("upperleg01.L", "lowerleg01.L")),
    ):
        theirs = pose.positions[skeleton.index(end)] - pose.positions[skeleton.index(start)]
        ours = heads[bones[1]] - heads[bones[0]]
        assert theirs @ ours / np.linalg.norm(theirs) / np.linalg.norm(ours) > 1.0 - 1e-9


def test_posed_back_the_mesh_is_the_sculptor_s(
    jonas: Body, skeleton: Skeleton, parts: tuple[Part, ...]
) -> None:
    roles = capture_roles(skeleton)
    pose = make_human_pose(jonas, skeleton, roles, None)
    shaping = shaping_for(jonas, pose, None, 0.0)
    helpers = helper_bones(skeleton, roles)
    on = [skeleton.index(helper.joint) for helper in helpers]
    turns = np.concatenate([pose.turns, helper_rotations(helpers, skeleton, roles, pose.turns, pose.frame)])
    world = pose.frame @ turns @ pose.frame.T
    start = np.concatenate([pose.rest, pose.rest[on]]) @ pose.frame.T
    end = np.concatenate([pose.positions, pose.positions[on]]) @ pose.frame.T
    names = (*skeleton.names, *(helper.name for helper in helpers))
    for part, bare in zip(parts, bare_parts(jonas), strict=True):
        shaped, _ = shaping(bare.vertices.astype(np.float64), bare.weights, bare.joints)
        back = skinned(part, names, world, start, end)
        assert np.abs(back - shaped @ pose.frame.T).max() < 2e-4


def test_the_body_faces_where_the_capture_faces(parts: tuple[Part, ...]) -> None:
    skin = parts[0].vertices
    eyes = next(part for part in parts if part.name == "eyes").vertices
    assert eyes[:, 0].mean() > skin[:, 0].mean() + 0.05
    assert np.ptp(skin[:, 1]) > 1.5  # arms straight out to the sides


def test_head_and_face_keep_their_size_and_shape(jonas: Body, parts: tuple[Part, ...]) -> None:
    head = np.flatnonzero(jonas.rig.weights[:13380, jonas.rig.index("head")] > 0.99)
    before, after = jonas.vertices[head], parts[0].vertices[head]
    turned = np.stack([-before[:, 1], before[:, 0], before[:, 2]], axis=1)
    off = after - turned
    assert np.abs(off - off.mean(axis=0)).max() < 1e-4


def test_face_shapes_are_carried_with_the_head(jonas: Body, parts: tuple[Part, ...]) -> None:
    skin = parts[0]
    for name in ("jawOpen", "mouthSmileLeft", "eyeBlinkRight", "cheekPuff"):
        before = jonas.shapes[name][:13380]
        turned = np.stack([-before[:, 1], before[:, 0], before[:, 2]], axis=1)
        head = skin.weights[:, skin.joints.index("Head")] > 0.99
        assert np.abs(skin.shapes[name][head] - turned[head]).max() < 1e-4
        assert np.abs(skin.shapes[name]).max() > 0.003
    assert not set(skin.shapes) - set(jonas.shapes)


def test_bare_soles_rest_on_the_floor_without_a_motion(jonas: Body, skeleton: Skeleton) -> None:
    skin = fit(jonas, bare_parts(jonas), skeleton)[0][0]
    ankle = skeleton.rest_positions()[skeleton.index("LeftFoot"), 2]
    assert 0.05 < ankle - skin.vertices[:, 2].min() < 0.11


def test_fingers_that_the_capture_lacks_follow_the_hand(jonas: Body, plain_skeleton: Skeleton) -> None:
    parts, findings = fit(jonas, bare_parts(jonas), plain_skeleton)
    skin = parts[0]
    finger = jonas.rig.weights[:13380, jonas.rig.index("finger3-3.L")] > 0.99
    assert np.allclose(skin.weights[finger, skin.joints.index("LeftHand")], 1.0, atol=1e-6)
    assert findings == ()


def test_a_capture_without_head_or_hands_still_fits(jonas: Body, skeleton: Skeleton) -> None:
    keep = ["Hips", "Spine"]
    keep += [side + part for side in ("Left", "Right") for part in ("UpLeg", "Leg", "Foot", "Arm", "ForeArm")]
    index = [skeleton.index(name) for name in keep]
    rest = skeleton.rest_positions()[index]
    parent = {
        "Spine": "Hips",
        "UpLeg": "Hips",
        "Leg": "UpLeg",
        "Foot": "Leg",
        "Arm": "Spine",
        "ForeArm": "Arm",
    }
    parents = []
    for name in keep:
        side = next((side for side in ("Left", "Right") if name.startswith(side)), "")
        above = parent.get(name.removeprefix(side), "")
        parents.append(keep.index(above if above in ("Hips", "Spine") else side + above) if above else -1)
    offsets = rest - np.where(np.array(parents)[:, None] >= 0, rest[parents], 0.0)
    order = sorted(range(len(keep)), key=lambda j: (parents[j] >= 0, parents[j], j))
    assert order[0] == 0
    small = Skeleton(tuple(keep), np.array(parents, np.int32), offsets, np.full((len(keep), 3), np.nan))
    parts, findings = fit(jonas, bare_parts(jonas), small)
    assert np.isfinite(parts[0].vertices).all()
    assert [finding.code for finding in findings] == ["missing-joints"]
    assert "head" in findings[0].message


def test_strangers_are_told_what_to_do(jonas: Body) -> None:
    chain = Skeleton(("a", "b"), np.array([-1, 0], np.int32), np.ones((2, 3)), np.full((2, 3), np.nan))
    with pytest.raises(CharacterError, match="recognised as hips") as caught:
        fit(jonas, bare_parts(jonas), chain)
    assert "conventions" in (caught.value.cure or "")


@pytest.mark.parametrize("scale", [0.93, 1.08])
def test_the_person_grows_with_the_capture(jonas: Body, skeleton: Skeleton, scale: float) -> None:
    larger = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets * scale, skeleton.end_offsets)
    assert person_height(jonas, larger) == pytest.approx(scale * person_height(jonas, skeleton), rel=1e-6)


def test_bones_never_end_where_they_begin(skeleton: Skeleton) -> None:
    folded = Skeleton(skeleton.names, skeleton.parents, np.zeros_like(skeleton.offsets), skeleton.end_offsets)
    for case in (skeleton, folded):
        roles = capture_roles(case)
        length = np.linalg.norm(rest_tails(case, roles) - case.rest_positions(), axis=1)
        assert length.min() > 0.004


def test_few_influences_remain_and_sum_to_one() -> None:
    weights = np.random.default_rng(1).dirichlet(np.full(20, 0.3), size=200)
    out = limited(weights, most=4)
    assert (out > 0.0).sum(axis=1).max() <= 4
    assert np.allclose(out.sum(axis=1), 1.0)


def test_unposing_undoes_skinning() -> None:
    rng = np.random.default_rng(2)
    turns = quaternion_to_matrix(axis_angle_to_quaternion(np.eye(3), rng.uniform(-1.0, 1.0, 3)))
    start, end = rng.normal(size=(2, 3, 3))
    weights = rng.dirichlet(np.ones(3), size=50)
    rest = rng.normal(size=(50, 3))
    moved = np.einsum("jab,jvb->jva", turns, rest[None] - start[:, None]) + end[:, None]
    posed = np.einsum("vj,jva->va", weights, moved)
    back, inverse = unposed(posed, weights, turns, start, end)
    assert np.allclose(back, rest)
    assert np.allclose(np.einsum("vab,vbc->vac", inverse, np.tensordot(weights, turns, axes=1)), np.eye(3))


def test_undoing_a_pose_throws_no_vertex_far() -> None:
    """Skin between bones that are turned against each other cannot be undone; it is left near."""
    axes = np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]])
    turns = quaternion_to_matrix(axis_angle_to_quaternion(axes, np.radians([85.0, 85.0])))
    points = np.random.default_rng(4).normal(size=(30, 3))
    zeros = np.zeros((2, 3))
    rest, inverse = unposed(points, np.full((30, 2), 0.5), turns, zeros, zeros)
    assert np.linalg.norm(inverse, axis=(1, 2), ord=2).max() < 1.7
    assert (np.linalg.norm(rest, axis=1) < 1.7 * np.linalg.norm(points, axis=1)).all()


@pytest.mark.parametrize(
    ("root", "key"),
    [("sample_root", key) for key in PERFORMANCES[:2]] + [("interact_mini", key) for key in PERFORMANCES],
)
def test_soles_stand_on_the_floor(
    request: pytest.FixtureRequest, tmp_path: Path, assets: Assets, root: str, key: str
) -> None:
    """While a foot stands, the lowest point of its skin (or shoe) is on the floor, within millimetres."""
    path = request.getfixturevalue(root) / "bvhs" / f"{key}.bvh"
    motion = to_motion(read(path), units="cm", up="Y")
    ground = ground_heights(motion)
    assert ground is not None
    look = look_for_actor(key.split("_")[1])
    character = fitted_character(look, motion.skeleton, ground=ground, cache=tmp_path, assets=assets)
    for side in ("left", "right"):
        height, speed = _foot_track(motion, side)
        lowest = _lowest(character.parts, motion, side.title())
        standing = (speed < 0.25) & (height < ground.feet[side].height + 0.02)
        assert standing.sum() > 30
        assert abs(np.median(lowest[standing])) < 0.005
        assert np.percentile(lowest[standing], 5) > -0.012
        assert np.percentile(lowest[standing], 95) < 0.015


def _foot_track(motion: Motion, side: str) -> tuple[np.ndarray, np.ndarray]:
    ankle = forward(motion)[0][:, motion.skeleton.index(f"{side.title()}Foot")]
    return ankle[:, 2], np.linalg.norm(np.gradient(ankle, axis=0), axis=1) * float(motion.rate)


def _lowest(parts: tuple[Part, ...], motion: Motion, side: str) -> np.ndarray:
    positions, rotations = forward(motion)
    rest = motion.skeleton.rest_positions()
    lowest = np.full(motion.frames, np.inf)
    for part in parts:
        columns = [c for c, name in enumerate(part.joints) if name.startswith((f"{side}F", f"{side}Toe"))]
        columns = [c for c in columns if "Arm" not in part.joints[c]]
        foot = np.flatnonzero(part.weights[:, columns].sum(axis=1) > 0.99) if columns else []
        if not len(foot):
            continue
        height = np.zeros((motion.frames, len(foot)))
        for column in columns:
            joint = motion.skeleton.index(part.joints[column])
            row = quaternion_to_matrix(rotations[:, joint])[:, 2]
            place = row @ (part.vertices[foot] - rest[joint]).T + positions[:, joint, 2:3]
            height += part.weights[foot, column] * place
        lowest = np.minimum(lowest, height.min(axis=1))
    return lowest


def test_feet_that_roll_and_float_are_measured(skeleton: Skeleton) -> None:
    """A foot that the capture shows tilted while it stands gets a sole that is level then."""
    tilt = axis_angle_to_quaternion(np.array([1.0, 0.0, 0.0]), np.radians(12.0))
    rotations = np.zeros((60, len(skeleton), 4))
    rotations[..., 0] = 1.0
    rotations[:, skeleton.index("LeftFoot")] = tilt
    root = np.zeros((60, 1, 3)) + [0.0, 0.0, 0.965]
    motion = Motion(skeleton, rotations, np.array([0], np.int32), root, 30)
    ground = ground_heights(motion)
    assert ground is not None
    assert ground.feet["left"].height == pytest.approx(0.09, abs=2e-3)
    assert np.degrees(np.arccos(ground.feet["left"].up[2])) == pytest.approx(12.0, abs=1.0)
    body = build_body(Assets.find(), look_by_id("kenji"))
    lowest = _lowest(fit(body, bare_parts(body), skeleton, ground)[0], motion, "Left")
    assert np.abs(lowest).max() < 0.005


def test_no_feet_no_ground(skeleton: Skeleton) -> None:
    motion = Motion(
        skeleton, np.zeros((0, len(skeleton), 4)), np.array([0], np.int32), np.zeros((0, 1, 3)), 30
    )
    assert ground_heights(motion) is None
