# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare a batch whose children and coordinator are killed repeatedly with an uninterrupted one.

    ./interact python benchmarks/kill_batch.py --kills 50 --scenes 12 --frames 12
    ./interact python benchmarks/kill_batch.py --kills 100 --coordinators 3 --stub

Every movie's frames must be those of the uninterrupted run, no complete scene may be rendered again, and no
stray file or process may remain. With ``--coordinators`` several work on one folder and are killed in turn;
with ``--stub`` the children are no Blenders (`stub_batch.py`), so that much happens in little time. The
result is JSON on standard output; the exit code is 1 if anything is wrong. Linux only: it searches for
processes in /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from stub_batch import FRAMES, movie_text

from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.video import find_ffmpeg, probe

KEY = "20260101_001"
CAMERAS = ("front", "side", "close_a", "close_b", "over_shoulder_a", "over_shoulder_b", "orbit")
MARK = "INTERACT_KILL_BATCH"
# Grey levels, on average over a picture. Once in some 200 times the threads of Blender's x264 encode the same
# pictures differently: by 0.08 where that was seen. One frame and the next are 1.3 apart at least.
ENCODER = 0.3


def write_job(path: Path, dataset: Path, scenes: int, frames: int, size: str) -> list[str]:
    names = [f"{n:03d}_{CAMERAS[n % len(CAMERAS)]}" for n in range(scenes)]
    lines = [f"dataset = {json.dumps(str(dataset))}", "[defaults]", f'size = "{size}"']
    for n, name in enumerate(names):
        first = 1 + (7 * n) % 60
        lines += [
            "[[scene]]",
            f'key = "{KEY}"',
            f'output = "{name}"',
            f'camera = "{CAMERAS[n % len(CAMERAS)]}"',
        ]
        lines.append(f'frames = "{first}-{first + frames - 1 + n % 3}"')
    path.write_text("\n".join(lines) + "\n")
    return names


def frames_of(movie: Path) -> NDArray[np.int16]:
    """Return a movie's decoded pictures, (F, pixels), in grey levels."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "grey"
        find_ffmpeg().run(["-i", str(movie), "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "gray", str(raw)])
        values = np.fromfile(raw, np.uint8).astype(np.int16)
    return values.reshape(probe(movie).frames, -1)


def same_frames(one: NDArray[np.int16], other: NDArray[np.int16]) -> bool:
    """Return whether all frames of one movie are those of another, but for what the encoder loses."""
    return one.shape == other.shape and bool((np.abs(one - other).mean(axis=1) <= ENCODER).all())


def marked(mark: str) -> list[int]:
    """Return the processes that this test has started, with all descendants."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdecimal() and int(place.name) != os.getpid():
            try:
                if f"{MARK}={mark}".encode() in (place / "environ").read_bytes():
                    found.append(int(place.name))
            except OSError:
                continue
    return found


def children(pid: int) -> list[int]:
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            try:
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(place.name))
    return found


class Watch:
    """Watch the records as they appear; a scene whose record changes was rendered twice."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.seen: dict[str, str] = {}
        self.twice: set[str] = set()

    def look(self) -> None:
        for path in (self.out / "body_renders").glob("*.json"):
            text = path.read_text()
            if self.seen.setdefault(path.stem, text) != text:
                self.twice.add(path.stem)


def strays(out: Path) -> list[str]:
    hidden = out / ".interact"
    left = [*hidden.glob("work/*"), *hidden.glob("locks/*"), *hidden.glob("segments/*/*")]
    left += [path for path in out.rglob("*") if ".part" in path.name]
    return [str(path.relative_to(out)) for path in left]


def commands_of(args: argparse.Namespace, here: Path) -> tuple[Callable[[Path], list[str]], list[str]]:
    """Return the command for an output folder, and the names of its scenes."""
    if args.stub:
        stub = [sys.executable, str(Path(__file__).with_name("stub_batch.py"))]
        numbers = [str(args.scenes), str(args.seconds), str(args.workers)]
        return lambda out: [*stub, str(out), *numbers], [f"20260101_{n:03d}" for n in range(args.scenes)]
    dataset = write_demo_dataset(here / "data").root
    job = here / "job.toml"
    names = write_job(job, dataset, args.scenes, args.frames, args.size)
    command = [sys.executable, "-m", "interact_addon", "render", str(job), "--quiet"]
    command += ["--workers", str(args.workers)]
    if args.segment_frames:
        command += ["--segment-frames", str(args.segment_frames)]
    return lambda out: [*command, "--out", str(out)], names


def as_made(out: Path, name: str) -> bool:
    """Return whether a stub's files are whole."""
    paths = out / "body_renders" / f"{name}.mp4", out / "body_renders_noaudio" / f"{name}.mkv"
    return all(path.is_file() and path.read_text() == movie_text(name, path.suffix[1:]) for path in paths)


def storm(
    start: Callable[[], subprocess.Popen[str]],
    args: argparse.Namespace,
    chance: random.Random,
    watch: Watch,
    killed: dict[str, int],
) -> tuple[int, list[int]]:
    """Run coordinators on one folder and kill them and their children, until all end by themselves.

    Returns:
        How many were started, and the exit codes of the last ones.
    """
    running = [start() for _ in range(args.coordinators)]
    runs = len(running)
    until = time.monotonic() + chance.uniform(0.2, args.longest)
    while True:
        time.sleep(0.05)
        watch.look()
        for place, process in enumerate(running):
            if process.poll() not in (None, 0) and runs <= 10 * args.kills + 10:
                process.communicate()
                running[place] = start()
                runs += 1
        alive = [process for process in running if process.poll() is None]
        if not alive:
            break
        if time.monotonic() < until or sum(killed.values()) >= args.kills:
            continue
        until = time.monotonic() + chance.uniform(0.2, args.longest)
        process = chance.choice(alive)
        what = chance.choice(("child", "child", "coordinator", "both"))
        victims = children(process.pid) if what != "coordinator" else []
        victims = victims[:1] if what == "child" else [*victims, process.pid]
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed[what] += bool(victims)
    watch.look()
    for process in running:
        process.communicate()
    return runs, [process.returncode for process in running]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--scenes", type=int, default=6)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--size", default="64x36")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--segment-frames", type=int)
    parser.add_argument("--coordinators", type=int, default=1, help="at the same time, on one folder")
    parser.add_argument("--stub", action="store_true", help="without Blender: children that make texts")
    parser.add_argument("--seconds", type=float, default=1.0, help="that a stub takes for a scene")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=6.0, help="seconds between kills, at most")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    mark = uuid.uuid4().hex
    environment = {**os.environ, MARK: mark}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        command, names = commands_of(args, here)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "env": environment}
        began = time.monotonic()
        first = subprocess.run(command(here / "calm"), check=False, **quiet)
        if first.returncode:
            sys.exit(f"the undisturbed run failed: {first.stderr}")
        calm = time.monotonic() - began
        out = here / "stormy"
        watch = Watch(out)
        killed = {"child": 0, "coordinator": 0, "both": 0}
        began = time.monotonic()
        runs, codes = storm(lambda: subprocess.Popen(command(out), **quiet), args, chance, watch, killed)
        stormy = time.monotonic() - began
        deadline = time.monotonic() + 10
        while (orphans := marked(mark)) and time.monotonic() < deadline:
            time.sleep(0.2)
        if args.stub:
            differ = [name for name in names if not as_made(out, name)]
            frames = FRAMES * len(names)
        else:
            movies = {
                name: [frames_of(run / "body_renders" / f"{name}.mp4") for run in (here / "calm", out)]
                for name in names
            }
            differ = [name for name, (one, other) in movies.items() if not same_frames(one, other)]
            frames = sum(len(other) for _, other in movies.values())
        result = {
            "scenes": len(names),
            "frames": frames,
            "coordinators": args.coordinators,
            "kills": killed,
            "runs": runs,
            "exit_code": max(codes),
            "different_frames": differ,
            "done_twice": sorted(watch.twice),
            "stray_files": strays(out),
            "stray_processes": orphans,
            "calm_seconds": round(calm, 1),
            "stormy_seconds": round(stormy, 1),
        }
    print(json.dumps(result, indent=1))
    wrong = differ or watch.twice or result["stray_files"] or orphans or result["exit_code"]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
