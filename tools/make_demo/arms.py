# SPDX-License-Identifier: GPL-3.0-or-later
"""Arms and hands: poses given by directions, interpolated with follow-through, converted to joint rotations.

A pose gives the directions of upper arm, forearm and palm, each as (forward, outward, up) relative to the
chest, so that one pose works for both arms. The axis of the elbow follows from the two arm directions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.rotations import matrix_to_quaternion, normalized

from .curves import keyed, smooth
from .legs import turn
from .people import FINGERS

__all__ = ["ArmPose", "ArmTrack", "arm_rotations", "track_poses"]

Array = NDArray[np.float64]
Way = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ArmPose:
    """One pose of an arm.

    Attributes:
        upper: Direction of the upper arm: (forward, outward, up) of the chest; any length.
        fore: Direction of the forearm.
        palm: Direction of the palm, as far as the forearm can twist.
        flex: Bend of the wrist towards the palm, radians.
        tilt: Bend of the wrist towards the thumb, radians.
        curl: Curl of the fingers, from 0 (flat) to 1 (fist); about 0.3 at rest.
        spread: Spread of the fingers, 0 to 1.
        lift: Elevation of the collar bone, radians.
    """

    upper: Way
    fore: Way
    palm: Way
    flex: float = 0.0
    tilt: float = 0.0
    curl: float = 0.3
    spread: float = 0.2
    lift: float = 0.0


@dataclass(frozen=True, slots=True)
class ArmTrack:
    """An arm over time: (N, 3) directions and (N,) angles as in `ArmPose`; ``twist`` is the forearm's."""

    upper: Array
    fore: Array
    twist: Array
    flex: Array
    tilt: Array
    curl: Array
    spread: Array
    lift: Array

    def swung(self, angle: Array) -> ArmTrack:
        """Return the arm swung forward by ``angle`` (N,) radians, with a slight bend of the elbow."""
        bend = 0.35 * np.maximum(angle, 0.0)
        return replace(self, upper=_pitched(self.upper, angle), fore=_pitched(self.fore, angle + bend))

    def waved(self, sideways: Array, upward: Array) -> ArmTrack:
        """Return the arm with its forearm rotated outward and upward by (N,) radians."""
        cos, sin = np.cos(sideways), np.sin(sideways)
        x, out, up = _pitched(self.fore, upward).T
        return replace(self, fore=np.stack([x, cos * out + sin * up, cos * up - sin * out], axis=1))


def _pitched(way: Array, angle: Array) -> Array:
    """Rotate directions (forward, outward, up) about the line through both shoulders, down to forward."""
    cos, sin = np.cos(angle), np.sin(angle)
    x, out, up = way.T
    return np.stack([cos * x - sin * up, out, cos * up + sin * x], axis=1)


def track_poses(keys: list[tuple[float, ArmPose]], at: Array) -> ArmTrack:
    """Interpolate poses smoothly; forearm, hand and fingers each follow a little later.

    Args:
        keys: Seconds (ascending) and pose.
        at: (N,) seconds, evenly spaced.
    """
    times = np.array([when for when, _ in keys])
    twists = np.array([_twist(pose) for _, pose in keys])
    soft = 0.035 / (at[1] - at[0])

    def channel(values: object, late: float) -> Array:
        return smooth(keyed(times, np.asarray(values, dtype=np.float64), at - late), soft)

    poses = [pose for _, pose in keys]
    return ArmTrack(
        upper=_way(channel(_angles([p.upper for p in poses]), 0.0)),
        fore=_way(channel(_angles([p.fore for p in poses]), 0.035)),
        twist=channel(twists, 0.05),
        flex=channel([p.flex for p in poses], 0.08),
        tilt=channel([p.tilt for p in poses], 0.08),
        curl=channel([p.curl for p in poses], 0.10),
        spread=channel([p.spread for p in poses], 0.10),
        lift=channel([p.lift for p in poses], -0.02),
    )


def _angles(ways: list[Way]) -> Array:
    """Convert directions (K, 3) to (K, 2) radians: raised forward from hanging, and outward.

    Interpolating these swings an arm evenly, also from hanging to straight up.
    """
    x, out, up = normalized(np.array(ways)).T
    return np.stack([np.arctan2(x, -up), np.arcsin(np.clip(out, -1, 1))], axis=1)


def _way(angles: Array) -> Array:
    """Inverse of `_angles`."""
    raised, led = angles.T
    return np.stack([np.cos(led) * np.sin(raised), np.sin(led), -np.cos(led) * np.cos(raised)], axis=1)


def _axes(upper: Array, fore: Array) -> tuple[Array, Array]:
    """Return axes (..., 3, 3) of a right upper arm and forearm from their directions (x, y, z)."""
    hinge = normalized(np.cross(upper, fore))
    sets = [np.stack([np.cross(-way, hinge), -way, hinge], axis=-1) for way in (upper, fore)]
    return sets[0], sets[1]


def _right(way: Array) -> Array:
    """Convert (forward, outward, up) to (x, y, z) of a right arm."""
    out: Array = np.asarray(way, dtype=np.float64) * np.array([1.0, -1.0, 1.0])
    return out


def _twist(pose: ArmPose) -> float:
    """Return the forearm's pronation from thumb-up for the pose's palm direction, radians."""
    _, fore = _axes(*(normalized(_right(np.array(way))) for way in (pose.upper, pose.fore)))
    palm = _right(np.array(pose.palm))
    return float(np.clip(np.arctan2(-palm @ fore[:, 0], -palm @ fore[:, 2]), -1.5, 1.6))


# Each finger's share of the curl, and its angle to the thumb's side when spread, radians.
_CURL = {"Middle": (0.95, 0.01), "Ring": (1.08, -0.05), "Pinky": (1.18, -0.13), "Index": (0.82, 0.08)}
_BONES = (1.25, 1.55, 0.95)
_THUMB_BENDS = (0.30, 0.45, 0.55)


def arm_rotations(track: ArmTrack, side: str, breath: Array) -> dict[str, Array]:
    """Return local rotations (N, 4) of the joints of one arm and hand, by joint name, below the chest.

    Args:
        track: The arm.
        side: ``Right`` or ``Left``.
        breath: (N,) from -1 to 1: the shoulders rise when breathing in.
    """
    upper, fore = _axes(_right(track.upper), _right(track.fore))
    collar = turn("X", -(track.lift + 0.012 * breath))
    forearm = fore @ turn("Y", 0.6 * track.twist)
    out = {
        "Shoulder": collar,
        "Arm": np.swapaxes(collar, 1, 2) @ upper,
        "ForeArm": np.swapaxes(upper, 1, 2) @ forearm,
        "Hand": turn("Y", 0.4 * track.twist) @ turn("X", track.flex) @ turn("Z", track.tilt),
    }
    for finger in FINGERS:
        out.update(_thumb(track) if finger == "Thumb" else _finger(finger, track))
    mirror = np.array([1.0, 1.0, 1.0, 1.0] if side == "Right" else [1.0, -1.0, 1.0, -1.0])
    return {side + name: matrix_to_quaternion(matrix) * mirror for name, matrix in out.items()}


def _finger(finger: str, track: ArmTrack) -> dict[str, Array]:
    share, apart = _CURL[finger]
    out = {}
    for number, bone in enumerate(_BONES, start=1):
        bend = turn("X", bone * share * track.curl)
        if number == 1:
            bend = turn("Z", apart * track.spread * 1.6) @ bend
        out[f"Hand{finger}{number}"] = bend
    if finger != "Middle":
        # The palm cups when the fingers close.
        out[f"Hand{finger}"] = turn("X", {"Pinky": 0.16, "Ring": 0.08}.get(finger, 0.02) * track.curl)
    return out


def _thumb(track: ArmTrack) -> dict[str, Array]:
    """Return the thumb's rotations: towards palm and fingers with ``curl``, outward with ``spread``."""
    way = normalized(np.array([0.62, -0.74, -0.26]))
    inward = np.array([-0.62, -0.25, -0.74])
    axis = normalized(np.cross(way, inward - (inward @ way) * way))
    out = {}
    for number, bend in enumerate(_THUMB_BENDS, start=1):
        angle = bend * track.curl
        if number == 1:
            angle = angle + 0.16 - 0.22 * track.spread
        out[f"HandThumb{number}"] = _about(axis, angle)
    return out


def _about(axis: Array, angle: Array) -> Array:
    """Return matrices (N, 3, 3) that rotate by ``angle`` (N,) about one axis (Rodrigues' formula)."""
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    sin, cos = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    out: Array = np.eye(3) + sin * cross + (1 - cos) * (cross @ cross)
    return out
