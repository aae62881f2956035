# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of their cross-section limbs keep where they bend: 13 people in ten poses, and in captures.

    ./interact python benchmarks/bench_deformation.py [FILE.bvh ...] [--people kenji,mei] [--clothes]

Skin is measured bare, all of it; with ``--clothes``, sleeves and trouser legs are measured instead, where
they reach. Each number is the least and the largest over people and sides of the area relative to rest; what
``ring`` and ``outside`` mean is in `tests/core/characters/sections.py`. With files, people are fitted to the
first one's skeleton for the poses, and then to each file for its frames.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import (
    Look,
    all_looks,
    fitted_character,
    own_skeleton_character,
    standing,
)

TESTS = Path(__file__).resolve().parent.parent / "tests" / "core" / "characters"
sys.path += [str(TESTS), str(TESTS / "fitting")]
poses, sections, bare = (importlib.import_module(name) for name in ("poses", "sections", "bare"))

Table = Mapping[tuple[str, str], Mapping[str, np.ndarray]]

FRAMES = 60
CLOTHES = ("top", "trousers", "skirt", "dress")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--people", default="")
    parser.add_argument("--clothes", action="store_true")
    args = parser.parse_args()
    looks = [look for look in all_looks() if not args.people or look.id in args.people.split(",")]
    motions = [standing(to_motion(read(path))) for path in args.files]
    start = time.perf_counter()
    skeleton = motions[0].skeleton if motions else own_skeleton_character(looks[0]).skeleton
    posing = poses.pose_motion(skeleton)
    found = [each for look in looks for each in measured(look, posing, args.clothes)]
    show("ten poses", list(poses.POSES), found)
    for path, motion in zip(args.files, motions, strict=True):
        few = some_frames(motion)
        found = [each for look in looks for each in measured(look, few, args.clothes)]
        show(f"{path.stem}, {few.frames} frames", ["all"], found)
    print(f"{len(looks)} people, {time.perf_counter() - start:.1f} s")


def some_frames(motion: Motion) -> Motion:
    """Return `FRAMES` frames spread over a motion."""
    chosen = np.unique(np.linspace(0, motion.frames - 1, FRAMES).astype(int))
    return replace(
        motion, rotations=motion.rotations[chosen], positions=motion.positions[chosen], origin=None
    )


def measured(look: Look, motion: Motion, clothes: bool) -> Iterator[Table]:
    """Yield the sections of a person's skin, or of each garment, in a motion."""
    skeleton = motion.skeleton
    if clothes:
        person: Any = fitted_character(look, skeleton)
        parts = tuple(part for part in person.parts if part.name in CLOTHES)
    else:
        person, part = bare.bare_person(look, skeleton)
        parts = (part,)
    for part in parts:
        posed = poses.posed(person, part, motion)
        yield sections.limb_sections(motion, part.faces, part.vertices.astype(float), posed)


def show(title: str, columns: Sequence[str], found: Sequence[Table]) -> None:
    """Print the least and the largest of each joint; one column for each frame, or one for all."""
    print(title)
    print(" " * 20 + "".join(f"{column[:12]:>14}" for column in columns))
    for measure in ("ring", "outside"):
        for joint in sections.JOINTS:
            rows = [one[measure] for each in found for (_, name), one in each.items() if name == joint]
            if not rows or np.isnan(rows).all():
                continue
            if len(columns) == 1:
                rows = [row[:, None] for row in rows]
            every = np.concatenate(rows) if len(columns) == 1 else np.array(rows)
            cells = [column[~np.isnan(column)] for column in every.T]
            text = [f"{cell.min():.2f} to {cell.max():.2f}" if len(cell) else "" for cell in cells]
            print(f"  {measure:8} {joint:8} " + "".join(f"{cell:>14}" for cell in text))


if __name__ == "__main__":
    main()
