# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures whose answers are easily known: how high people are, their distance, how far they were moved."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from interact_addon.core.measures import Measure, Measured
from interact_addon.core.measures.model import Measurer
from interact_addon.core.measures.performed import Performed

HEIGHT = Measure("height", "Height <of> hips", "cm", "The mean height.", "ours", "high", "actor")
APART = Measure("apart", "Distance", "m", "The largest distance of the hips.", "ours", "none", "pair")
MOVED = Measure("moved", "Moved", "cm", "How far the hips are from the source's.", "ours", "low", "actor")
FRAMES = Measure("frames", "Frames", "", "The frames of the source.", "ours", "none", "scene")


def _heights(scene: Performed, source: Performed | None) -> list[Measured]:
    found = []
    for person in scene.people:
        height = 100 * person.motion.positions[:, 0, 2]
        frame = int(height.argmin())
        found.append(Measured("height", person.actor, float(height.mean()), "", frame, height))
    first, second = (person.motion.positions[:, 0] for person in scene.people[:2])
    count = min(len(first), len(second))
    apart = np.linalg.norm(first[:count] - second[:count], axis=1)
    who = "+".join(person.actor for person in scene.people[:2])
    return [*found, Measured("apart", who, float(apart.max()), "", int(apart.argmax()), apart)]


def _moved(scene: Performed, source: Performed | None) -> list[Measured]:
    found = []
    for person, other in zip(scene.people, source.people, strict=True):
        away = 100 * np.linalg.norm(person.motion.positions[:, 0] - other.motion.positions[:, 0], axis=1)
        found.append(Measured("moved", person.actor, float(away.mean()), "", int(away.argmax()), away))
    return [*found, Measured("frames", "", source.frames)]


MEASURERS = (Measurer((HEIGHT, APART), _heights), Measurer((MOVED, FRAMES), _moved, compares=True))


def write_moved(root: Path, target: Path, actor: str, centimetres: float, *, frames: int = 0) -> Path:
    """Write another version of a dataset: an actor of all scenes moved, and cut to some frames if asked."""
    shutil.copytree(root, target)
    for path in target.glob(f"bvhs/*_{actor}_*.bvh"):
        head, rest = path.read_text().split("Frame Time:")
        first, *lines = rest.splitlines()
        if frames:
            count = head.rindex("Frames:")
            head, lines = f"{head[:count]}Frames: {frames}\n", lines[:frames]
        moved = []
        for line in lines:
            words = line.split()
            moved.append(" ".join([str(float(words[0]) + centimetres), *words[1:]]))
        path.write_text(f"{head}Frame Time:{first}\n" + "\n".join(moved) + "\n")
    return target
