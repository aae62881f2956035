# SPDX-License-Identifier: GPL-3.0-or-later
"""Large datasets and batches: listing, check, submission, status and report, with CPU time and memory.

    ./interact python benchmarks/bench_scale.py
    ./interact python benchmarks/bench_scale.py --listed 2500 --checked 2000 --reported 500 --keep /tmp/large

The dataset is made of the demo: ``--variants`` different pairs of bodies, faces and voices of 30 to 120
frames, which lie under many keys as hard links. So the disk's own speed is not measured, but every scene is:
what the program remembers of a scene it remembers by its own paths. Movies are made up: what is measured is
what the program does with them, not rendering.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import wave
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.rendering.farms import list_manifests
from interact_addon.core.rendering.results.inputs import Hashes, read_inputs
from interact_addon.core.rendering.results.layout import Layout

_SCENARIOS = 100
_JPEG = 2200  # bytes of a thumbnail, as measured on movies of the demo


@dataclass(frozen=True)
class Row:
    """One measured command."""

    what: str
    count: int
    wall: float
    cpu: float
    memory: int
    more: str = ""

    def text(self) -> str:
        """A line of the table."""
        size = f"{self.count:,}"
        return (
            f"{self.what:<34}{size:>8}{self.wall:>9.1f} s{self.cpu:>9.1f} s{self.memory / 2**20:>8.0f} MiB"
            f"  {self.more}"
        )


def measured(what: str, count: int, command: list[str], log: Path, environment: dict[str, str]) -> Row:
    """Run ``interact`` with a command, and measure it with all that it starts."""
    began = time.monotonic()
    with log.open("wb") as sink:
        child = subprocess.Popen(
            [sys.executable, "-m", "interact_addon", *command],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        _, code, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(code)
    wall = time.monotonic() - began
    row = Row(
        what,
        count,
        wall,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * 1024,
        f"exit {child.returncode}" if child.returncode else "",
    )
    print(row.text(), flush=True)
    return row


def write_dataset(root: Path, scenes: int, variants: int) -> list[str]:
    """Write a dataset in InterAct's layout; return the keys of its scenes."""
    pool = root.parent / "pool"
    write_demo_dataset(pool / "demo")
    made = [write_variant(pool, number) for number in range(variants)]
    folders = ("bvhs", "face_arkit", "wav")
    for folder in folders:
        (root / folder).mkdir(parents=True)
    keys = []
    days: dict[str, tuple[str, str]] = {}
    for number in range(scenes):
        day, scenario = divmod(number, _SCENARIOS)
        date = f"{2001 + day // 300:04d}{1 + day % 12:02d}{1 + (day % 300) // 12:02d}"
        actors = days.setdefault(date, (f"{1 + 2 * (day % 20):03d}", f"{2 + 2 * (day % 20):03d}"))
        keys.append(f"{date}_{scenario:03d}")
        for who, actor in enumerate(actors):
            for folder, path in zip(folders, made[number % variants][who], strict=True):
                os.link(path, root / folder / f"{date}_{actor}_{scenario:03d}{path.suffix}")
    with closing(sqlite3.connect(root / "actors.db")) as actors_db, actors_db:
        actors_db.execute("CREATE TABLE actors (actor_id TEXT PRIMARY KEY, gender TEXT NOT NULL)")
        actors_db.execute("CREATE TABLE sessions (date TEXT PRIMARY KEY, male_id TEXT, female_id TEXT)")
        sexes = {
            actor: sex for pair in days.values() for actor, sex in zip(pair, ("male", "female"), strict=True)
        }
        actors_db.executemany("INSERT INTO actors VALUES (?, ?)", sexes.items())
        actors_db.executemany(
            "INSERT INTO sessions VALUES (?, ?, ?)", [(d, *pair) for d, pair in days.items()]
        )
    with closing(sqlite3.connect(root / "scenarios.db")) as texts, texts:
        texts.execute("CREATE TABLE relationships (id INTEGER PRIMARY KEY, name VARCHAR)")
        texts.execute("CREATE TABLE emotions (id INTEGER PRIMARY KEY, name VARCHAR)")
        texts.execute(
            "CREATE TABLE scenarios (id INTEGER PRIMARY KEY, relationship_id INTEGER, "
            "primary_emotion_id INTEGER, character_setup TEXT, scenario TEXT)"
        )
        texts.executemany("INSERT INTO relationships VALUES (?, ?)", [(1, "old friends"), (2, "colleagues")])
        texts.executemany("INSERT INTO emotions VALUES (?, ?)", [(1, "joy"), (2, "anger"), (3, "fear")])
        rows = [(n, 1 + n % 2, 1 + n % 3, f"Two people, {n}.", f"They meet, {n}.") for n in range(_SCENARIOS)]
        texts.executemany("INSERT INTO scenarios VALUES (?, ?, ?, ?, ?)", rows)
    return sorted(keys)


def write_variant(pool: Path, number: int) -> list[list[Path]]:
    """Write two performances of the demo from another moment on and of another length; return their files."""
    random = np.random.default_rng(number)
    frames = int(random.integers(30, 121))
    first = int(random.integers(0, 121 - frames))
    rows = slice(first, first + frames)
    files = []
    for who, stem in enumerate(("20260101_001_001", "20260101_002_001")):
        paths = [pool / f"{number}_{who}{suffix}" for suffix in (".bvh", ".npy", ".wav")]
        lines = (pool / "demo/bvhs" / f"{stem}.bvh").read_text().splitlines()
        head = next(at for at, line in enumerate(lines) if line.startswith("Frames"))
        body = [lines[head].split(":")[0] + f": {frames}", lines[head + 1], *lines[head + 2 :][rows]]
        paths[0].write_text("\n".join(lines[:head] + body) + "\n")
        np.save(paths[1], np.load(pool / "demo/face_arkit" / f"{stem}.npy")[rows])
        with (
            wave.open(str(pool / "demo/wav" / f"{stem}.wav")) as voice,
            wave.open(str(paths[2]), "wb") as cut,
        ):
            cut.setparams(voice.getparams())
            each = voice.getframerate() // 30
            voice.setpos(first * each)
            cut.writeframes(voice.readframes(frames * each))
        files.append(paths)
    return files


def make_results(out: Path) -> None:
    """Write what a batch leaves for each task that was submitted: movie, video, thumbnail and record."""
    layout = Layout(out.absolute())
    hashes = Hashes(layout.hashes)
    jpeg = os.urandom(_JPEG)
    for folder in ("body_renders", "body_renders_noaudio", ".interact/thumbnails"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for job in list_manifests(out):
        for task in job.thaw(range(len(job.tasks))):
            inputs = read_inputs(task.source, task.request, hashes)
            entries = {}
            for role, path in (("movie", layout.movie(task.name)), ("video", layout.video(task.name))):
                path.write_bytes(b"movie")
                status = path.stat()
                entries[role] = {
                    "file": path.name,
                    "size": status.st_size,
                    "mtime_ns": status.st_mtime_ns,
                    "sha256": "0" * 64,
                }
                if role == "movie":
                    layout.thumbnail(task.name, format(status.st_mtime_ns, "x")).write_bytes(jpeg)
            values = {
                "format": 1,
                "key": task.request.key,
                "name": task.name,
                "fingerprint": inputs.fingerprint,
                "inputs": inputs.as_dicts(),
                "options": inputs.options,
                "versions": {},
                "frames": task.frames,
                "duration": task.frames / 30,
                "seconds": {"compose": 3.0, "render": 0.3 * task.frames},
                "findings": [],
                "motion": dict.fromkeys(task.source.actor_ids, "capture"),
                "attempts": 1,
                **entries,
            }
            layout.record(task.name).write_text(json.dumps(values, indent=1))
    hashes.save()


def main() -> None:
    """Make the data, run the commands, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listed", type=int, default=25_000, help="scenes of the dataset")
    parser.add_argument("--checked", type=int, default=20_000, help="scenes that are checked and submitted")
    parser.add_argument("--reported", type=int, default=5_000, help="scenes in the report")
    parser.add_argument("--variants", type=int, default=200, help="different pairs of bodies, faces, voices")
    parser.add_argument("--keep", type=Path, help="keep the data here, and use what is there")
    parser.add_argument("--only", nargs="*", help="list, json, new, fast, check, submit, status, report")
    parser.add_argument("--json", type=Path, help="write the table here, too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="interact-scale-") as temporary:
        measure(args, args.keep or Path(temporary))


def measure(args: argparse.Namespace, here: Path) -> None:
    """Run the commands in a folder."""
    root = here / "data"
    if not root.exists():
        began = time.monotonic()
        root.mkdir(parents=True)
        write_dataset(root, args.listed, args.variants)
        print(f"the data were made in {time.monotonic() - began:.0f} s")
    keys = sorted({f"{path.name[:8]}_{path.name[13:16]}" for path in (root / "wav").iterdir()})
    environment = {**os.environ, "INTERACT_CACHE": str(here / "cache"), "COLUMNS": "200"}
    shutil.rmtree(here / "cache", ignore_errors=True)
    logs = here / "logs"
    logs.mkdir(exist_ok=True)
    rows: list[Row] = []

    def run(name: str, what: str, count: int, *command: str) -> None:
        if args.only is None or name in args.only:
            rows.append(measured(what, count, list(command), logs / f"{len(rows)}-{name}.log", environment))

    def job(count: int) -> Path:
        path = here / f"job-{count}.txt"
        path.write_text("\n".join(keys[:count]) + "\n")
        return path

    print(f"{'':<34}{'scenes':>8}{'wall':>11}{'CPU':>11}{'memory':>12}")
    dataset = ("--dataset", str(root))
    checked = str(job(args.checked))
    out, small = here / "out", here / "small"
    for folder in (out, small):
        if args.only is None or {"submit", "report"} & set(args.only):
            shutil.rmtree(folder, ignore_errors=True)
    run("list", "scenes", args.listed, "scenes", *dataset)
    run("json", "scenes --json", args.listed, "scenes", *dataset, "--json")
    run("new", "job new", args.listed, "job", "new", *dataset, "--out", str(here / "new.toml"))
    run("fast", "job check --fast", args.checked, "job", "check", checked, *dataset, "--fast")
    run("check", "job check, for the first time", args.checked, "job", "check", checked, *dataset)
    run("check", "job check, again", args.checked, "job", "check", checked, *dataset)
    # Where the check is left out, what is submitted is not read whole either.
    how = () if args.only is None or "check" in args.only else ("--fast",)
    send = (*dataset, *how, "--to", "openjd", "--out")
    run("submit", " ".join(("submit", *how)), args.checked, "submit", checked, *send, str(out))
    if args.only is None or "status" in args.only:
        make_results(out)
        size = sum(path.stat().st_size for path in (out / ".interact/farm").rglob("*") if path.is_file())
        print(f"{'the list of tasks and scripts':<34}{args.checked:>8,}{size / 2**20:>9.1f} MiB")
    run("status", "status", args.checked, "status", str(out))
    if args.only is None or "report" in args.only:
        log = logs / "small.log"
        command = ["submit", str(job(args.reported)), *send, str(small)]
        measured("submit (for the report)", args.reported, command, log, environment)
        make_results(small)
        run("report", "status --report", args.reported, "status", str(small), "--report")
        size = (small / "report.html").stat().st_size
        print(f"{'report.html':<34}{args.reported:>8,}{size / 1e6:>9.2f} MB")
    if args.json is not None:
        args.json.write_text(json.dumps([row.__dict__ for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
