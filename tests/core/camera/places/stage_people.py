# SPDX-License-Identifier: GPL-3.0-or-later
"""Simple people for cameras to look at: a column, a ball for the head, a plate for the face."""

from __future__ import annotations

import numpy as np

from interact_addon.core.camera.stage import BODY, FACE, HANDS, HEAD, PARTS, StagePerson


def person(actor: str, place: np.ndarray, facing: np.ndarray, tall: float = 1.8) -> StagePerson:
    """Somebody upright whose hips' way over the floor is ``place`` (F, 2), and who faces (F, 2) or (2,)."""
    frames = len(place)
    floor = np.concatenate([place, np.zeros((frames, 1))], axis=1)
    ahead = np.zeros((frames, 3))
    ahead[:, :2] = facing
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    left = np.stack([-ahead[:, 1], ahead[:, 0], np.zeros(frames)], axis=1)

    def at(forward: float, aside: float, up: float) -> np.ndarray:
        return floor + tall / 1.8 * (forward * ahead + aside * left + [0.0, 0.0, up])

    shape = {
        FACE: [(0.1, y, z) for y in np.linspace(-0.06, 0.06, 4) for z in np.linspace(1.58, 1.72, 4)],
        HEAD: [(x, y, z) for x in (-0.1, 0.0) for y in (-0.08, 0.0, 0.08) for z in (1.55, 1.8)],
        HANDS: [(0.3, y, 1.1) for y in (-0.25, 0.25)],
        BODY: [(x, y, z) for x in (-0.12, 0.12) for y in (-0.22, 0.22) for z in (0.0, 0.5, 1.0, 1.2, 1.45)],
    }
    points = np.stack([at(*each) for part in shape.values() for each in part], axis=1)
    part = np.concatenate([np.full(len(each), PARTS.index(name)) for name, each in shape.items()])
    ends = np.stack(
        [
            np.stack([at(0, 0, 1.62), at(0, 0, 1.7)], axis=1),
            np.stack([at(0, -0.1, 1.35), at(0, 0.1, 1.35)], axis=1),
            np.stack([at(0, 0, 0.15), at(0, 0, 1.3)], axis=1),
        ],
        axis=1,
    )
    return StagePerson(
        actor_id=actor,
        points=points.astype(np.float32),
        part=part.astype(np.int8),
        ends=ends.astype(np.float32),
        radii=tall / 1.8 * np.array([[0.1, 0.1], [0.12, 0.12], [0.15, 0.15]]),
        of_head=np.array([True, False, False]),
        of_hands=np.zeros(3, np.bool_),
        eyes=at(0.09, 0.0, 1.68),
        look=ahead,
        root=at(0.0, 0.0, 0.95),
        facing=ahead,
    )


def pair(frames: int = 150, apart: float = 1.2, near: float | None = None) -> tuple[StagePerson, StagePerson]:
    """Two who face each other along Y, turned a little towards -X; they walk up to each other, or stand."""
    way = np.linspace(apart / 2.0, (apart if near is None else near) / 2.0, frames)
    zero = np.zeros(frames)
    return (
        person("001", np.stack([zero, -way], axis=1), np.array([-0.3, 1.0])),
        person("006", np.stack([zero, way], axis=1), np.array([-0.3, -1.0])),
    )
