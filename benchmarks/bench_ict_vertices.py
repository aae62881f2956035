# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT weights to vertices: speed against a bare matrix product of the same size; memory of a long run.

    ./interact python benchmarks/bench_ict_vertices.py DATASET [FRAMES [LONG_FRAMES]]

The bare product is (FRAMES, 55) @ (55, V*3) into allocated memory: the lower bound of any dense
method. The conversion adds the template as well. Both run alternately, so that both see the same load.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from interact_addon.core.face.head.basis import read_basis
from interact_addon.core.face.head.vertices import read_head, write_vertices
from interact_addon.core.face.ict.weights import read_ict_weights

REPEATS = 7


def tiled(weights: np.ndarray, frames: int) -> np.ndarray:
    return np.tile(weights, (-(-frames // len(weights)), 1))[:frames]


def main(root: Path, frames: int, long_frames: int) -> None:
    template = min((root / "face_ict_templates").glob("*.obj"))
    start = time.perf_counter()
    head = read_head(template, root / "blendshape_ict.npy")
    print(f"template and basis read and checked in {time.perf_counter() - start:.2f} s")
    weights = read_ict_weights(min((root / "face_ict").glob("*.npy")))
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        long = tiled(weights, long_frames)
        start = time.perf_counter()
        write_vertices(long, head, Path(folder) / "long.npy")
        seconds = time.perf_counter() - start
        size = long_frames * head.model.count * 12 / 1e9
        # Before the products below, which need whole arrays: the peak is that of this process so far.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{long_frames} frames to .npy: {size:.2f} GB in {seconds:.1f} s, peak memory {peak:.0f} MB")
    basis = read_basis(root / "blendshape_ict.npy", head.mesh)
    take = tiled(weights, frames)
    out = np.zeros((frames, basis.shape[1]), np.float32)
    step = head.model.frames_per_block
    times: dict[str, list[float]] = {"bare": [], "ours": [], "plus template": []}
    for _ in range(REPEATS):
        start = time.perf_counter()
        np.matmul(take, basis, out=out)
        times["bare"].append(time.perf_counter() - start)
        start = time.perf_counter()
        for first in range(0, frames, step):
            head.model.apply(take[first : first + step], out[first : first + step])
        times["ours"].append(time.perf_counter() - start)
        start = time.perf_counter()
        np.matmul(take, basis, out=out)
        out += head.mesh.vertices.ravel()
        times["plus template"].append(time.perf_counter() - start)
    print(f"{frames} frames x {head.model.count} vertices, {out.nbytes / 1e9:.2f} GB")
    print(f"  {head.model.density:.2f} of the dense product is computed")
    names = {"bare": "bare matmul", "ours": "ours, with template", "plus template": "matmul, += template"}
    for key, label in names.items():
        best, middle = min(times[key]), float(np.median(times[key]))
        print(
            f"  {label:20} {out.nbytes / best / 1e9:5.2f} GB/s  (median {out.nbytes / middle / 1e9:.2f})"
            f"   ratio {min(times['bare']) / best:.2f}  (median {np.median(times['bare']) / middle:.2f})"
        )


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[2:]]
    main(Path(sys.argv[1]), *(arguments + [2400, 18_000][len(arguments) :]))
