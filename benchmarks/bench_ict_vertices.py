# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT weights to vertices: speed against a bare matrix product of the same size; memory of a long run.

    ./interact python benchmarks/bench_ict_vertices.py DATASET [--frames 2400] [--long-frames 18000] [--json]

The bare product is (FRAMES, 55) @ (55, V*3) into allocated memory: the lower bound of any dense method. The
conversion adds the template as well. The kinds take turns. With ``--json`` there is no long run.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from side_by_side.samples import Cost, alternate, benchmark_parser, show, timed

from interact_addon.core.face.head.basis import read_basis
from interact_addon.core.face.head.vertices import Head, read_head, write_vertices
from interact_addon.core.face.ict.weights import read_ict_weights


def tiled(weights: np.ndarray, frames: int) -> np.ndarray:
    return np.tile(weights, (-(-frames // len(weights)), 1))[:frames]


def long_run(head: Head, weights: np.ndarray, frames: int) -> None:
    """Write the vertices of many frames, and print the time and the memory that it takes."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        long = tiled(weights, frames)
        start = time.perf_counter()
        write_vertices(long, head, Path(folder) / "long.npy")
        seconds = time.perf_counter() - start
    size = frames * head.model.count * 12 / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{frames} frames to .npy: {size:.2f} GB in {seconds:.1f} s, peak memory {peak:.0f} MB")


def main() -> None:
    parser = benchmark_parser(__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--frames", type=int, default=2400)
    parser.add_argument("--long-frames", type=int, default=18_000)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    root, frames = args.dataset, args.frames
    head = read_head(min((root / "face_ict_templates").glob("*.obj")), root / "blendshape_ict.npy")
    weights = read_ict_weights(min((root / "face_ict").glob("*.npy")))
    if not args.json:
        # Before the products below, which need whole arrays: the peak is that of this process so far.
        long_run(head, weights, args.long_frames)
    basis = read_basis(root / "blendshape_ict.npy", head.mesh)
    take = tiled(weights, frames)
    out = np.zeros((frames, basis.shape[1]), np.float32)
    step = head.model.frames_per_block

    def ours() -> None:
        for first in range(0, frames, step):
            head.model.apply(take[first : first + step], out[first : first + step])

    def bare() -> None:
        np.matmul(take, basis, out=out)

    def plus_template() -> None:
        np.matmul(take, basis, out=out)
        np.add(out, head.mesh.vertices.ravel(), out=out)

    def kind(name: str, work: Callable[[], None]) -> Callable[[], dict[str, Cost]]:
        return lambda: {name: timed(work)}

    works = {"ours, with template": ours, "bare matmul": bare, "matmul, += template": plus_template}
    samples = alternate([kind(*work) for work in works.items()], args.rounds)
    title = (
        f"{frames} frames x {head.model.count} vertices, {out.nbytes / 1e9:.2f} GB;"
        f" {head.model.density:.2f} of the dense product is computed"
    )
    show(samples, title, as_json=args.json)


if __name__ == "__main__":
    main()
