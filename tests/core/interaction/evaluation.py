# SPDX-License-Identifier: GPL-3.0-or-later
"""How well rigs of other sizes keep what a capture's people do: measured apart from the code that does it.

Two rigs are built: a tall one with Mixamo's names and a small one with Rigify's, both in an A-pose, with the
skin of MakeHuman's base body. Touch is found here by the joints of hands and bones alone, and soles by the
skin itself. Numpy only; `tools/interaction_sheet` prints the table and draws the pictures.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.feet import ground_heights, sole_tracks
from interact_addon.core.animation.retarget import RetargetOptions, TargetRig, solve
from interact_addon.core.animation.rotations import (
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    quaternion_to_matrix,
    shortest_arc,
)
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.contacts import Contact, find_contacts
from interact_addon.core.contacts.bodies import Body as CapsuleBody
from interact_addon.core.contacts.bodies import captured_body
from interact_addon.core.interaction import Player, RolePose, captured_pose, role_motion, solved_pose

sys.path.append(str(Path(__file__).resolve().parents[1] / "animation" / "retarget"))
foreign_rigs = importlib.import_module("foreign_rigs")

Array = np.ndarray

NEAR_HAND, NEAR_LIMB, NEAR_TRUNK = 0.10, 0.10, 0.19
"""Metres between a palm and the line of a bone, or a palm, that it touches."""
WINDOW = 0.4  # seconds round a touch
ARMS = ("shoulder", "upper_arm", "forearm", "hand")
LEGS = ("thigh", "shin", "foot")


@dataclass(frozen=True, eq=False)
class Body:
    """MakeHuman's base body at a stature, bound to a rig by roles.

    Attributes:
        rig: The rig.
        vertices: (V, 3) metres at rest.
        faces: The faces, four vertices each.
        weights: Role -> (V,) how much of each vertex it moves.
    """

    rig: TargetRig
    vertices: Array
    faces: list[list[int]]
    weights: dict[str, Array]


def built(convention: str, stature: float) -> Body:
    """Return the base body, rigged with the names of a convention, as tall as wanted."""
    assets = Assets.find()
    source = assets.rig("mixamo")
    vertices = assets.base.vertices.astype(np.float64)
    skin = assets.base.vertices_of("body")
    vertices[:, 2] -= vertices[skin, 2].min()
    size = stature / np.ptp(vertices[skin, 2])
    vertices *= size
    heads, tails = source.heads(vertices), source.tails(vertices)
    roles = identify(source.names, list(source.parents)).roles
    joints = {role: heads[source.index(name)] for role, name in roles.items()}
    joints["head_end"] = tails[source.index(roles["head"])]
    joints |= {f"{side}_toe_end": tails[source.index(roles[f"{side}_toe"])] for side in ("left", "right")}
    bones = foreign_rigs.Rig(convention, convention, "A").bones(joints)
    rig = foreign_rigs.target(bones)
    new = np.full(len(vertices), -1)
    new[skin] = np.arange(len(skin))
    faces = new[assets.base.faces[assets.base.faces_of("body")]].tolist()
    weights = {role: source.weights[skin, source.index(name)] for role, name in roles.items()}
    object.__setattr__(rig, "surface", vertices[skin])
    return Body(rig, vertices[skin], faces, weights)


def skinned(body: Body, pose: RolePose, frames: Array) -> Array:
    """Return (N, V, 3) the skin in some frames."""
    out = np.zeros((len(frames), *body.vertices.shape))
    total = sum(body.weights.values())
    for role, weight in body.weights.items():
        holder = _holder(role, pose)
        used = np.flatnonzero(weight > 0)
        turns = quaternion_to_matrix(pose.turn_of(holder)[frames])
        arms = body.vertices[used] - pose.body.rest[pose.body.index(holder)]
        moved = np.einsum("fab,vb->fva", turns, arms) + pose.at(holder)[frames, None]
        out[:, used] += (weight[used] / total[used])[:, None] * moved
    return out


def _holder(role: str, pose: RolePose) -> str:
    side, _, part = role.partition("_")
    choices = [role]
    if part[-2:-1] == ".":
        choices += [f"{side}_{part[:-1]}{n}" for n in range(int(part[-1]) - 1, -1, -1)] + [f"{side}_hand"]
    choices += [f"spine.{n}" for n in (2, 1, 0)] if role.startswith("spine") or part == "shoulder" else []
    choices += ["head"] if role.startswith("neck") else [f"{side}_foot"] if part == "toe" else []
    return next(one for one in [*choices, "hips"] if one in pose.body)


def players_of(motions: Sequence[Motion], bodies: Sequence[Body]) -> list[Player]:
    """Return who plays, each retargeted alone, as `keep_interaction` takes it."""
    return [
        Player(f"00{n}", motion, body.rig, solve(motion, body.rig, RetargetOptions(root="height")))
        for n, (motion, body) in enumerate(zip(motions, bodies, strict=True), start=1)
    ]


@dataclass
class Touch:
    """A hand near a bone of the other person, in the frames in which it is."""

    person: int
    hand: str
    on: tuple[str, str]  # the bone's role and that of its end
    frames: Array
    error: Array = field(default_factory=lambda: np.empty(0))


def palm(pose: RolePose, side: str) -> Array:
    """Return (F, 3) the middle of the palm."""
    knuckle = next(
        (f"{side}_{n}.1" for n in ("middle", "index", "ring") if f"{side}_{n}.1" in pose.body), None
    )
    hand = pose.at(f"{side}_hand")
    return hand if knuckle is None else 0.5 * (hand + pose.at(knuckle))


def lines_of(pose: RolePose) -> list[tuple[str, str, float]]:
    """Return what a hand can touch: role of a bone, role of its end, and how near it then is."""
    found = [("hips", "neck.0", NEAR_TRUNK), ("neck.0", "head", NEAR_LIMB)]
    for side in ("left", "right"):
        limbs = [("upper_arm", "forearm"), ("forearm", "hand"), ("shin", "foot"), ("foot", "toe")]
        found += [(f"{side}_{a}", f"{side}_{b}", NEAR_LIMB) for a, b in limbs]
        found += [(f"{side}_thigh", f"{side}_shin", NEAR_LIMB + 0.03), (f"{side}_hand", "", NEAR_HAND)]
    return [(a, b, near) for a, b, near in found if a in pose.body and (not b or b in pose.body)]


def touches(poses: Sequence[RolePose]) -> list[Touch]:
    """Return where hands touch the other person in the capture: in each frame what is nearest."""
    out = []
    frames = min(pose.frames for pose in poses)
    for person, other in ((0, 1), (1, 0)):
        lines = lines_of(poses[other])
        for side in ("left", "right"):
            point = palm(poses[person], side)[:frames]
            gaps = []
            for a, b, near in lines:
                place = _on(poses[other], a, b, point, frames)[0]
                gaps.append(np.linalg.norm(point - place, axis=1) / near)
            nearest = np.argmin(gaps, axis=0)
            for n, (a, b, _) in enumerate(lines):
                there = np.flatnonzero((nearest == n) & (gaps[n] < 1.0))
                if len(there) >= 3:
                    out.append(Touch(person, side, (a, b), there))
    return out


def _on(pose: RolePose, a: str, b: str, point: Array, frames: int) -> tuple[Array, Array]:
    """Return the places on a bone's line, or in a palm, nearest to a point; and how far along they are."""
    if not b:
        return palm(pose, a.partition("_")[0])[:frames], np.zeros(frames)
    start, end = pose.at(a)[:frames], pose.at(b)[:frames]
    line = end - start
    along = np.clip(np.sum((point - start) * line, axis=1) / np.sum(line * line, axis=1), 0.0, 1.0)
    return start + along[:, None] * line, along


def relation_errors(
    touch: Touch, captured: Sequence[RolePose], alone: Sequence[RolePose], kept: Sequence[RolePose]
) -> Array:
    """Return metres, per frame of a touch, by which the hand misses its place on the other's bone.

    The place is as far along the bone as in the capture, and the vector to the hand is carried along with the
    bone; its length may be the capture's, or scaled by the bone's: the better one counts.
    """
    a, b = touch.on
    one, other = touch.person, 1 - touch.person
    count = min(pose.frames for pose in captured)
    point = palm(captured[one], touch.hand)[:count]
    place, along = _on(captured[other], a, b, point, count)
    vector = (point - place)[touch.frames]
    if b:
        start, end = kept[other].at(a), kept[other].at(b)
        turn = shortest_arc(alone[other].at(b) - alone[other].at(a), end - start)
        vector = quaternion_rotate(turn[touch.frames], vector)
        theirs = (start[:count] + along[:, None] * (end - start)[:count])[touch.frames]
        size = kept[other].body.length(a, b) / captured[other].body.length(a, b)
    else:
        theirs = palm(kept[other], a.partition("_")[0])[touch.frames]
        turn = quaternion_multiply(kept[other].turn_of(a), quaternion_conjugate(alone[other].turn_of(a)))
        vector = quaternion_rotate(turn[touch.frames], vector)
        sizes = [
            k.body.length("left_forearm", "left_hand") / c.body.length("left_forearm", "left_hand")
            for k, c in zip(kept, captured, strict=True)
        ]
        size = 0.5 * sum(sizes)
    hand = palm(kept[one], touch.hand)[touch.frames]
    found = [np.linalg.norm(hand - theirs - scale * vector, axis=1) for scale in (1.0, size)]
    return np.minimum(*found)


def soles(
    body: Body, pose: RolePose, motion: Motion, captured: RolePose
) -> tuple[Array, Array, Array] | None:
    """Return of the frames in which feet are planted: heights of the soles, their speed, the capture's.

    Metres and metres per second. The sole is the lowest skin round the heel and the ball at rest.
    """
    ground = ground_heights(motion)
    if ground is None:
        return None
    tracks = sole_tracks(motion, ground)
    rate = float(motion.rate)
    every = np.arange(pose.frames)
    heights, speeds, theirs = [], [], []
    for side, track in tracks.items():
        toe = f"{side}_toe" if f"{side}_toe" in pose.body else f"{side}_foot"
        weight = body.weights[f"{side}_foot"] + body.weights[f"{side}_toe"]
        low = np.flatnonzero((weight > 0.5) & (body.vertices[:, 2] < 0.02))
        ankle = pose.body.rest[pose.body.index(f"{side}_foot")]
        ball = pose.body.rest[pose.body.index(toe)]
        back = body.vertices[low, 1] > ankle[1] - 0.2 * abs(ball[1] - ankle[1])
        small = Body(body.rig, body.vertices[low], [], {r: w[low] for r, w in body.weights.items()})
        skin = skinned(small, pose, every)
        for part, column, joint in ((back, 0, "foot"), (~back, 1, "toe")):
            down = track.standing & (track.heights[:, column] < 0.02)
            both = np.flatnonzero(down[1:] & down[:-1]) + 1
            if not len(both) or not part.any():
                continue
            lowest = skin[:, part, 2].min(axis=1) - ground.floor
            middle = skin[:, part].mean(axis=1)[:, :2]
            heights.append(lowest[both])
            speeds.append(np.linalg.norm(np.diff(middle, axis=0), axis=1)[both - 1] * rate)
            role = f"{side}_{joint}" if f"{side}_{joint}" in captured.body else f"{side}_foot"
            own = np.linalg.norm(np.diff(captured.at(role)[:, :2], axis=0), axis=1) * rate
            theirs.append(own[both - 1])
    return tuple(np.concatenate(each) for each in (heights, speeds, theirs)) if heights else None


def angles(captured: RolePose, kept: RolePose) -> dict[str, Array]:
    """Return role -> (F,) degrees between the directions of the bones of limbs and trunk."""
    out = {}
    pairs = [("hips", "neck.0"), ("neck.0", "head")]
    for side in ("left", "right"):
        chain = [f"{side}_{part}" for part in ("upper_arm", "forearm", "hand")]
        legs = [f"{side}_{part}" for part in ("thigh", "shin", "foot")]
        pairs += [*itertools.pairwise(chain), *itertools.pairwise(legs)]
    for a, b in pairs:
        if all(role in pose.body for role in (a, b) for pose in (captured, kept)):
            one, other = captured.at(b) - captured.at(a), kept.at(b) - kept.at(a)
            cosine = np.sum(one * other, axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
            out[a] = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return out


def motion_numbers(pose: RolePose, rate: float) -> tuple[float, float]:
    """Return the mean jerk (m/s3) and the largest acceleration (m/s2) of the limbs' ends and the head."""
    roles = [r for s in ("left", "right") for r in (f"{s}_hand", f"{s}_foot", f"{s}_forearm", f"{s}_shin")]
    places = np.stack([pose.at(role) for role in [*roles, "head", "hips"] if role in pose.body], axis=1)
    jerk = np.linalg.norm(np.diff(places, 3, axis=0), axis=-1) * rate**3
    speed = np.linalg.norm(np.diff(places, 2, axis=0), axis=-1) * rate**2
    return float(jerk.mean()), float(speed.max())


_HANGS_ON = {"hand": "forearm", "forearm": "upper_arm", "foot": "shin", "shin": "thigh"}


def _region(role: str) -> tuple[str, str]:
    """Return side and part; fingers are hands, toes feet, necks heads, and what else has no side trunks."""
    side, _, part = role.partition("_")
    if side not in ("left", "right"):
        return "", "head" if role.startswith(("head", "neck")) else "trunk"
    part = "hand" if part[-2:-1] == "." else "foot" if part in ("toe", "fore_foot") else part
    return ("", "trunk") if part == "shoulder" else (side, part)


def _near_by(one: str, other: str) -> bool:
    """Return whether two roles are of one region, or of two of which one hangs on the other."""
    (side, part), (another, its) = _region(one), _region(other)
    if (side, part) == (another, its):
        return True
    if "trunk" in (part, its):
        return bool({part, its} & {"head", "upper_arm", "thigh"})
    return side == another and (_HANGS_ON.get(part) == its or _HANGS_ON.get(its) == part)


def gaps(people: Sequence[CapsuleBody], contact: Contact, frames: Array) -> Array:
    """Return metres between the regions of a contact in some frames: of balls along their capsules."""
    balls = []
    for who, role in ((contact.person, contact.part), (contact.other, contact.on)):
        parts = people[who].parts
        rows = [n for n, each in enumerate(parts.roles) if _region(each) == _region(role)]
        shares = np.linspace(0.0, 1.0, 9)[:, None]
        ends = people[who].ends[frames][:, rows]
        centres = (1 - shares) * ends[:, :, None, 0] + shares * ends[:, :, None, 1]
        radii = (1 - shares) * parts.radii[rows, None, :1] + shares * parts.radii[rows, None, 1:]
        balls.append((centres.reshape(len(frames), -1, 3), radii.reshape(-1)))
    (a, r), (b, q) = balls
    out = [
        np.linalg.norm(x[:, None] - y[None], axis=2) - r[:, None] - q[None] for x, y in zip(a, b, strict=True)
    ]
    return np.array([each.min() for each in out])


def missed_and_new(
    motions: Sequence[Motion], played: Sequence[Motion]
) -> tuple[list[Contact], list[Contact]]:
    """Return the touches between people that are missing in what is played, and those that are only there.

    By the definition of the measures ``contacts_missed`` and ``contacts_new``: see docs/measures.md.
    """
    captured, kept = find_contacts(motions).between(), find_contacts(played).between()
    before, after = ([captured_body(motion) for motion in each] for each in (motions, played))
    rate, frames = float(motions[0].rate), min(motion.frames for motion in motions)

    def lacking(ones: Sequence[Contact], others: Sequence[Contact], people: Sequence[CapsuleBody]) -> list:
        found = []
        for one in ones:
            grazes = one.end - one.start < 0.2 * rate and one.strength < 0.5
            again = [
                each
                for each in others
                if max(one.start - each.end, each.start - one.end) < 0.2 * rate
                and any(
                    one.person == (each.person, each.other)[n]
                    and _near_by(one.part, (each.part, each.on)[n])
                    and _near_by(one.on, (each.on, each.part)[n])
                    for n in (0, 1)
                )
            ]
            if grazes or again:
                continue
            slack = round(0.2 * rate)
            during = np.arange(max(0, one.start - slack), min(frames, one.end + slack))
            reaches = {_region(one.part)[1], _region(one.on)[1]} & {"hand", "forearm", "foot", "head"}
            size = 0.5 * sum(people[who].parts.scale for who in (one.person, one.other))
            if gaps(people, one, during).min() > (0.04 if reaches else 0.02) * size:
                found.append(one)
        return found

    return lacking(captured, kept, after), lacking(kept, captured, before)


def evaluate(
    motions: Sequence[Motion], bodies: Sequence[Body], players: Sequence[Player], solved: Sequence[object]
) -> dict[str, float]:
    """Return the numbers of the table, of all people together."""
    captured = [captured_pose(motion) for motion in motions]
    alone = [solved_pose(player.solved, player.rig) for player in players]
    kept = [solved_pose(one, player.rig) for one, player in zip(solved, players, strict=True)]
    rate = float(motions[0].rate)
    found = touches(captured)
    errors = [relation_errors(touch, captured, alone, kept) for touch in found]
    out: dict[str, float] = {"touch frames": float(sum(map(len, errors)))}
    if errors:
        every = np.concatenate(errors)
        out["within 2 cm %"] = 100 * float(np.mean(every < 0.02))
        out["worst miss cm"] = 100 * float(every.max())
    standing = [soles(b, k, m, c) for b, k, m, c in zip(bodies, kept, motions, captured, strict=True)]
    height, speed, own = (np.concatenate([s[n] for s in standing if s is not None]) for n in range(3))
    out["sole in -0.5..1 cm %"] = 100 * float(np.mean((height > -0.005) & (height < 0.01)))
    out["sole p2.5 cm"], out["sole p97.5 cm"] = (100 * np.percentile(height, [2.5, 97.5])).tolist()
    still = own < 0.05
    out["sole speed cm/s"], out["capture's"] = 100 * float(speed.mean()), 100 * float(own.mean())
    out["where it is below 5"], out["capture's there"] = (
        100 * float(speed[still].mean()),
        100 * float(own[still].mean()),
    )
    near = np.zeros((2, max(m.frames for m in motions)), bool)
    reach = round(WINDOW * rate)
    contacts = find_contacts(motions)
    spells = [(frame, frame + 1) for touch in found for frame in touch.frames.tolist()]
    spells += [(each.start, each.end) for each in contacts.between()]
    for start, end in spells:
        near[:, max(0, start - reach) : end + reach] = True
    free, busy, median = [], [], []
    for person, (c, k) in enumerate(zip(captured, kept, strict=True)):
        for role, angle in angles(c, k).items():
            mask = near[person, : len(angle)]
            upper = not any(part in role for part in LEGS)
            free.append(angle[~mask] if upper else angle)
            busy.append(angle[mask] if upper else angle[:0])
            median.append(angle)
    out["bones median deg"] = float(np.median(np.concatenate(median)))
    out["bones worst deg"] = float(max((a.max() for a in free if len(a)), default=0.0))
    out["near touch worst deg"] = float(max((a.max() for a in busy if len(a)), default=0.0))
    theirs = [motion_numbers(c, rate) for c in captured]
    ours = [motion_numbers(k, rate) for k in kept]
    played = [role_motion(pose, motions[0].rate) for pose in kept]
    out["contacts"] = len(contacts.between())
    out["missed"], out["new"] = map(len, missed_and_new(motions, played))
    out["jerk ratio"] = max(o[0] / t[0] for o, t in zip(ours, theirs, strict=True))
    out["pop ratio"] = max(o[1] / t[1] for o, t in zip(ours, theirs, strict=True))
    return out
