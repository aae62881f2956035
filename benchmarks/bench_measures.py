# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the scenes of a dataset, without meshes: contacts first, then all measures.

./interact python benchmarks/bench_measures.py DATASET [REPEATS]

Seconds are of CPU time, per minute of the scene, the least of the repeats; measures include no reading, and
"against" the contacts of both versions. The last lines say what InterAct's 241 scenes would take on two
cores, reading and contacts included.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from interact_addon.core.contacts import find_contacts
from interact_addon.core.dataset import Dataset
from interact_addon.core.measures import Person, measure_against, measure_people
from interact_addon.core.performance.take import SceneTakes, load_scene

SCENES, CORES = 241, 2


def cost(work: Callable[[], object], repeats: int) -> float:
    """Return the least seconds of CPU that a function takes."""
    seconds = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def people(scene: SceneTakes) -> list[Person]:
    return [Person(take.performance.actor_id, take.body, take.face, take.voice) for take in scene.takes]


def costs(scene: SceneTakes, repeats: int) -> list[float]:
    """Return what contacts, measures, and measures against another version cost; nothing is kept between."""
    motions = [take.body for take in scene.takes]
    works = (
        lambda: find_contacts(motions),
        lambda: measure_people(people(scene)),
        lambda: measure_against(people(scene), people(scene)),
    )
    return [cost(work, repeats) for work in works]


def main(root: Path, repeats: int) -> None:
    dataset = Dataset.open(root)
    print(f"{'scene':14} {'minutes':>7} {'reading':>8} {'contacts':>8} {'measures':>8} {'against':>8}")
    minutes = whole = 0.0
    keys = list(dataset.keys())
    for key in keys:
        started = time.process_time()
        scene = load_scene(dataset.scene(key))
        reading = time.process_time() - started
        found = costs(scene, repeats)
        length = scene.seconds / 60
        minutes += length
        whole += reading + found[0] + found[1]
        row = " ".join(f"{seconds / length:8.2f}" for seconds in (reading, *found))
        print(f"{key:14} {length:7.2f} {row}", flush=True)
    mean = minutes / len(keys)
    print(f"{whole / minutes:.2f} s a scene-minute with reading and contacts, {mean:.2f} minutes a scene")
    print(f"{SCENES} scenes: {SCENES * whole / len(keys) / CORES / 60:.1f} minutes on {CORES} cores")
    print(f"if each took a minute: {SCENES * whole / minutes / CORES / 60:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
