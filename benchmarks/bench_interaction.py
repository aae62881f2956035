# SPDX-License-Identifier: GPL-3.0-or-later
"""A pair retargeted alone, against the same pair with its contacts kept: share of real time, in one run.

    ./interact python benchmarks/bench_interaction.py [DATASET] [KEY ...]

Without a dataset the demo plays. Processor time, the best of a few rounds in which both take turns; a share
of 1 is as long as the scene lasts.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from interact_addon.core.dataset import Dataset
from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.interaction import keep_interaction
from interact_addon.core.performance.take import load_scene

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "core" / "interaction"))
evaluation = importlib.import_module("evaluation")  # the tests' own, which are on no path

ROUNDS = 3
STATURES = {"mixamo": 1.95, "rigify": 1.55}


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main(root: Path, keys: list[str]) -> None:
    """Time each scene."""
    bodies = [evaluation.built(names, stature) for names, stature in STATURES.items()]
    dataset = Dataset.open(root)
    for key in keys or dataset.keys():
        motions = [take.body for take in load_scene(dataset.scene(key)).takes]
        length = max(float(motion.frames / motion.rate) for motion in motions)
        players = evaluation.players_of(motions, bodies)
        alone, kept = [], []
        for _ in range(ROUNDS):
            alone.append(seconds(lambda: evaluation.players_of(motions, bodies)))  # noqa: B023
            kept.append(seconds(lambda: keep_interaction(players)))  # noqa: B023
        shares = [min(each) / length for each in (alone, kept)]
        print(f"{key}: {length:.1f} s; alone {shares[0]:.3f} of real time, kept {shares[1]:.3f} more")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), sys.argv[2:])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(write_demo_dataset(Path(folder)).root, [])
