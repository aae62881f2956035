# SPDX-License-Identifier: GPL-3.0-or-later
"""What a frame of a draft takes, part by part, and beside one of the Workbench preview, in one run.

    ./interact python benchmarks/bench_draft.py DATASET KEY [--frames 60] [--size 640x360] [--json]

The same scene is rendered to a video with both presets by turns, in this process. Evaluating, what Blender
does with the pixels, and the encoder are what is left of a frame without the parts of drawing.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.drawing.engine import drawing
from interact_addon.blender.drawing.picture import Painter
from interact_addon.blender.drawing.surfaces import Surfaces
from interact_addon.blender.rendering.render import render_video
from interact_addon.blender.rendering.smooth_edges import smooth_edges
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import ComposeOptions, FrameRange
from interact_addon.core.options.picture import PictureOptions

PARTS = {
    "read and upload meshes": (Surfaces, "seen"),
    "shadow map": (Painter, "_draw_shadows"),
    "surfaces": (Painter, "_draw_surfaces"),
    "edges, waiting, reading back": (Painter, "_draw_finish"),
    "a picture": (Painter, "draw"),
}
PRESETS = ("draft", "preview")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("key")
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    order = parser.parse_args()
    wide, high = map(int, order.size.split("x"))
    scene = _composed(order.dataset, order.key, wide, high)
    times: dict[str, list[float]] = {}
    for name, (owner, method) in PARTS.items():
        _watch(owner, method, times.setdefault(name, []))
    rounds: dict[str, list[tuple[float, float]]] = {preset: [] for preset in PRESETS}
    for _ in range(order.rounds):
        for preset, found in rounds.items():
            apply_picture(scene, PictureOptions(preset, wide, high))
            found.append(_render(scene, FrameRange(1, order.frames + 1)))
    frame = {preset: np.median(found, axis=0) for preset, found in rounds.items()}
    result = {
        "frame": {
            preset: dict(zip(("wall", "cpu"), row.tolist(), strict=True)) for preset, row in frame.items()
        },
        "parts": {name: float(np.median(each)) for name, each in times.items() if each},
        "draft_to_preview": dict(
            zip(("wall", "cpu"), (frame["draft"] / frame["preview"]).tolist(), strict=True)
        ),
    }
    if order.json:
        print(json.dumps(result))
    else:
        _show(result)
    return 0


def _composed(root: Path, key: str, wide: int, high: int) -> bpy.types.Scene:
    source = next((each for each in Dataset.open(root).scenes() if each.key == key), None)
    if source is None:
        raise UsageError(f"the dataset has no scene {key}")
    scene = fresh_scene()
    compose(source, ComposeOptions(picture=PictureOptions("draft", wide, high)), scene)
    return scene


def _watch(owner: Any, method: str, times: list[float]) -> None:
    """Note the seconds that each call of a method takes."""
    original = getattr(owner, method)

    @functools.wraps(original)
    def watched(*values: Any) -> Any:
        began = time.perf_counter()
        try:
            return original(*values)
        finally:
            times.append(time.perf_counter() - began)

    setattr(owner, method, watched)


def _render(scene: bpy.types.Scene, frames: FrameRange) -> tuple[float, float]:
    """Return the median wall-clock seconds and the mean processor seconds of a frame after the first."""
    marks: list[tuple[float, float]] = []

    def mark(_: int) -> None:
        used = os.times()
        marks.append((time.perf_counter(), used.user + used.system))

    with (
        tempfile.TemporaryDirectory(prefix="interact-bench-") as folder,
        drawing(scene) as odd,
        smooth_edges(scene),
    ):
        for finding in odd:
            print(finding.message, file=sys.stderr)
        render_video(scene, Path(folder) / "a.mkv", frames, on_frame=mark)
    steps = np.diff(np.array(marks), axis=0)
    return float(np.median(steps[:, 0])), float(steps[:, 1].mean())


def _show(result: dict[str, Any]) -> None:
    for preset, each in result["frame"].items():
        print(f"{preset}: {each['wall'] * 1e3:.1f} ms a frame, {each['cpu'] * 1e3:.1f} ms of processors")
    for name, seconds in result["parts"].items():
        print(f"  {name}: {seconds * 1e3:.1f} ms")
    rest = result["frame"]["draft"]["wall"] - result["parts"].get("a picture", 0.0)
    print(f"  evaluating, colour management, encoding: {rest * 1e3:.1f} ms")
    ratio = result["draft_to_preview"]
    print(f"draft to preview: {ratio['wall']:.2f}, of processors {ratio['cpu']:.2f}")


if __name__ == "__main__":
    sys.exit(main())
