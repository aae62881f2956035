# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose a scene with cached characters, and start a worker, here and in another checkout.

    ./interact python benchmarks/bench_compose.py DATASET KEY [--against CHECKOUT] [--rounds N] [--json]

Each round starts two processes of each checkout. One composes the scene five times: once to warm up, twice
as ``interact compose`` and the panel do (``compose``: the shorter time), and twice as a worker does, which
throws the scene away (``for a movie``). The other is a worker that draws one preview frame of 640x360:
``start`` is until that is drawn, ``start cpu`` the processor's time until it has ended. Shown are medians and
ratios; beside other work only those of the processor mean something.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
KINDS = ("compose", "compose cpu", "for a movie", "for a movie cpu", "start", "start cpu")

COMPOSE = """
import inspect, json, sys, time
from pathlib import Path
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
source = Dataset.open(Path(sys.argv[1])).scene(sys.argv[2])
known = "lasting" in inspect.signature(compose).parameters  # before, workers composed as everybody
def seconds(lasting):
    scene = fresh_scene()
    start = time.perf_counter(), time.process_time()
    compose(source, ComposeOptions(), scene, **({"lasting": lasting} if known else {}))
    return time.perf_counter() - start[0], time.process_time() - start[1]
seconds(True)
found = [zip(seconds(lasting), seconds(lasting)) for lasting in (True, False)]
print(json.dumps([min(each) for both in found for each in both]))
"""

START = """
import json, os, resource, subprocess, sys, time
from dataclasses import replace
from pathlib import Path
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.program import worker_command, worker_environment
options = MovieOptions(frames=FrameRange(1, 1))
options = replace(options, compose=replace(options.compose, picture=PictureOptions("preview", 640, 360)))
request = RenderRequest(dataset=Path(sys.argv[1]), key=sys.argv[2], out=Path(sys.argv[3]), options=options)
start = time.perf_counter()
worker = subprocess.Popen(worker_command(), env=worker_environment(), text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
worker.stdin.write(json.dumps(request.as_dict()) + "\\n")
worker.stdin.close()
for line in worker.stdout:
    event = json.loads(line) if line.startswith("{") else {}
    if event.get("event") == "failed":
        raise SystemExit(event["error"])
    if event.get("event") == "frame":
        drawn = time.perf_counter() - start
worker.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([drawn, used.ru_utime + used.ru_stime]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("key")
    parser.add_argument("--against", type=Path, help="another checkout, such as a git worktree of before")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    args = parser.parse_args()
    checkouts = [HERE] if args.against is None else [args.against.resolve(), HERE]
    for checkout in checkouts:  # fills the caches
        measured(checkout, args)
    rounds: dict[Path, list[dict[str, float]]] = {checkout: [] for checkout in checkouts}
    for number in range(args.rounds):
        for checkout in checkouts if number % 2 else checkouts[::-1]:
            rounds[checkout].append(measured(checkout, args))
    medians = {
        checkout: {kind: statistics.median(each[kind] for each in found) for kind in KINDS}
        for checkout, found in rounds.items()
    }
    now, before = medians[HERE], medians[checkouts[0]]
    ratios = {kind: now[kind] / before[kind] for kind in KINDS} if len(checkouts) > 1 else {}
    if args.json:
        print(json.dumps({"key": args.key, "now": now, "before": before, "ratio": ratios}))
        return
    print(f"{args.key}: medians of {args.rounds} rounds, seconds")
    for kind in KINDS:
        against = f"   before {before[kind]:7.3f}   ratio {ratios[kind]:.2f}" if ratios else ""
        print(f"  {kind:16} {now[kind]:7.3f}{against}")


def measured(checkout: Path, args: argparse.Namespace) -> dict[str, float]:
    """Return the seconds of one process of each kind, with a checkout's code."""
    with tempfile.TemporaryDirectory() as out:
        words = [str(args.dataset), args.key, out]
        compose, start = (run(checkout, code, words) for code in (COMPOSE, START))
    return dict(zip(KINDS, (*compose, *start), strict=True))


def run(checkout: Path, code: str, words: list[str]) -> list[float]:
    """Return what a program prints last."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment,
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{checkout}: {done.stderr.strip()[-2000:]}")
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
