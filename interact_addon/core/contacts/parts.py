# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a body as capsules on the bones of a skeleton, with the girth of people of average build.

Girths are those of the built-in body of average build, of both sexes, at 1.75 m; they scale with the legs,
as feet do. Limbs are capsules from joint to joint. The trunk is a stack of lying capsules, as wide and deep
as it is at each height. A head has one for the skull and one for the face, a hand those of its palm and of
each finger's bones. What a skeleton lacks (fingers, toes, joints of the back) is filled from its proportions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.bone_names.table import FINGERS, SIDES, spine_chain
from ..animation.feet.rest import rest_feet
from ..animation.rotations import normalized, quaternion_rotate
from ..animation.skeleton import Skeleton

__all__ = ["HEAD", "TRUNK", "TRUNK_ENDS", "Parts", "body_parts"]

Array = NDArray[np.float64]

TRUNK, HEAD = "trunk", "head"
"""The regions that are no bone's: back, chest and hips; head and neck."""

# Metres, at 1.75 m. Limbs: the role at the other end, and the radius at both.
_LIMBS = {
    "forearm": ("hand", (0.044, 0.029)),
    "upper_arm": ("forearm", (0.056, 0.044)),
    "shin": ("foot", (0.056, 0.040)),
    "thigh": ("shin", (0.085, 0.058)),
}
_PALM, _FINGER, _THUMB = 0.014, 0.0085, 0.0105
_PALM_HALF, _HAND_LONG = 0.028, 0.17  # a hand without fingers: half the distance between outer capsules
_TIP = 0.024  # from a finger's last joint to its end
_HEEL, _BALL, _TOES = 0.034, 0.030, 0.020
_NECK = 0.058
# The skull's and the face's ends, from the head's joint: forward and up.
_SKULL, _SKULL_RADIUS = ((-0.012, 0.115), (0.022, 0.115)), 0.088
_FACE, _FACE_RADIUS = ((0.035, 0.030), (0.030, 0.085)), 0.065
# The trunk: height from the hip joints (0) to those of the arms (1), half width, half depth, forward of the
# line between the two.
_TRUNK = np.array(
    [
        (0.02, 0.170, 0.108, 0.000),
        (0.15, 0.165, 0.108, 0.020),
        (0.30, 0.145, 0.101, 0.038),
        (0.50, 0.148, 0.108, 0.032),
        (0.75, 0.162, 0.120, 0.020),
        (0.92, 0.150, 0.103, 0.003),
        (1.05, 0.130, 0.075, -0.005),
    ]
)
TRUNK_ENDS = (float(_TRUNK[0, 0]), float(_TRUNK[-1, 0]))
"""Between these heights its capsules are evenly spaced."""
_STEP = 0.085  # the most between two capsules of the trunk


@dataclass(frozen=True, eq=False)
class Parts:
    """The capsules of a skeleton, C of them.

    Attributes:
        joints: (C, 2) int, the joints on which both ends hang.
        places: (C, 2, 3) metres from there to the ends, in the joints' axes.
        radii: (C, 2) metres, at both ends.
        roles: The role of the bone of each, C of them; of fingers the hand's, of toes the foot's.
        bones: (C,) int, its joint.
        regions: The names of the regions, such as ``left_hand`` and `TRUNK`.
        region: (C,) int, the region of each; those of a region lie together.
        scale: The size of the person relative to one of 1.75 m.
    """

    joints: NDArray[np.int64]
    places: Array
    radii: Array
    roles: tuple[str, ...]
    bones: NDArray[np.int64]
    regions: tuple[str, ...]
    region: NDArray[np.int64]
    scale: float

    def posed(self, positions: Array, rotations: Array) -> Array:
        """Return (F, C, 2, 3) metres, the capsules' ends in the world.

        Args:
            positions: (F, J, 3) metres, the joints in the world.
            rotations: (F, J, 4) their axes in the world.
        """
        out = positions[:, self.joints]
        off = np.any(self.places != 0.0, axis=2)
        out[:, off] += quaternion_rotate(rotations[:, self.joints[off]], self.places[off])
        return out


class _Builder:
    """Collects the capsules of a skeleton at rest."""

    def __init__(self, skeleton: Skeleton, roles: Mapping[str, str]) -> None:
        self.index = {role: skeleton.index(name) for role, name in roles.items()}
        self.rest = skeleton.rest_positions()
        frame = body_frame(self.rest, self.index)
        self.left, self.forward, self.up = frame[:, 0], -frame[:, 1], frame[:, 2]
        self.feet = rest_feet(skeleton, roles)
        self.scale = next((foot.scale for foot in self.feet.values()), 1.0)
        self.rows: list[tuple[str, str, tuple[int, int], Array, tuple[float, float]]] = []

    def at(self, role: str) -> Array:
        return self.rest[self.index[role]]

    def add(
        self,
        region: str,
        role: str,
        ends: tuple[str | Array, str | Array],
        radii: tuple[float, float],
        bone: str = "",
    ) -> None:
        """Add a capsule.

        Args:
            region: Its region.
            role: The role that it is reported as.
            ends: Roles, or places in the world at rest, which move with the bone.
            radii: At both ends, metres at 1.75 m.
            bone: The role with which places move, by default ``role``.
        """
        joints, places = [], []
        for end in ends:
            joint = self.index[end if isinstance(end, str) else bone or role]
            joints.append(joint)
            places.append(np.zeros(3) if isinstance(end, str) else end - self.rest[joint])
        scaled = (radii[0] * self.scale, radii[1] * self.scale)
        self.rows.append((region, role, (joints[0], joints[1]), np.array(places), scaled))

    def parts(self) -> Parts:
        regions = tuple(dict.fromkeys(row[0] for row in self.rows))
        rows = sorted(self.rows, key=lambda row: regions.index(row[0]))
        return Parts(
            joints=np.array([row[2] for row in rows], np.int64).reshape(-1, 2),
            places=np.array([row[3] for row in rows]).reshape(-1, 2, 3),
            radii=np.array([row[4] for row in rows]).reshape(-1, 2),
            roles=tuple(row[1] for row in rows),
            bones=np.array([self.index[row[1]] for row in rows], np.int64),
            regions=regions,
            region=np.array([regions.index(row[0]) for row in rows], np.int64),
            scale=self.scale,
        )


def body_parts(skeleton: Skeleton, roles: Mapping[str, str] | None = None) -> Parts:
    """Return the parts of a body.

    Args:
        skeleton: The joints at rest.
        roles: Role -> joint name; the skeleton's own if None.

    Raises:
        CharacterError: See `body_frame`.
    """
    build = _Builder(skeleton, skeleton.naming.roles if roles is None else roles)
    for side in SIDES:
        _hand(build, side)
    for side in SIDES:
        _foot(build, side)
        for part, (after, radii) in _LIMBS.items():
            role, end = f"{side}_{part}", f"{side}_{after}"
            if role in build.index and end in build.index:
                build.add(role, role, (role, end), radii)
    _head(build)
    _trunk(build)
    return build.parts()


def _hand(build: _Builder, side: str) -> None:
    hand, forearm = f"{side}_hand", f"{side}_forearm"
    if hand not in build.index:
        return
    bare = True
    for finger in FINGERS:
        chain = [role for n in range(4) if (role := f"{side}_{finger}.{n}") in build.index]
        if not chain:
            continue
        thick = _THUMB if finger == "thumb" else _FINGER
        knuckle = next((role for role in chain if not role.endswith(".0")), chain[-1])
        if finger != "thumb":
            bare = False
            build.add(hand, hand, (hand, knuckle), (_PALM, _PALM))
            chain = chain[chain.index(knuckle) :]
        else:
            build.add(hand, hand, (hand, chain[0]), (thick, thick))
        for role, after in pairwise(chain):
            build.add(hand, hand, (role, after), (thick, thick))
        along = normalized(build.at(chain[-1]) - (build.at(chain[-2]) if len(chain) > 1 else build.at(hand)))
        tip = build.at(chain[-1]) + _TIP * build.scale * along
        build.add(hand, hand, (chain[-1], tip), (thick, thick), chain[-1])
    if bare:
        along = normalized(build.at(hand) - build.at(forearm)) if forearm in build.index else -build.up
        aside = normalized(build.forward - (build.forward @ along) * along)
        for shift in (-1.0, 0.0, 1.0):
            across = shift * _PALM_HALF * build.scale * aside
            ends = build.at(hand) + 0.3 * across, build.at(hand) + _HAND_LONG * build.scale * along + across
            build.add(hand, hand, ends, (_PALM, _PALM if shift else _FINGER))


def _foot(build: _Builder, side: str) -> None:
    foot = build.feet.get(side)
    if foot is None:
        return
    role, ankle, up = f"{side}_foot", build.rest[foot.ankle], foot.up
    sole = ankle - foot.height * up
    heel = sole - 0.15 * foot.reach * foot.forward + _HEEL * foot.scale * up
    ball = sole + foot.reach * foot.forward + _BALL * foot.scale * up
    tip = ball + 0.8 * foot.toes * foot.forward + (_TOES - _BALL) * foot.scale * up
    build.add(role, role, (heel, ball), (_HEEL, _BALL))
    build.add(role, role, (role, ball), (0.036, _BALL))
    toe = f"{side}_toe"
    build.add(role, role, (ball, tip), (_BALL, _TOES), toe if toe in build.index else role)


def _head(build: _Builder) -> None:
    if "head" not in build.index:
        return
    base = build.at("head")
    top = build.at("head_end") - base if "head_end" in build.index else build.up
    up = normalized(top) if np.linalg.norm(top) > 0.0 else build.up
    # Skeletons whose head bone begins within the skull, or far below it, say so by the neck's length only.
    for ends, radius in ((_SKULL, _SKULL_RADIUS), (_FACE, _FACE_RADIUS)):
        places = [base + build.scale * (ahead * build.forward + high * up) for ahead, high in ends]
        build.add(HEAD, "head", (places[0], places[1]), (radius, radius))
    chain = [*spine_chain(build.index, "neck"), "head"]
    for role, after in pairwise(chain):
        build.add(HEAD, role, (role, after), (_NECK, _NECK))


def _trunk(build: _Builder) -> None:
    """Add the trunk, between the joints of the legs and those of the arms."""
    ends = [[f"{side}_{part}" for side in SIDES] for part in ("thigh", "upper_arm")]
    if "hips" not in build.index or not all(role in build.index for pair in ends for role in pair):
        return
    low, high = (np.mean([build.at(role) for role in pair], axis=0) for pair in ends)
    chain = ["hips", *spine_chain(build.index, "spine")]
    heights = [float((build.at(role) - low) @ (high - low)) for role in chain]
    tall = float(np.linalg.norm(high - low))
    whole = max(tall, 1e-6) ** 2
    begins = np.array(heights) / whole
    shares = np.linspace(_TRUNK[0, 0], _TRUNK[-1, 0], 1 + int(np.ceil(1.03 * tall / (_STEP * build.scale))))
    for share in shares.tolist():
        wide, deep, ahead = (float(np.interp(share, _TRUNK[:, 0], _TRUNK[:, n])) for n in (1, 2, 3))
        bone = chain[max(int(np.searchsorted(begins[1:], share, side="right")), 0)]
        middle = low + share * (high - low) + ahead * build.scale * build.forward
        out = (wide - deep) * build.scale * build.left
        build.add(TRUNK, bone, (middle - out, middle + out), (deep, deep))
