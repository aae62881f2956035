# SPDX-License-Identifier: GPL-3.0-or-later
"""Crude people near each other, whose distances are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from tests.people_in_motion import X, Y, Z, posed, still, turned

HIPS = 0.53 * 1.7  # metres, of a person who stands


def standing_at(place: np.ndarray, frames: int = 60, facing: float = 0.0) -> Motion:
    """Somebody in a T at places ((3,) or (F, 3)) on the floor, facing so many degrees from X to Y."""
    return turned(still(frames), Z, facing, at=np.broadcast_to(place + HIPS * Z, (frames, 3)))


def arms_down(motion: Motion) -> Motion:
    """The same with hanging arms."""
    return posed(posed(motion, "LeftArm", X, -82), "RightArm", X, 82)


def approach(nearest: float, frames: int = 60, speed: float = 0.01) -> tuple[Motion, Motion, np.ndarray]:
    """Two people side by side in a T, whose hands near each other and part again.

    Args:
        nearest: Metres between the tips of the fingers' capsules, at the middle frame.
        frames: How many.
        speed: Metres a frame.

    Returns:
        The two, and (F,) metres between the tips.
    """
    way = nearest + speed * np.abs(np.arange(frames) - frames // 2)
    one = standing_at(np.zeros(3), frames)
    tip = forward(one)[0][0, one.skeleton.index("LeftHandIndex3")]
    # The left arm points along Y; a fingertip is 2.4 cm beyond its last joint, and 0.85 cm thick, at 1.75 m.
    scale = leg_scale(one)
    reach = tip[1] + scale * (0.024 + 0.0085)
    other = standing_at(np.stack([0 * way, 2 * reach + way, 0 * way], axis=1), frames)
    return one, other, way


def leg_scale(motion: Motion) -> float:
    """How large somebody is, by the legs: 0.84 m are those of 1.75 m."""
    rest, index = motion.skeleton.rest_positions(), motion.skeleton.index
    hip, knee, ankle = (rest[index(f"Left{part}")] for part in ("UpLeg", "Leg", "Foot"))
    return float(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle)) / 0.84


def without(motion: Motion, *words: str) -> Motion:
    """The motion without the joints whose names hold one of the words; they have no children kept."""
    names = motion.skeleton.names
    kept = [j for j, name in enumerate(names) if not any(word in name for word in words)]
    place = {j: n for n, j in enumerate(kept)}
    parents = [place.get(int(motion.skeleton.parents[j]), -1) for j in kept]
    skeleton = replace(
        motion.skeleton,
        names=tuple(names[j] for j in kept),
        parents=np.array(parents),
        offsets=motion.skeleton.offsets[kept],
        end_offsets=motion.skeleton.end_offsets[kept],
    )
    return replace(motion, skeleton=skeleton, rotations=motion.rotations[:, kept])


__all__ = ["HIPS", "X", "Y", "Z", "approach", "arms_down", "leg_scale", "standing_at", "without"]
