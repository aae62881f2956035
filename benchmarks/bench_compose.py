# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose a scene with cached characters, timed step by step.

./interact python benchmarks/bench_compose.py DATASET KEY
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import bpy

from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions

REPEATS = 4


def main(root: Path, key: str) -> None:
    source = Dataset.open(root).scene(key)
    totals = []
    for n in range(REPEATS):
        scene = fresh_scene()
        start = time.perf_counter()
        composition = compose(source, ComposeOptions(), scene)
        totals.append(time.perf_counter() - start)
        steps = ", ".join(f"{step} {seconds:.2f}" for step, seconds in composition.seconds.items())
        print(f"  run {n + 1}{' (fills the cache)' if n == 0 else '':18} {totals[-1]:6.2f} s   {steps}")
    frames = composition.takes.frames
    print(f"{key}: {frames} frames, Blender {bpy.app.version_string}: best cached {min(totals[1:]):.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
