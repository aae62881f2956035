# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact render --preset preview`` against Blender alone, in one run.

    ./interact python benchmarks/bench_render.py DATASET KEY [FRAMES] [WxH]

Blender alone opens the composed .blend and renders the same frames to the same kind of video: its time for
that, without start-up, is the lower bound.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ALONE = """
import sys, time
import bpy
from interact_addon.blender import compat
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
scene = bpy.context.scene
output = compat.video_output(scene.render)
output.__enter__()
video = scene.render.ffmpeg
video.format, video.codec, video.constant_rate_factor, video.ffmpeg_preset = "MKV", "H264", "HIGH", "GOOD"
video.audio_codec, video.gopsize = "NONE", 30
scene.render.filepath, scene.render.use_file_extension = sys.argv[2], False
scene.frame_start, scene.frame_end = map(int, sys.argv[3:5])
start = time.perf_counter()
bpy.ops.render.render(animation=True)
open(sys.argv[5], "w").write(str(time.perf_counter() - start))
"""


def main(root: str, key: str, frames: int, size: str) -> None:
    interact = [sys.executable, "-m", "interact_addon"]
    first, last = 1, frames
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        blend = here / "scene.blend"
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        scene = [key, "--dataset", root, "--size", size]
        subprocess.run([*interact, "compose", *scene, "--save", str(blend)], **quiet)
        alone, ours = [], []
        for _ in range(2):
            result = here / "seconds"
            words = [str(blend), str(here / "alone.mkv"), str(first), str(last), str(result)]
            subprocess.run([sys.executable, "-c", ALONE, *words], **quiet)
            alone.append(float(result.read_text()))
            start = time.perf_counter()
            words = ["render", *scene, "--out", str(here), "--frames", f"{first}-{last}", "--json"]
            done = subprocess.run([*interact, *words], capture_output=True, text=True, check=True)
            ours.append((time.perf_counter() - start, json.loads(done.stdout)["scenes"][0]["seconds"]))
    total, steps = min(ours, key=lambda run: run[0])
    startup = total - sum(steps.values())
    print(f"{key}: {frames} frames at {size}")
    print(f"  Blender alone, rendering only   {min(alone):7.2f} s")
    print(f"  interact render, all of it      {total:7.2f} s   {steps}, start-up {startup:.2f}")
    print(f"  without start-up, ratio         {(total - startup) / min(alone):7.3f}")


if __name__ == "__main__":
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    main(sys.argv[1], sys.argv[2], count, sys.argv[4] if len(sys.argv) > 4 else "640x360")
