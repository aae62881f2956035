# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import INTERACT_JOINTS, INTERACT_PARENTS, identify
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.retarget import ROOT_MODES, RetargetOptions, TargetRig, retarget
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, normalized, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.foundation.errors import CharacterError, UsageError

LIMBS = [
    *(("upper_arm", "forearm"), ("forearm", "hand"), ("hand", "middle.1")),
    *(("thigh", "shin"), ("shin", "foot")),
    *((f"{finger}.{n}", f"{finger}.{n + 1}") for finger in ("thumb", "index", "ring") for n in (1, 2)),
]
EVERYWHERE = [*LIMBS, ("shoulder", "upper_arm"), ("foot", "toe")]
LARGEST = 1.0


def directions_apart(motion: Motion, rig: TargetRig, heads: np.ndarray, pairs=LIMBS) -> dict[str, float]:
    """The largest angle in degrees between a segment's directions in capture and rig, over all frames."""
    places, _ = forward(motion)
    ours, theirs = identify(motion.skeleton.names).roles, identify(rig.names).roles
    sided = [(f"{side}_{a}", f"{side}_{b}") for side in ("left", "right") for a, b in pairs]
    necks = "neck.0" if "neck.0" in ours and "neck.0" in theirs else "head"
    out = {}
    for a, b in [*sided, ("spine.0", necks), (necks, "head")]:
        if a == b or not all(role in roles for role in (a, b) for roles in (ours, theirs)):
            continue
        wanted = places[:, motion.skeleton.index(ours[b])] - places[:, motion.skeleton.index(ours[a])]
        found = heads[:, rig.names.index(theirs[b])] - heads[:, rig.names.index(theirs[a])]
        cosine = np.sum(normalized(wanted) * normalized(found), axis=-1)
        out[f"{a} {b}"] = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).max())
    return out


@pytest.fixture
def capture(any_root) -> Motion:
    motion = to_motion(read(any_root / "bvhs" / "20231119_001_051.bvh"), units="cm", up="Y")
    return motion.sliced(250, 650)


def walk() -> Motion:
    """The 75 joints in a T-pose that swings its limbs, without any data."""
    rng = np.random.default_rng(2)
    up = {"Neck": 0.2, "UpLeg": -0.02, "Leg": -0.43, "Foot": -0.41, "ForeFoot": -0.03, "Shoulder": 0.15}
    along = {"ForeFoot": 0.08, "ToeBase": 0.05, "ToeBaseEnd": 0.06, "HandThumb1": 0.03}
    offsets = []
    for name in INTERACT_JOINTS:
        side = -1.0 if name.startswith("Right") else 1.0
        bare = name.removeprefix("Right").removeprefix("Left")
        sideways = {"Shoulder": 0.03, "Arm": 0.15, "ForeArm": 0.27, "Hand": 0.25, "UpLeg": 0.09}.get(
            bare, 0.03 if bare.startswith("Hand") else 0.0
        )
        rise = up.get(bare, 0.0 if sideways or bare in along else 0.08)
        offsets.append((along.get(bare, 0.0), side * sideways, rise))
    offsets[0] = (0.0, 0.0, 0.0)
    skeleton = Skeleton(
        INTERACT_JOINTS, np.array(INTERACT_PARENTS), np.array(offsets), np.full((len(offsets), 3), math.nan)
    )
    t = np.linspace(0, 6, 40)
    axes = normalized(rng.normal(size=(len(offsets), 3)))
    swing = 0.5 * np.sin(t[:, None] + rng.uniform(0, 6, len(offsets)))
    rotations = axis_angle_to_quaternion(axes, swing)
    places = np.stack([t * 0.3, t * 0.1, 0.9 + 0.02 * np.sin(t)], axis=-1)[:, None]
    return Motion(skeleton, rotations, np.array([0]), places, Fraction(30))


@pytest.mark.parametrize("root", ROOT_MODES)
@pytest.mark.parametrize("directions", ["limbs", "all"])
def test_on_its_own_skeleton_nothing_changes(rig_of_skeleton, posed_heads, root, directions):
    motion = walk()
    rig = rig_of_skeleton(motion.skeleton)
    done = retarget(motion, rig, RetargetOptions(root=root, directions=directions))
    np.testing.assert_allclose(posed_heads(rig, done), forward(motion)[0], atol=1e-9)
    assert done.scale == pytest.approx(1.0)
    assert done.findings == ()
    assert set(done.bones) == set(INTERACT_JOINTS)
    assert list(done.locations) == ["Hips"]
    assert np.all(np.sum(done.rotations[1:] * done.rotations[:-1], axis=-1) > 0)


def test_a_standing_capture_on_its_own_skeleton_keeps_its_height(capture, rig_of_skeleton, posed_heads):
    rig = rig_of_skeleton(capture.skeleton)
    places = forward(capture)[0]
    for root in ROOT_MODES:
        done = retarget(capture, rig, RetargetOptions(root=root))
        assert np.abs(posed_heads(rig, done) - places).max() < 1e-9


@pytest.mark.parametrize("rig_name", ["mixamo", "default", "game_engine", "cmu_mb"])
@pytest.mark.parametrize("directions", ["limbs", "all"])
def test_an_a_pose_points_where_the_capture_does(capture, makehuman_rig, posed_heads, rig_name, directions):
    rig = makehuman_rig(rig_name)
    done = retarget(capture, rig, RetargetOptions(directions=directions))
    pairs = LIMBS if directions == "limbs" else EVERYWHERE
    apart = directions_apart(capture, rig, posed_heads(rig, done), pairs)
    assert len(apart) >= (10 if rig_name == "cmu_mb" else 24) + (4 if directions == "all" else 0)
    assert max(apart.values()) < (1e-4 if directions == "limbs" else 0.1), apart
    rest = directions_apart(capture, rig, np.broadcast_to(rig.heads, (capture.frames, *rig.heads.shape)))
    assert max(rest.values()) > 45, "the rig would have pointed there anyway"


@pytest.mark.parametrize("directions", ["limbs", "all"])
def test_the_same_number_of_bones_matches_bone_by_bone(rig_of_skeleton, posed_heads, directions):
    """All directions, on a body with other bone lengths and a crooked back."""
    motion = walk()
    rng = np.random.default_rng(6)
    crooked = motion.skeleton.offsets * rng.uniform(0.8, 1.2, (75, 1))
    crooked[1:5, 0] += rng.uniform(-0.02, 0.02, 4)
    rig = rig_of_skeleton(replace(motion.skeleton, offsets=crooked))
    done = retarget(motion, rig, RetargetOptions(directions=directions))
    found, wanted = posed_heads(rig, done), forward(motion)[0]
    roles = identify(INTERACT_JOINTS).roles
    chain = ("spine.0", "spine.1", "spine.2", "spine.3", "neck.0")
    spine = [motion.skeleton.index(roles[role]) for role in chain]
    ours, theirs = normalized(np.diff(wanted[:, spine], axis=1)), normalized(np.diff(found[:, spine], axis=1))
    apart = np.degrees(np.arccos(np.clip(np.sum(ours * theirs, axis=-1), -1, 1))).max()
    assert (apart < 1e-4) == (directions == "all")
    limbs = directions_apart(motion, rig, found)
    if directions == "all":  # with every bone of a back in line, the back as a whole is where it comes to be
        del limbs["spine.0 neck.0"], limbs["neck.0 head"]
    assert max(limbs.values()) < 1e-4


def test_feet_stay_on_the_floor_and_partners_where_they_are(capture, makehuman_rig, posed_heads):
    rig = makehuman_rig("mixamo")
    theirs = identify(rig.names).roles
    places = forward(capture)[0]
    thighs = [capture.skeleton.index(name) for name in ("LeftUpLeg", "RightUpLeg")]
    middle = places[:, thighs].mean(axis=1)
    feet = [rig.names.index(theirs[f"{side}_foot"]) for side in ("left", "right")]
    ankle = rig.heads[feet, 2].mean()
    for root in ROOT_MODES:
        done = retarget(capture, rig, RetargetOptions(root=root))
        heads = posed_heads(rig, done)
        bones = [rig.names.index(theirs[f"{side}_thigh"]) for side in ("left", "right")]
        held = heads[:, bones].mean(axis=1)
        factor = done.scale if root == "single" else 1.0
        np.testing.assert_allclose(held[:, :2], middle[:, :2] * factor, atol=1e-9)
        if root == "multi":
            assert done.scale == 1
            np.testing.assert_allclose(held, middle, atol=1e-9)
        else:
            assert done.scale != 1
            assert heads[:, feet, 2].min() == pytest.approx(ankle, abs=0.02)


@pytest.mark.parametrize("scale", [1.0, 0.01, 2.54])
def test_an_armature_anywhere_in_any_units(capture, makehuman_rig, posed_heads, scale):
    capture = capture.sliced(0, 40)
    world = np.eye(4)
    world[:3, :3] = scale * quaternion_to_matrix(axis_angle_to_quaternion([0, 0, 1.0], 0.8))
    world[:3, 3] = [3.0, -2.0, 0.0]
    plain, moved = makehuman_rig("mixamo"), makehuman_rig("mixamo", world)
    assert moved.unit == pytest.approx(scale)
    np.testing.assert_allclose(moved.heads, plain.heads, atol=1e-12)
    one = posed_heads(plain, retarget(capture, plain))
    other = posed_heads(moved, retarget(capture, moved))
    np.testing.assert_allclose(other, one, atol=1e-9)


def test_a_character_that_faces_elsewhere(capture, makehuman_rig, posed_heads):
    """A rig that rests turned about moves the same in the world."""
    capture = capture.sliced(0, 40)
    rig = makehuman_rig("mixamo")
    turn = quaternion_to_matrix(axis_angle_to_quaternion([0, 0, 1.0], 2.1))
    world = np.eye(4)
    world[:3, :3] = turn
    rest = np.tile(np.eye(4), (len(rig.names), 1, 1))
    rest[:, :3, :3], rest[:, :3, 3] = quaternion_to_matrix(rig.rest), rig.heads
    turned = TargetRig.from_armature(rig.names, rig.parents, rest, rig.tails, world=world)
    one, other = (posed_heads(r, retarget(capture, r)) for r in (rig, turned))
    np.testing.assert_allclose(other, one, atol=1e-9)


def test_other_captures_on_an_a_pose(bvh_samples, makehuman_rig, posed_heads):
    """Other names, orders, rest poses, numbers of joints, joints between, joints that move along."""
    rig = makehuman_rig("mixamo")
    paths = [path for path in sorted(bvh_samples.glob("*.bvh")) if not path.stem.startswith("edge")]
    assert len(paths) == 13
    for path in paths:
        motion = to_motion(read(path))
        motion = motion.sliced(0, min(60, motion.frames))
        apart = directions_apart(motion, rig, posed_heads(rig, retarget(motion, rig)))
        assert len(apart) >= 10, path.name
        assert max(apart.values()) < LARGEST, (path.name, apart)


def mannequin(spine: int, necks: int = 1, loose: bool = False) -> Skeleton:
    """A person in an A-pose by Unreal's names, facing +X, with any number of bones in back and neck.

    With ``loose``, collar bones and thighs hang on a bone of their own beside the hips, as Rigify's deforming
    bones hang on others.
    """
    trunk = ["pelvis", *(f"spine_{n + 1:02d}" for n in range(spine))]
    trunk += [f"neck_{n + 1:02d}" for n in range(necks)]
    joints = [("root", -1, (0.0, 0.0, 0.0))]
    heights = np.linspace(0.95, 1.5, len(trunk))
    for n, (name, height) in enumerate(zip([*trunk, "head"], [*heights, 1.6], strict=True)):
        joints.append((name, n, (0.02 * np.sin(7 * n), 0.0, height)))
    chest, other = 1 + spine, len(joints)
    if loose:
        joints.append(("mechanism", 0, (0.0, 0.0, 1.0)))
    for side, sign in (("l", 1), ("r", -1)):
        arm = (("clavicle", 0.03, 1.42), ("upperarm", 0.18, 1.4), ("lowerarm", 0.36, 1.2), ("hand", 0.5, 1.0))
        leg = (("thigh", 0.1, 0.92), ("calf", 0.12, 0.5), ("foot", 0.13, 0.09), ("ball", 0.13, 0.03))
        for part, root in ((arm, chest), (leg, 1)):
            parent = other if loose else root
            for name, out, height in part:
                along = 0.14 if name == "ball" else 0.0
                joints.append((f"{name}_{side}", parent, (along, sign * out, height)))
                parent = len(joints) - 1
    parents = np.array([parent for _, parent, _ in joints])
    places = np.array([place for _, _, place in joints])
    offsets = places - np.where(parents[:, None] >= 0, places[parents], 0.0)
    return Skeleton(tuple(n for n, _, _ in joints), parents, offsets, np.full((len(joints), 3), math.nan))


@pytest.mark.parametrize(("spine", "necks"), [(1, 1), (2, 1), (3, 2), (5, 1), (2, 0), (0, 1), (0, 0)])
def test_backs_and_necks_of_any_number_of_bones(rig_of_skeleton, posed_heads, spine, necks):
    motion = walk()
    rig = rig_of_skeleton(mannequin(spine, necks))
    done = retarget(motion, rig)
    apart = directions_apart(motion, rig, posed_heads(rig, done))
    assert len(apart) >= 8 + (spine > 0)
    assert max(apart.values()) < 1e-4, apart
    lost = [finding for finding in done.findings if finding.level == "warning"]
    assert any("Spine" in finding.message for finding in lost) == (spine == 0)


def test_a_bend_is_spread_over_the_back(rig_of_skeleton):
    """Five bones take a bend of the back that is even in the capture evenly."""
    motion = walk()
    rotations = np.zeros_like(motion.rotations)
    rotations[..., 0] = 1
    spine = [motion.skeleton.index(name) for name in ("Spine", "Spine1", "Spine2", "Spine3")]
    rotations[:, spine] = axis_angle_to_quaternion(np.array([0, 1.0, 0]), np.full((motion.frames, 4), 0.2))
    offsets = motion.skeleton.offsets.copy()
    offsets[spine] = [0, 0, 0.1]
    offsets[motion.skeleton.index("Neck")] = [0, 0, 0.1]
    bent = replace(motion, rotations=rotations, skeleton=replace(motion.skeleton, offsets=offsets))
    straight = mannequin(5)
    flat = straight.offsets.copy()
    flat[1:9, 0] = 0
    rig = rig_of_skeleton(replace(straight, offsets=flat))
    done = retarget(bent, rig)
    turned = [done.rotations[0, done.bones.index(f"spine_{n + 1:02d}")] for n in range(5)]
    angles = [2 * math.acos(min(1.0, abs(q[0]))) for q in turned]
    assert sum(angles) == pytest.approx(0.8, abs=0.05)
    assert max(angles[1:4]) < 0.25
    assert min(angles[1:4]) > 0.1


def test_bones_that_do_not_hang_on_what_they_should_follow(rig_of_skeleton, posed_heads):
    """As Rigify's: thighs do not hang on the hips, nor collar bones on the chest; they get a location."""
    motion = walk()
    firm, loose = rig_of_skeleton(mannequin(3)), rig_of_skeleton(mannequin(3, loose=True))
    one, other = retarget(motion, firm), retarget(motion, loose)
    assert set(one.locations) == {"pelvis"}
    assert set(other.locations) == {"pelvis", "thigh_l", "thigh_r", "clavicle_l", "clavicle_r"}
    heads = posed_heads(loose, other)
    keep = [loose.names.index(name) for name in firm.names]
    np.testing.assert_allclose(heads[:, keep], posed_heads(firm, one), atol=1e-9)


def test_connected_bones(rig_of_skeleton, posed_heads):
    motion = walk()
    skeleton = mannequin(3, loose=True)
    free = rig_of_skeleton(skeleton)
    hips = np.array([name == "pelvis" for name in skeleton.names])
    # Connected hips are carried by the bone that they are connected to.
    rig = replace(free, connected=hips)
    done = retarget(motion, rig)
    assert "root" in done.locations
    assert "pelvis" not in done.locations
    assert "root" not in done.bones
    pelvis = skeleton.index("pelvis")
    expected = posed_heads(free, retarget(motion, free))
    np.testing.assert_allclose(posed_heads(rig, done)[:, pelvis], expected[:, pelvis], atol=1e-9)
    # Others cannot follow, and that is told.
    stuck = np.array([name.startswith("thigh") for name in skeleton.names])
    done = retarget(motion, replace(free, connected=stuck))
    assert "thigh_l" not in done.locations
    told = [finding.message for finding in done.findings if finding.code == "connected-bones"]
    assert len(told) == 1
    assert "thigh_l, thigh_r" in told[0]


def test_what_could_not_be_mapped_is_listed(rig_of_skeleton):
    done = retarget(walk(), rig_of_skeleton(mannequin(3)))
    told = {(finding.code, finding.level): finding.message for finding in done.findings}
    assert set(told) == {("unmapped-joints", "warning"), ("unmapped-joints", "info")}
    assert "RightHandMiddle1" in told["unmapped-joints", "warning"]
    assert "Spine" not in told["unmapped-joints", "warning"]
    assert "HeadEnd" in told["unmapped-joints", "info"]
    back = retarget(
        Motion(
            mannequin(3),
            np.tile([1.0, 0, 0, 0], (3, len(mannequin(3)), 1)),
            np.array([0]),
            np.zeros((3, 1, 3)),
            Fraction(30),
        ),
        rig_of_skeleton(walk().skeleton),
    )
    idle = next(finding for finding in back.findings if finding.code == "idle-bones")
    assert "LeftHandThumb1" in idle.message
    assert idle.level == "info"


def test_roles_can_be_given(rig_of_skeleton, posed_heads):
    motion = walk()
    skeleton = mannequin(3)
    names = tuple(f"b{n}" for n in range(len(skeleton)))
    with pytest.raises(CharacterError, match="follow none of the known conventions") as caught:
        retarget(motion, rig_of_skeleton(skeleton, names=names))
    assert "b0, b1" in caught.value.message
    assert "roles" in caught.value.cure
    roles = {role: names[skeleton.index(name)] for role, name in identify(skeleton.names).roles.items()}
    done = retarget(motion, rig_of_skeleton(skeleton, names=names), RetargetOptions(roles=roles))
    plain = retarget(motion, rig_of_skeleton(skeleton))
    np.testing.assert_array_equal(done.rotations, plain.rotations)
    assert dict(done.roles) == {role: roles[role] for role in plain.roles}
    # one role over what the names say
    swapped = {"left_hand": "lowerarm_l", "left_forearm": "hand_l"}
    assert (
        retarget(motion, rig_of_skeleton(skeleton), RetargetOptions(roles=swapped)).roles["left_hand"]
        == "lowerarm_l"
    )
    with pytest.raises(UsageError, match="no bone tail"):
        retarget(motion, rig_of_skeleton(skeleton), RetargetOptions(roles={"hips": "tail"}))


def test_joints_without_a_role_go_by_name(rig_of_skeleton, posed_heads):
    motion = walk()
    names = tuple({"HeadEnd": "Jaw"}.get(name, name) for name in INTERACT_JOINTS)
    talking = replace(motion, skeleton=replace(motion.skeleton, names=names))
    rig = rig_of_skeleton(talking.skeleton)
    done = retarget(talking, rig)
    assert "Jaw" in done.bones
    assert np.ptp(done.rotations[:, done.bones.index("Jaw")], axis=0).max() > 0.1


def test_what_makes_no_sense(rig_of_skeleton):
    motion = walk()
    rig = rig_of_skeleton(motion.skeleton)
    for options in (RetargetOptions(root="none"), RetargetOptions(directions="some")):
        with pytest.raises(UsageError, match="Use one of"):
            retarget(motion, rig, options)
    names = tuple(f"j{n}" for n in range(75))
    with pytest.raises(CharacterError, match="capture's joint names"):
        retarget(replace(motion, skeleton=replace(motion.skeleton, names=names)), rig)
    for scales in ([1.0, 2.0, 1.0, 1.0], [-1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 1.0]):
        with pytest.raises(CharacterError, match="mirrored or scaled unevenly"):
            rig_of_skeleton(motion.skeleton, world=np.diag(scales))
    flat = replace(motion.skeleton, offsets=np.zeros((75, 3)))
    with pytest.raises(CharacterError, match="too few joints of the character"):
        retarget(motion, rig_of_skeleton(flat))


def test_hands_and_feet_may_be_missing(rig_of_skeleton, posed_heads):
    """A person without hands, toes and collar bones still walks."""
    motion = walk()
    full = mannequin(3)
    gone = [n for n, name in enumerate(full.names) if name.startswith(("hand", "ball"))]
    keep = [n for n in range(len(full)) if n not in gone]
    number = {old: new for new, old in enumerate(keep)}
    skeleton = Skeleton(
        tuple(full.names[n] for n in keep),
        np.array([number.get(int(full.parents[n]), -1) for n in keep]),
        full.offsets[keep],
        full.end_offsets[keep],
    )
    rig = rig_of_skeleton(skeleton)
    apart = directions_apart(motion, rig, posed_heads(rig, retarget(motion, rig)))
    assert max(apart.values()) < 1e-4
    assert "left_thigh left_shin" in apart
