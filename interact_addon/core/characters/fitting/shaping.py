# SPDX-License-Identifier: GPL-3.0-or-later
"""Scales the body to the capture's size, still in the MakeHuman pose.

Every segment has a map; the skin weights blend them. Limbs stretch along the bone from joint to joint. The
trunk and the neck share one smooth map of height, so that there is no step at waist or collar. Head, hands
and feet keep their shape. If a capture's joint is where no body has it (hips too close, head too high), the
mesh follows within limits only: the joint keeps the capture's position, the flesh keeps a person's shape.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.feet import GroundHeights
from ..body.base_mesh import Body
from ..body.scaling_maps import Affine, Axial, bone_matrix, knot_slopes
from ..body.segments import FINGERS, SIDES, segment_weights
from .posing import MakeHumanPose

__all__ = ["Shaping", "shaping_for"]

Array = NDArray[np.float64]

_NARROWEST, _WIDEST = 0.88, 1.20  # width of hips and shoulders relative to the body's own
# MakeHuman's hip and shoulder joints are further out in the flesh than those of motion capture.
_INWARD = {"thigh": 0.80, "upper_arm": 0.93}
_ELBOW, _KNEE = 0.25, 0.45  # share of that offset that the next joint's flesh gets
_NECK = (0.90, 1.12)
_HEAD_AHEAD = 0.02  # metres that the head can be before or behind its natural position
_HAND = (0.85, 1.18)
_FINGER = (0.75, 1.30)
_STRAY = 0.012  # maximum distance between a knuckle's joint and its flesh, metres
_FOOT = (0.88, 1.12)
_INSTEP = (0.80, 1.15)


@dataclass(frozen=True, eq=False)
class Shaping:
    """Maps of all segments of one body onto one capture.

    Attributes:
        maps: Segment -> function of (N, 3) points.
        linear: Segment -> (3, 3) map of small displacements.
        anchors: Role -> (3,) scaled position of the flesh of that joint.
    """

    maps: Mapping[str, Callable[[Array], Array]]
    linear: Mapping[str, Array]
    anchors: Mapping[str, Array]

    def __call__(
        self, points: Array, weights: NDArray[np.float32], bones: tuple[str, ...]
    ) -> tuple[Array, Array]:
        """Map vertices to the capture's size.

        Args:
            points: (V, 3) in the MakeHuman rest pose.
            weights: (V, B) over ``bones``.
            bones: Names of the default rig.

        Returns:
            (V, 3) vertices at the capture's size, and (V, 3, 3) for displacements of them.
        """
        shares, names = segment_weights(weights, bones)
        out = np.zeros_like(points)
        linear = np.zeros((len(points), 3, 3))
        for column, name in enumerate(names):
            share = shares[:, column]
            used = np.flatnonzero(share > 0.0)
            if len(used):
                out[used] += share[used, None] * self.maps[name](points[used])
                linear[used] += share[used, None, None] * self.linear[name]
        return out, linear


def shaping_for(body: Body, pose: MakeHumanPose, ground: GroundHeights | None, sole: float) -> Shaping:
    """Find the maps of all segments.

    Args:
        body: The body, in its own rest pose.
        pose: The capture's joints in that pose.
        ground: How the feet stand, or None.
        sole: How far the lowest part of the shoes is below the body's own soles, metres.
    """
    heads = dict(zip(body.rig.names, body.heads, strict=True))
    target = {role: pose.positions[joint] for role, joint in pose.roles.items()}
    ours = dict(pose.landmarks)
    axial, anchors = _axial(target, ours, heads["head"])
    maps: dict[str, Callable[[Array], Array]] = {"trunk": axial, "neck": axial}
    linear = {"trunk": np.eye(3), "neck": np.eye(3)}
    maps["head"] = Affine(heads["head"], anchors["head"], np.eye(3))
    linear["head"] = np.eye(3)
    for side in SIDES:
        affine = {}
        maps[f"{side}_shoulder"], linear[f"{side}_shoulder"] = axial, np.eye(3)
        anchors |= _arm_anchors(side, target, ours, axial)
        anchors |= _leg_anchors(side, target, ours, axial)
        foot = _foot_map(side, target, ours, anchors, ground, sole)
        anchors[f"{side}_foot"] = foot.end
        affine[f"{side}_foot"] = affine[f"{side}_toe"] = foot
        for role, after in (
            ("upper_arm", "forearm"),
            ("forearm", "hand"),
            ("thigh", "shin"),
            ("shin", "foot"),
        ):
            affine[f"{side}_{role}"] = _stretch(ours, anchors, f"{side}_{role}", f"{side}_{after}")
        affine |= _hand_maps(side, target, ours, anchors)
        maps |= affine
        linear |= {name: affine_map.linear for name, affine_map in affine.items()}
    return Shaping(maps, linear, anchors)


def _stretch(ours: Mapping[str, Array], anchors: Mapping[str, Array], start: str, end: str) -> Affine:
    """Return a bone map: rotate to the new direction, stretch along it, thicken by the ratio's cube root."""
    before, after = ours[end] - ours[start], anchors[end] - anchors[start]
    ratio = float(np.linalg.norm(after) / np.linalg.norm(before))
    return Affine(ours[start], anchors[start], bone_matrix(before, after, ratio, ratio ** (1.0 / 3.0)))


def _axial(
    target: Mapping[str, Array], ours: Mapping[str, Array], head: Array
) -> tuple[Axial, dict[str, Array]]:
    """Return the map of trunk and neck, and the position of the head."""
    our_hip, our_shoulder = _middle(ours, "thigh"), _middle(ours, "upper_arm")
    hip = _middle(target, "thigh", _middle(target, "hips"))
    shoulder = _middle(target, "upper_arm", hip + (our_shoulder - our_hip))
    natural = head[2] - our_shoulder[2]
    wanted = target["head"][2] - shoulder[2] if "head" in target else natural
    head_height = shoulder[2] + float(np.clip(wanted, _NECK[0] * natural, _NECK[1] * natural))
    lean = shoulder[1] - our_shoulder[1]
    ahead = 0.0
    if "head" in target:
        off = (target["head"][1] - shoulder[1]) - (head[1] - our_shoulder[1])
        ahead = float(np.clip(off, -_HEAD_AHEAD, _HEAD_AHEAD))
    knots = np.array([our_hip[2], our_shoulder[2], head[2]])
    targets = np.array([hip[2], shoulder[2], head_height])
    neck_base = our_shoulder[2] + 0.5 * natural
    axial = Axial(
        knots=knots,
        targets=targets,
        slopes=knot_slopes(knots, targets),
        levels=np.array([our_hip[2], our_shoulder[2], neck_base, head[2]]),
        width=np.array([_breadth(target, ours, "thigh"), _breadth(target, ours, "upper_arm"), 1.0, 1.0]),
        ahead=np.array([hip[1] - our_hip[1], lean, lean + 0.5 * ahead, lean + ahead]),
        centre=float(0.5 * (hip[0] + shoulder[0])),
    )
    return axial, {"head": axial(head[None])[0]}


def _middle(positions: Mapping[str, Array], part: str, otherwise: Array | None = None) -> Array:
    if part in positions:
        return positions[part]
    found = [positions[f"{side}_{part}"] for side in SIDES if f"{side}_{part}" in positions]
    return np.mean(found, axis=0) if found else (np.zeros(3) if otherwise is None else otherwise)


def _breadth(target: Mapping[str, Array], ours: Mapping[str, Array], part: str) -> float:
    names = [f"{side}_{part}" for side in SIDES]
    if any(name not in target for name in names):
        return 1.0
    ratio = (target[names[0]][0] - target[names[1]][0]) / (ours[names[0]][0] - ours[names[1]][0])
    ratio /= _INWARD[part]
    return float(np.clip(ratio, _NARROWEST, _WIDEST))


def _arm_anchors(
    side: str, target: Mapping[str, Array], ours: Mapping[str, Array], axial: Axial
) -> dict[str, Array]:
    """Return positions of shoulder, elbow and wrist: the capture's joints, or the body's if it has none.

    The shoulder's flesh stays at the side of the trunk.
    """
    place = axial(ours[f"{side}_upper_arm"][None])[0]
    out = {}
    before = None
    for part in ("upper_arm", "forearm", "hand"):
        role = f"{side}_{part}"
        if before is not None:
            place = place + ours[role] - ours[before]
        place = target.get(role, place)
        out[role], before = place, role
    upper, middle = f"{side}_upper_arm", f"{side}_forearm"
    off = axial(ours[upper][None])[0] - out[upper]
    off = off * np.array([1.0, 0.0, 0.0])
    return out | {upper: out[upper] + off, middle: out[middle] + _ELBOW * off}


def _leg_anchors(
    side: str, target: Mapping[str, Array], ours: Mapping[str, Array], axial: Axial
) -> dict[str, Array]:
    """Return positions of hip, knee and ankle.

    The hip's flesh stays at the side of the pelvis; the ankle is the capture's.
    """
    names = [f"{side}_{part}" for part in ("thigh", "shin", "foot")]
    hip = axial(ours[names[0]][None])[0]
    if any(name not in target for name in names):
        return {name: target.get(name, hip + ours[name] - ours[names[0]]) for name in names}
    out = target[names[0]].copy()
    out[0] = hip[0]
    return {
        names[0]: out,
        names[1]: target[names[1]] + _KNEE * (out - target[names[0]]),
        names[2]: target[names[2]],
    }


def _foot_map(
    side: str,
    target: Mapping[str, Array],
    ours: Mapping[str, Array],
    anchors: Mapping[str, Array],
    ground: GroundHeights | None,
    sole: float,
) -> Affine:
    """Return the map of the foot, its sole (or the shoe's) exactly on the floor of the capture's foot."""
    foot, toe = f"{side}_foot", f"{side}_toe"
    natural = ours[foot][2] + sole
    stand = ground.feet.get(side) if ground is not None else None
    height = natural if stand is None else stand.height
    size = 1.0
    if foot in target and toe in target:
        theirs = np.linalg.norm((target[toe] - target[foot])[:2])
        size = float(np.clip(theirs / np.linalg.norm((ours[toe] - ours[foot])[:2]), *_FOOT))
    instep = float(np.clip(height / natural, *_INSTEP))
    end = anchors[foot] + np.array([0.0, 0.0, instep * natural - height])
    return Affine(ours[foot], end, np.diag([size, size, instep]))


def _hand_maps(
    side: str, target: Mapping[str, Array], ours: Mapping[str, Array], anchors: dict[str, Array]
) -> dict[str, Affine]:
    """Return the maps of hand and fingers: one size for the hand, then each finger along its joints."""
    hand = f"{side}_hand"
    knuckles = [f"{side}_{finger}.1" for finger in FINGERS[1:] if f"{side}_{finger}.1" in target]
    ratios = [
        np.linalg.norm(target[role] - target[hand]) / np.linalg.norm(ours[role] - ours[hand])
        for role in knuckles
        if hand in target
    ]
    size = float(np.clip(np.median(ratios), *_HAND)) if ratios else 1.0
    palm = Affine(ours[hand], anchors[hand], size * np.eye(3))
    out = {hand: palm}
    for finger in FINGERS:
        chain = [f"{side}_{finger}.{joint}" for joint in (1, 2, 3, 4)]
        anchors[chain[0]] = _near(palm(ours[chain[0]]), target.get(chain[0]))
        ratio = size
        for role, after in itertools.pairwise(chain):
            bone = ours[after] - ours[role]
            if role in target and after in target:
                wanted = np.linalg.norm(target[after] - target[role]) / np.linalg.norm(bone)
                ratio = float(np.clip(wanted, size * _FINGER[0], size * _FINGER[1]))
            anchors[after] = anchors[role] + ratio * bone
            across = size * (ratio / size) ** (1.0 / 3.0)
            out[role] = Affine(ours[role], anchors[role], bone_matrix(bone, bone, ratio, across))
        if finger != "thumb":
            base = f"{side}_{finger}.0"
            anchors[base] = palm(ours[base])
            out[base] = _stretch(ours, anchors, base, chain[0])
    return out


def _near(natural: Array, wanted: Array | None) -> Array:
    """Return the wanted position, limited to a distance of `_STRAY` from the natural one."""
    if wanted is None:
        return natural
    off = wanted - natural
    length = float(np.linalg.norm(off))
    return natural + off * min(1.0, _STRAY / max(length, 1e-9))
