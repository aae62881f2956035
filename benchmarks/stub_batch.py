# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch whose workers are no Blenders: each scene's movie is a text, made in a moment. For `kill_batch.py`.

`bench_cluster.py` gives its workers a file with the seconds of each scene.

./interact python benchmarks/stub_batch.py OUT SCENES SECONDS WORKERS
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

FRAMES = 10


def movie_text(name: str, ending: str) -> str:
    return f"{ending} of {name}\n" * 1000


def work(seconds: float | dict[str, float]) -> None:
    """Be the worker: each scene takes so many seconds, or as many as its name says."""
    for line in sys.stdin:
        order = json.loads(line)
        name = order["name"] or order["key"]
        each = seconds[name] if isinstance(seconds, dict) else seconds

        def tell(request: int = order["request"], **event: object) -> None:
            print(json.dumps({**event, "request": request}), flush=True)

        tell(event="start", frames=FRAMES)
        paths = []
        for folder, ending in (("body_renders_noaudio", "mkv"), ("body_renders", "mp4")):
            path = Path(order["out"]) / folder / f"{name}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            paths.append(path)
            path.write_text("half")
        for frame in range(1, FRAMES + 1):
            time.sleep(each / FRAMES)
            tell(event="frame", frame=frame)
        for path in paths:
            path.write_text(movie_text(name, path.suffix[1:]))
        report = {"key": order["key"], "movie": str(paths[1]), "video": str(paths[0]), "frames": FRAMES}
        report |= {"duration": 0.3, "error": None, "findings": [], "seconds": {"render": each}}
        tell(event="done", report=report, memory=1000, versions={"blender": "none"})


def coordinate(out: Path, scenes: int, seconds: float, workers: int) -> int:
    # only here: a worker is to start quickly
    from interact_addon.core.dataset import Performance, Scene
    from interact_addon.core.jobs.request import RenderRequest
    from interact_addon.core.rendering.batch import BatchOptions, Task, run_batch
    from interact_addon.core.rendering.batch.reports import write_reports

    tasks = []
    for number in range(scenes):
        source = Scene(f"20260101_{number:03d}", "20260101", number, (Performance("k", "001", "male"),))
        tasks.append(Task(RenderRequest(out.parent, source.key, out), source, FRAMES))
    command = [sys.executable, __file__, "--work", str(seconds)]
    result = run_batch(tasks, out, BatchOptions(workers=workers, retries=100), command=command)
    write_reports(result, out)
    return 0 if result.complete else 1


if __name__ == "__main__":
    if sys.argv[1] == "--work":
        of_names = sys.argv[2].endswith(".json")
        work(json.loads(Path(sys.argv[2]).read_text()) if of_names else float(sys.argv[2]))
    else:
        sys.exit(coordinate(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
