# SPDX-License-Identifier: GPL-3.0-or-later
"""What a preview's frame of 640x360 costs, and its parts; also against another checkout, in one run.

    ./interact python benchmarks/bench_preview.py DATASET KEY [--against CHECKOUT] [--rounds N] [--json]

Milliseconds of processor time a frame while a movie is rendered, with its encoder: other work on the machine
changes it less than the clock's. Child processes of the two checkouts take turns, and medians are printed. A
part's share is what a frame costs less without it.

With --json the last line is one JSON object: ``key``, ``blender``; ``here``, and with --against also
``against``, of ``frame``, ``shadows``, ``cavity``, ``smoothing``, ``evaluation`` (milliseconds; the last one
is `frame_set` alone); ``wall`` (the clock's milliseconds a frame); with --against, ``ratio`` of the frames.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

FIRST, FRAMES, WARM = 30, 10, 2
HERE = Path(__file__).resolve().parents[1]
PARTS = ("shadows", "cavity", "smoothing")
MARK = "measured "


def child(root: Path, key: str) -> None:
    """Measure the code that Python finds, which may be older than this file."""
    import bpy

    from interact_addon.blender.common.session import fresh_scene
    from interact_addon.blender.rendering.render import render_video
    from interact_addon.blender.scene.compose import compose
    from interact_addon.core.dataset import Dataset
    from interact_addon.core.options.movie import ComposeOptions, FrameRange
    from interact_addon.core.options.picture import PictureOptions

    smoothed: Callable[[bpy.types.Scene], AbstractContextManager[None]] = nullcontext
    try:
        from interact_addon.blender.rendering.smooth_edges import smooth_edges

        smoothed = smooth_edges
    except ImportError:  # a checkout from before it
        pass
    scene: Any = fresh_scene()
    source = Dataset.open(root).scene(key)
    compose(source, ComposeOptions(picture=PictureOptions("preview", 640, 360), sound=False), scene)
    shading = scene.display.shading

    def movie() -> tuple[float, float]:
        marks: list[tuple[float, float]] = []
        frames = FrameRange(FIRST, FIRST + WARM + FRAMES - 1)
        with tempfile.TemporaryDirectory() as folder, smoothed(scene):
            render_video(scene, Path(folder, "a.mkv"), frames, on_frame=lambda _: marks.append(_now()))
        return _each(marks[WARM - 1], marks[-1])

    scene.frame_set(FIRST)
    start = _now()
    for number in range(FIRST + 1, FIRST + 1 + FRAMES):
        scene.frame_set(number)
    found = {"evaluation": _each(start, _now())[0]}
    movie()  # loads shaders
    found["frame"], found["wall"] = movie()
    for part, owner, name, value in (
        ("shadows", shading, "show_shadows", False),
        ("cavity", shading, "show_cavity", False),
        ("smoothing", scene.display, "render_aa", "OFF"),
    ):
        before = getattr(owner, name)
        setattr(owner, name, value)
        found[part] = movie()[0]
        setattr(owner, name, before)
    print(MARK + json.dumps(found), flush=True)


def _now() -> tuple[float, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, time.perf_counter()


def _each(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    return (end[0] - start[0]) / FRAMES * 1e3, (end[1] - start[1]) / FRAMES * 1e3


def measure(checkout: Path, root: Path, key: str) -> dict[str, float]:
    """Run a child with a checkout's code."""
    done = subprocess.run(
        [sys.executable, __file__, str(root), key, "--child"],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        capture_output=True,
        text=True,
    )
    line = next((each for each in done.stdout.splitlines() if each.startswith(MARK)), None)
    if line is None:
        sys.exit(f"{checkout}: nothing was measured\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    values: dict[str, float] = json.loads(line.removeprefix(MARK))
    return values


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the medians of all rounds; the parts become what a frame costs less without them, at least 0."""
    less = [
        {name: each["frame"] - each[name] if name in PARTS else each[name] for name in each}
        for each in rounds
    ]
    return {name: round(max(0.0, statistics.median(each[name] for each in less)), 1) for name in less[0]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("key")
    parser.add_argument("--against", type=Path, help="another checkout of this repository")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    root = options.dataset.resolve()
    if options.child:
        child(root, options.key)
        return
    checkouts = {"here": HERE}
    if options.against is not None:
        checkouts["against"] = options.against.resolve()
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in checkouts}
    for _ in range(max(1, options.rounds)):
        for name, checkout in checkouts.items():
            rounds[name].append(measure(checkout, root, options.key))
    import bpy

    result: dict[str, Any] = {"key": options.key, "blender": bpy.app.version_string}
    print(f"{options.key}: milliseconds of processor time a frame of 640x360, Blender {result['blender']}")
    for name, found in rounds.items():
        one = result[name] = medians(found)
        shares = "  ".join(f"{part} {one[part]:.0f} ({one[part] / one['frame']:.0%})" for part in PARTS)
        print(
            f"  {name:8} frame {one['frame']:6.1f}  {shares}  evaluation {one['evaluation']:.0f}"
            f"  (by the clock {one['wall']:.0f})"
        )
    if "against" in result:
        result["ratio"] = round(result["here"]["frame"] / result["against"]["frame"], 3)
        print(f"  here / against: {result['ratio']:.2f}")
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
