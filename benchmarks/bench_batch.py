# SPDX-License-Identifier: GPL-3.0-or-later
"""Throughput of a batch: two workers against one, and many short scenes in a row.

    ./interact python benchmarks/bench_batch.py workers --scenes 12 --frames 12 [--json]
    ./interact python benchmarks/bench_batch.py many --scenes 100 --frames 2 --plot many.svg

``many`` measures the coordinator's memory and the time over the frames; the plot is an SVG.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from side_by_side.samples import Cost, Samples, alternate, benchmark_parser, show, timed

from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.jobs import JobEntry, JobOptions
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import SIZE, PictureOptions
from interact_addon.core.rendering.batch import BatchOptions, plan_tasks, run_batch
from interact_addon.core.rendering.processes import memory_in_use

CAMERAS = ("front", "side", "close_a", "close_b", "over_shoulder_a", "over_shoulder_b", "orbit")


def tasks_for(here: Path, out: Path, args: argparse.Namespace) -> list:
    demo = write_demo_dataset(here / "data")
    datasets = [(demo.root, demo.key)]
    for root in args.dataset or ():
        from interact_addon.core.dataset import Dataset

        datasets += [(root.resolve(), scene.key) for scene in Dataset.open(root).scenes()]
    base = MovieOptions(ComposeOptions(picture=PictureOptions("preview", *SIZE.from_text("size", args.size))))
    entries = []
    for n in range(args.scenes):
        root, key = datasets[n % len(datasets)]
        first = 1 + 5 * n % 60
        options = JobOptions(
            camera=CAMERAS[n % len(CAMERAS)], frames=FrameRange(first, first + args.frames - 1)
        )
        entries.append(JobEntry(key, output=f"{n:03d}", dataset=root, options=options))
    return plan_tasks(entries, out, base)


def workers(here: Path, args: argparse.Namespace) -> Samples:
    """Let one worker and two take turns with the same scenes."""
    brief = argparse.Namespace(**vars(args) | {"frames": 1})
    run_batch(
        tasks_for(here, here / "warm", brief), here / "warm", BatchOptions(workers=1)
    )  # people are made
    numbers = itertools.count()

    def batch(count: int) -> dict[str, Cost]:
        out = here / f"out-{next(numbers)}"
        tasks = tasks_for(here, out, args)
        results = []
        found = timed(lambda: results.append(run_batch(tasks, out, BatchOptions(workers=count))))
        if results[0].counts["done"] != len(tasks):
            raise RuntimeError(f"delivered {results[0].counts['done']} of {len(tasks)}")
        return {f"{count} worker{'s' * (count > 1)}": found}

    return alternate([lambda: batch(1), lambda: batch(2)], args.rounds, warm_up=False)


def many(here: Path, args: argparse.Namespace) -> dict:
    out = here / "out"
    began = time.monotonic()
    rows: list[tuple[float, int, int]] = []
    recycled = []

    def note(event: dict) -> None:
        if event["event"] == "scene":
            rows.append((time.monotonic() - began, event["done"], memory_in_use()))
        elif event["event"] == "recycle":
            recycled.append(event["memory"])

    options = BatchOptions(workers=args.workers, recycle_scenes=args.recycle)
    result = run_batch(tasks_for(here, out, args), out, options, listener=note)
    table = np.array(rows, dtype=np.float64)
    seconds, frames, memory = table.T
    fit = np.polyfit(frames, seconds, 1)
    if args.plot:
        args.plot.write_text(svg(frames, seconds, memory / (1 << 20)))
    return {
        "delivered": result.counts["done"],
        "seconds": round(result.seconds, 1),
        "children": result.children,
        "recycled_at_MiB": [round(value / (1 << 20)) for value in recycled],
        "coordinator_MiB_first_last": [round(memory[0] / (1 << 20), 1), round(memory[-1] / (1 << 20), 1)],
        "seconds_per_frame": round(float(fit[0]), 3),
        "largest_distance_from_line_s": round(float(np.abs(np.polyval(fit, frames) - seconds).max()), 1),
        "correlation": round(float(np.corrcoef(frames, seconds)[0, 1]), 4),
    }


def svg(frames: np.ndarray, seconds: np.ndarray, memory: np.ndarray) -> str:
    """Plot time and memory over the frames, each from 0."""

    def line(values: np.ndarray, colour: str) -> str:
        x = 50 + 600 * frames / frames.max()
        y = 330 - 300 * values / (values.max() * 1.1)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
        return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>'

    words = [
        f'<text x="50" y="20" fill="#1a5a96">time, to {seconds.max():.0f} s</text>',
        f'<text x="250" y="20" fill="#a3201b">coordinator, to {memory.max():.0f} MiB</text>',
        f'<text x="500" y="350">frames, to {frames.max():.0f}</text>',
    ]
    frame = (
        '<rect width="700" height="360" fill="white"/><path d="M50 30V330H650" fill="none" stroke="black"/>'
    )
    body = frame + line(seconds, "#1a5a96") + line(memory, "#a3201b") + "".join(words)
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 360" font-family="sans-serif">'
    return f"{head}{body}</svg>\n"


def main() -> None:
    parser = benchmark_parser(__doc__)
    parser.add_argument("what", choices=("workers", "many"))
    parser.add_argument("--scenes", type=int, default=12)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--size", default="320x180")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--recycle", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1, help="of one and of two workers")
    parser.add_argument("--dataset", type=Path, action="append", help="more scenes beside the demo's")
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.what == "workers":
            title = f"{args.scenes} scenes of {args.frames} frames, {args.size}"
            show(workers(Path(folder), args), title, as_json=args.json)
        else:
            print(json.dumps(many(Path(folder), args), indent=1))


if __name__ == "__main__":
    main()
