# SPDX-License-Identifier: GPL-3.0-or-later
"""Camera presets for two people, placed from all frames of the take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..foundation.choices import check_choice
from ..foundation.errors import UsageError
from .choices import CAMERA_PRESETS
from .framing import Lens, View, facing_axis, fit_view, follow, look_rotation, orbit_views

__all__ = ["Performer", "place_camera", "sideways", "view_side"]

# Joints are inside the body: heads, hands, hair and shoes reach about this far beyond them, metres.
BODY_RADIUS = 0.13
_NEAR = 1.0  # metres from the middle at which a voice is wholly to one side, at least
_DOWN = 0.09  # the wide cameras look down by about five degrees
_STEADY_SECONDS = 2.0
_CLEAR = 0.65  # metres between the line of view to one face and the other person's spine


@dataclass(frozen=True, slots=True, eq=False)
class Performer:
    """One person's joints over the take, in metres, Z up.

    Attributes:
        joints: (F, J, 3) positions of the joints.
        head: (F, 3) position of the head joint, at the base of the skull.
        root: (F, 3) position of the hips.
        facing: (F, 3) level direction in which the chest points.
    """

    joints: NDArray[np.float64]
    head: NDArray[np.float64]
    root: NDArray[np.float64]
    facing: NDArray[np.float64]


def place_camera(
    performers: Sequence[Performer], preset: str, lens: Lens, rate: Fraction, *, heading: float = 0.0
) -> View:
    """Return the view of a camera preset.

    ``front`` looks across the line between the two, from the side where more of their faces is visible;
    ``side`` from three quarters; both show everyone from head to feet over the whole take.
    ``over_shoulder_a`` stands behind the first person and looks at the second; ``close_a`` is a portrait of
    the first. These follow the heads smoothly. ``orbit`` goes round once.

    Args:
        performers: The people, in order (a, b); one is enough.
        preset: One of ``CAMERA_PRESETS``.
        lens: The camera's lens and picture.
        rate: Frames per second.
        heading: Angle in radians by which to turn a wide camera around the people, seen from above.

    Returns:
        A view with one position, or one per frame.

    Raises:
        UsageError: an unknown preset, or too few performers.
    """
    check_choice("camera preset", preset, CAMERA_PRESETS)
    preset = {
        "two_shot": "front",
        "edit": "front",
        "pov_a": "over_shoulder_a",
        "pov_b": "over_shoulder_b",
    }.get(preset, preset)
    if not performers:
        raise UsageError("a camera preset needs at least one person")
    points = np.concatenate([performer.joints.reshape(-1, 3) for performer in performers])
    across = view_side(performers)
    if preset in ("front", "side", "orbit"):
        turn = heading + (np.radians(40.0) if preset == "side" else 0.0)
        forward = _tilted(_turned(across, turn), _DOWN)
        if preset == "orbit":
            frames = max(len(performer.joints) for performer in performers)
            level = _turned(across, turn)
            return orbit_views(
                _hull(points), lens, frames, start=level, pitch=_DOWN, turn=2 * np.pi, radius=BODY_RADIUS
            )
        return fit_view(points, forward, lens, radius=BODY_RADIUS)
    first = performers[0]
    second = performers[1] if len(performers) > 1 else None
    if preset.endswith("_b"):
        if second is None:
            raise UsageError(f"camera preset {preset} needs two people and this scene has one")
        first, second = second, first
    window = max(2, round(_STEADY_SECONDS * rate))
    if preset.startswith("close"):
        return _portrait(first, second, lens, window, across)
    if second is None:
        raise UsageError(f"camera preset {preset} needs two people and this scene has one")
    return _over_shoulder(first, second, window, across)


def view_side(performers: Sequence[Performer]) -> NDArray[np.float64]:
    """Return the level direction of view across the line between two people (or into one person's face).

    Of the two sides, the one that they turn their chests to more is used.
    """
    facing = np.concatenate([performer.facing for performer in performers]).mean(axis=0)
    if len(performers) < 2:
        away = -facing if np.linalg.norm(facing[:2]) > 1e-6 else np.array([0.0, 1.0, 0.0])
        return _turned(away / np.linalg.norm(away), np.radians(-30.0))
    axis = facing_axis(performers[0].root, performers[1].root)
    across = np.array([-axis[1], axis[0], 0.0])
    return across if across @ facing <= 1e-9 else -across


def sideways(performers: Sequence[Performer]) -> list[float]:
    """Each person's place as the ``front`` camera sees it, from -1 (left) to 1 (right), on average."""
    across = view_side(performers)
    right = np.array([across[1], -across[0], 0.0])
    means = np.array([performer.root.mean(axis=0) @ right for performer in performers])
    middle, reach = (means.max() + means.min()) / 2.0, max(float(np.ptp(means)) / 2.0, _NEAR)
    return [float(side) for side in np.clip((means - middle) / reach, -1.0, 1.0)]


def _portrait(
    actor: Performer, other: Performer | None, lens: Lens, window: int, across: NDArray[np.float64]
) -> View:
    """Return a view of head and shoulders, from between the partner's side and the camera's side."""
    head = follow(actor.head, window) + [0.0, 0.0, 0.02]
    towards = follow(actor.facing if other is None else _pad(other.root, len(head)) - actor.root, window)
    towards = _level(towards)
    # Turn away from the line to the partner until the partner's back is out of the picture.
    side = np.sign(-(across[0] * -towards[:, 1] + across[1] * towards[:, 0]))
    apart = 10.0 if other is None else _usual_distance(actor, other)
    angle = np.clip(np.arcsin(min(1.0, _CLEAR / apart)), np.radians(45.0), np.radians(80.0))
    swing = float(angle * np.where(side == 0, 1.0, side).mean())
    back = _turned(towards, swing)
    tangent = min(lens.tangents)
    place = head + back * (0.34 / tangent) + [0.0, 0.0, 0.03]
    return View(place, look_rotation(head - place))


def _usual_distance(one: Performer, other: Performer) -> float:
    """Return the 25th percentile of the distance between two people over the take, metres."""
    frames = min(len(one.root), len(other.root))
    apart = np.linalg.norm((one.root[:frames] - other.root[:frames])[:, :2], axis=1)
    return max(0.1, float(np.percentile(apart, 25)))


def _over_shoulder(near: Performer, far: Performer, window: int, across: NDArray[np.float64]) -> View:
    """Return a view from behind one head, beside the shoulder on the camera's side, at the other's face."""
    head = follow(near.head, window)
    target = follow(_pad(far.head, len(head)), window) + [0.0, 0.0, 0.02]
    towards = _level(target - head)
    sideways = np.stack([-towards[:, 1], towards[:, 0], np.zeros(len(head))], axis=-1)
    sideways *= np.sign(sideways @ -across)[:, None].mean() or 1.0
    place = head - 1.15 * towards + 0.68 * sideways + [0.0, 0.0, 0.14]
    aim = target - 0.06 * sideways - [0.0, 0.0, 0.1]
    return View(place, look_rotation(aim - place))


def _hull(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the outermost points in 400 directions: enough to fit any camera, with far fewer points."""
    k = np.arange(400) + 0.5
    polar, around = np.arccos(1 - 2 * k / 400), np.pi * (1 + 5**0.5) * k
    directions = np.stack(
        [np.cos(around) * np.sin(polar), np.sin(around) * np.sin(polar), np.cos(polar)], axis=1
    )
    best = np.array([int(np.argmax(points @ direction)) for direction in directions])
    return points[np.unique(best)]


def _turned(direction: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    cos, sin = np.cos(angle), np.sin(angle)
    return direction @ np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])


def _tilted(level: NDArray[np.float64], down: float) -> NDArray[np.float64]:
    return np.array([level[0] * np.cos(down), level[1] * np.cos(down), -np.sin(down)])


def _level(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = vectors * [1.0, 1.0, 0.0]
    length = np.linalg.norm(flat, axis=-1, keepdims=True)
    return np.where(length > 1e-6, flat / np.maximum(length, 1e-6), [1.0, 0.0, 0.0])


def _pad(track: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
    return track[np.minimum(np.arange(frames), len(track) - 1)]
