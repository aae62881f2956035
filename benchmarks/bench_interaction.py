# SPDX-License-Identifier: GPL-3.0-or-later
"""A pair retargeted alone, against the same pair with its contacts kept: share of real time, in one run.

    ./interact python benchmarks/bench_interaction.py [DATASET] [KEY ...] [--rounds 3] [--json]

Without a dataset the demo plays. Both take turns. With ``--json`` only the first of the scenes.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from side_by_side.samples import Cost, Samples, alternate, benchmark_parser, show, timed

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.interaction import keep_interaction
from interact_addon.core.performance.take import load_scene

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "core" / "interaction"))
evaluation = importlib.import_module("evaluation")  # the tests' own, which are on no path

STATURES = {"mixamo": 1.95, "rigify": 1.55}


def measured(motions: list[Motion], rounds: int) -> Samples:
    """Let a pair be retargeted alone, and be kept together besides, by turns."""
    bodies = [evaluation.built(names, stature) for names, stature in STATURES.items()]
    players = evaluation.players_of(motions, bodies)
    length = max(float(motion.frames / motion.rate) for motion in motions)
    kinds = [
        lambda: {"alone": timed(lambda: evaluation.players_of(motions, bodies))},
        lambda: {"kept besides": timed(lambda: keep_interaction(players))},
        lambda: {"the scene itself": Cost(length, length)},
    ]
    return alternate(kinds, rounds, warm_up=False)


def main(root: Path, keys: list[str], args: argparse.Namespace) -> None:
    """Time each scene."""
    dataset = Dataset.open(root)
    chosen = keys or list(dataset.keys())
    for key in chosen[:1] if args.json else chosen:
        motions = [take.body for take in load_scene(dataset.scene(key)).takes]
        show(measured(motions, args.rounds), key, as_json=args.json)


if __name__ == "__main__":
    parser = benchmark_parser(__doc__)
    parser.add_argument("dataset", type=Path, nargs="?")
    parser.add_argument("keys", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    if args.dataset is not None:
        main(args.dataset, args.keys, args)
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(write_demo_dataset(Path(folder)).root, [], args)
