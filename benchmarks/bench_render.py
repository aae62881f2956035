# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact render`` against Blender alone, part by part, by turns in one run.

    ./interact python benchmarks/bench_render.py DATASET KEY [--frames 120] [--size 640x360] [--preset NAME]

Blender alone opens the composed .blend and renders the same frames to the same kind of video: what it takes
for a frame is the lower bound, and what it takes until its first frame is what a start costs at least. Each
of our renders has an output folder of its own, so that it does all of its work.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from side_by_side.renders import Rendered, render, run_quietly
from side_by_side.samples import Cost, alternate, benchmark_parser, show, timed

ALONE = """
import os, sys, time
def now():
    used = os.times()
    return [time.perf_counter(), used.user + used.system]
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
marks = []
bpy.app.handlers.render_post.append(lambda *_: marks.append(now()))
bpy.ops.render.render(animation=True)
import json
print(json.dumps([marks[0], marks[-1], len(marks)]), file=open(sys.argv[5], "w"))
os._exit(0)  # as our child ends
"""


def alone(blend: Path, here: Path, first: int, last: int) -> dict[str, Cost]:
    """Render the frames with Blender alone, and return what a frame and the rest took."""
    result = here / "marks.json"
    words = [str(blend), str(here / "alone.mkv"), str(first), str(last), str(result)]
    whole = timed(lambda: run_quietly([sys.executable, "-c", ALONE, *words]))
    (wall, cpu), (last_wall, last_cpu), frames = json.loads(result.read_text())
    if frames != last - first + 1:
        raise RuntimeError(f"Blender alone rendered {frames} frames")
    rest = Cost(last_wall - wall, last_cpu - cpu)
    return {
        "Blender alone: a frame": rest / (frames - 1),
        "Blender alone: until the first frame": Cost(whole.wall - rest.wall, max(0.0, whole.cpu - rest.cpu)),
    }


def parts(rendered: Rendered) -> dict[str, Cost]:
    return {
        "interact render: a frame": rendered.frame,
        "interact render: until the first frame": rendered.part("start", "prepare", "first"),
        "  its child's start": rendered.part("start"),
        "  composing": rendered.part("prepare"),
        "  the first frame": rendered.part("first"),
        "interact render: after the last frame": rendered.part("end"),
        "interact render: around its child": rendered.around,
        "interact render: all of it": rendered.whole,
    }


def main() -> None:
    parser = benchmark_parser(__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("key")
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--preset", default="preview")
    args = parser.parse_args()
    first, last = 1, args.frames
    options = ["--size", args.size, "--preset", args.preset]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        blend = here / "scene.blend"
        words = ["compose", args.key, "--dataset", str(args.dataset), *options, "--save", str(blend)]
        run_quietly([sys.executable, "-m", "interact_addon", *words])
        span = ["--frames", f"{first}-{last}"]
        samples = alternate(
            [
                lambda: alone(blend, here, first, last),
                lambda: parts(render(args.dataset, args.key, *options, *span)),
            ],
            args.rounds,
            warm_up=False,  # composing has filled our caches, and each is a new process
        )
    show(samples, f"{args.key}: {args.frames} frames at {args.size}, {args.preset}", as_json=args.json)


if __name__ == "__main__":
    main()
