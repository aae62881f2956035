# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert as many clips as a dataset has: sequentially, in threads, in processes.

./interact python benchmarks/bench_convert.py [CLIPS [FRAMES]]
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from interact_addon.core.face.convert import ConvertOptions, Task, convert, plan

REPEATS = 3


def options(jobs: int = 1) -> ConvertOptions:
    return ConvertOptions("face_ict", "face_arkit", force=True, jobs=jobs)


def share(tasks: list[Task]) -> int:
    """Convert one process's share of the clips."""
    return len(convert(tasks, options()).done)


def main(clips: int, frames: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        weights = np.random.default_rng(0).random((frames, 55), dtype=np.float32)
        for number in range(clips):
            np.save(source / f"20240101_001_{number:03d}.npy", weights)
        tasks = plan("face_ict", "face_arkit", [source], Path(folder) / "out")
        times: dict[str, list[float]] = {}
        for _ in range(REPEATS):
            for jobs in (1, 2, 4):
                start = time.perf_counter()
                convert(tasks, options(jobs))
                times.setdefault(f"{jobs} thread(s)", []).append(time.perf_counter() - start)
            start = time.perf_counter()
            with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
                list(pool.map(share, (tasks[0::2], tasks[1::2])))
            times.setdefault("2 processes", []).append(time.perf_counter() - start)
    print(f"{clips} clips of {frames} frames, best of {REPEATS}")
    for name, seconds in times.items():
        print(f"  {name:12} {min(seconds):6.2f} s")


if __name__ == "__main__":
    main(*([int(word) for word in sys.argv[1:]] + [482, 943][len(sys.argv) - 1 :]))
