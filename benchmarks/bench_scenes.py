# SPDX-License-Identifier: GPL-3.0-or-later
"""List a dataset of thousands of performances.

    ./interact python benchmarks/bench_scenes.py [PERFORMANCES]

The files are empty: names are all that listing reads.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from interact_addon.core.dataset import Dataset

FOLDERS = {"bvhs": "bvh", "bvhs_retarget": "bvh", "face_arkit": "npy", "face_ict": "npy", "wav": "wav"}


def main(performances: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, ending in FOLDERS.items():
            (root / name).mkdir()
            for number in range(performances // 2):
                for actor in ("001", "002"):
                    (root / name / f"20240301_{actor}_{number:03d}.{ending}").touch()
        for _ in range(3):
            start = time.perf_counter()
            scenes = Dataset.open(root).scenes()
            seconds = time.perf_counter() - start
            print(f"{performances} performances, {len(scenes)} scenes: {seconds:.3f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
