# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody on stage of whom only the motion is known: capsules of average girth, and points upon them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.rotations import normalized, quaternion_rotate
from ..animation.skeleton import Motion
from ..contacts.bodies import captured_body
from ..contacts.parts import HEAD as HEAD_REGION
from .stage import BODY, FACE, HANDS, HEAD, PARTS, StagePerson

__all__ = ["capsule_person"]

# From the head's joint, metres at 1.75 m: forward and up.
_EYES = (0.085, 0.075)
_AROUND = 8  # points around each end of a capsule
_FACE_WIDE, _FACE_HIGH = 0.055, 0.085
_FACE_GRID = 5


def capsule_person(motion: Motion, actor_id: str) -> StagePerson:
    """Return a person on stage from a motion alone.

    Args:
        motion: F frames, metres, Z up.
        actor_id: Such as ``001``.

    Raises:
        CharacterError: See `body_frame`.
    """
    body = captured_body(motion)
    parts, skeleton = body.parts, motion.skeleton
    index = {role: skeleton.index(name) for role, name in body.roles.items()}
    left, back, up = body_frame(skeleton.rest_positions(), index).T
    head = index.get("head", int(np.argmax(body.positions[0, :, 2])))
    turns = body.rotations[:, head]

    def on_head(ahead: float, high: float, aside: float = 0.0) -> NDArray[np.float64]:
        place = parts.scale * (-ahead * back + high * up + aside * left)
        out: NDArray[np.float64] = body.positions[:, head] + quaternion_rotate(turns, place)
        return out

    eyes = on_head(*_EYES)
    look = quaternion_rotate(turns, -back)
    spread = np.linspace(-1.0, 1.0, _FACE_GRID)
    face = [
        on_head(0.095 - 0.025 * wide**2, 0.05 + high * _FACE_HIGH, wide * _FACE_WIDE)
        for wide in spread
        for high in spread
    ]
    points, part = [np.stack(face, axis=1)], [np.full(len(face), PARTS.index(FACE))]
    names = [parts.regions[region] for region in parts.region.tolist()]
    kinds = [HEAD if name == HEAD_REGION else HANDS if name.endswith("hand") else BODY for name in names]
    for end in (0, 1):
        points.append(_rings(body.ends, parts.radii, end))
        part.append(np.repeat([PARTS.index(kind) for kind in kinds], _AROUND + 1))
    chest = quaternion_rotate(body.rotations[:, index.get("hips", 0)], -back) * [1.0, 1.0, 0.0]
    return StagePerson(
        actor_id=actor_id,
        points=np.concatenate(points, axis=1).astype(np.float32),
        part=np.concatenate(part).astype(np.int8),
        ends=body.ends.astype(np.float32),
        radii=parts.radii,
        of_head=np.array([name == HEAD_REGION for name in names]),
        of_hands=np.array([name.endswith(("hand", "forearm")) for name in names]),
        eyes=eyes,
        look=look,
        root=body.positions[:, index.get("hips", 0)],
        facing=normalized(chest),
    )


def _rings(ends: NDArray[np.float64], radii: NDArray[np.float64], end: int) -> NDArray[np.float64]:
    """Return (F, C * (_AROUND + 1), 3): a ring of points around each capsule's end, and its tip."""
    frames, count = ends.shape[:2]
    along = normalized(ends[:, :, end] - ends[:, :, 1 - end] + [0.0, 0.0, 1e-9])
    side = normalized(np.cross(along, [0.2, 0.9, 0.3]) + [1e-9, 0.0, 0.0])
    other = np.cross(along, side)
    angles = np.linspace(0.0, 2.0 * np.pi, _AROUND, endpoint=False)[:, None]
    ring = np.cos(angles) * side[:, :, None] + np.sin(angles) * other[:, :, None]
    ways = np.concatenate([ring, along[:, :, None]], axis=2)
    out = ends[:, :, None, end] + radii[:, end, None, None] * ways
    return out.reshape(frames, count * (_AROUND + 1), 3)
