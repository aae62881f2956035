# SPDX-License-Identifier: GPL-3.0-or-later
"""People for cameras, made of a few capsules: they stand, walk, turn and lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.camera.stage import BODY, FACE, HANDS, HEAD, PARTS, StagePerson

Array = NDArray[np.float64]


def person(
    root: Array, heading: Array, *, height: float = 1.75, lying: bool = False, actor: str = "001"
) -> StagePerson:
    """Somebody whose hips go along (F, 2) or (F, 3) places and who faces (F,) headings in radians."""
    frames = len(root)
    k = height / 1.75
    ahead = np.stack([np.cos(heading), np.sin(heading), np.zeros(frames)], axis=1)
    up = np.broadcast_to([0.0, 0.0, 1.0], (frames, 3)).astype(float)
    hips = np.concatenate([root[:, :2], np.full((frames, 1), 0.95 * k)], axis=1)
    if lying:
        ahead, up = up, -ahead
        hips[:, 2] = 0.15
    left = np.cross(up, ahead)

    def at(forward: float, aside: float, high: float) -> Array:
        return hips + k * (forward * ahead + aside * left + (high - 0.95) * up)

    bones = [
        ((0.0, 0.0, 0.95), (0.0, 0.0, 1.4), 0.16),
        ((0.0, 0.0, 1.5), (0.02, 0.0, 1.65), 0.1),
        *(((0.0, s * 0.1, 0.95), (0.0, s * 0.12, 0.08), 0.08) for s in (-1, 1)),
        *(((0.0, s * 0.18, 1.4), (0.1, s * 0.3, 1.0), 0.05) for s in (-1, 1)),
    ]
    ends = np.stack([np.stack([at(*one), at(*other)], axis=1) for one, other, _ in bones], axis=1)
    radii = np.array([[k * radius] * 2 for *_, radius in bones])
    places, part = [], []
    for wide in (-0.05, 0.0, 0.05):
        for high in (1.56, 1.62, 1.68):
            places.append(at(0.11, wide, high))
            part.append(FACE)
    rim = [(dx, dy) for dx in (-1.0, 0.0, 1.0) for dy in (-1.0, 0.0, 1.0) if dx or dy]
    for number, (one, other, radius) in enumerate(bones):
        for (x, y, z), beyond in ((one, -1.0), (other, 1.0)):
            sign = np.sign(other[2] - one[2]) * beyond
            for dx, dy in rim:
                places.append(at(x + 0.7 * radius * dx, y + 0.7 * radius * dy, z))
            places.append(at(x, y, z + sign * radius))
            part += [HEAD if number == 1 else HANDS if number > 3 and beyond > 0 else BODY] * (len(rim) + 1)
    return StagePerson(
        actor_id=actor,
        points=np.stack(places, axis=1).astype(np.float32),
        part=np.array([PARTS.index(name) for name in part], np.int8),
        ends=ends.astype(np.float32),
        radii=radii,
        of_head=np.array([number == 1 for number in range(len(bones))]),
        of_hands=np.array([number > 3 for number in range(len(bones))]),
        eyes=at(0.1, 0.0, 1.63),
        look=ahead.copy(),
        root=hips,
        facing=up * [1.0, 1.0, 0.0] if lying else ahead.copy(),
    )


def wander(seed: int, frames: int, speed: float = 1.2, rate: float = 30.0) -> tuple[Array, Array]:
    """Return (F, 2) places and (F,) headings of a walk that turns and stops by chance."""
    rng = np.random.default_rng(seed)
    knots = np.linspace(0.0, 1.0, max(2, frames // 20 + 2))
    times = np.linspace(0.0, 1.0, frames)
    heading = np.interp(times, knots, np.cumsum(rng.normal(0.0, 0.6, len(knots))))
    pace = np.interp(times, knots, speed * np.clip(rng.uniform(-0.4, 1.2, len(knots)), 0.0, 1.0)) / rate
    steps = np.stack([np.cos(heading), np.sin(heading)], axis=1) * pace[:, None]
    return np.cumsum(steps, axis=0), heading
