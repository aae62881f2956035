# SPDX-License-Identifier: GPL-3.0-or-later
"""InterAct through 64 Slurm tasks: the tail and the idle share, in the job's order and longest first.

    ./interact python benchmarks/bench_cluster.py
    ./interact python benchmarks/bench_cluster.py --workers 8
    ./interact python benchmarks/bench_cluster.py --slurm --kind "8 samples"
    ./interact python benchmarks/bench_cluster.py --slurm --whole --kind "8 samples" --faster 20

At first by the clock of the estimate's own schedule, medians of ten orders of the job; no Blender runs.

With ``--workers`` through a batch on this machine, whose workers are those of `stub_batch.py`: they wait as
long as a scene takes, divided by ``--faster``, and their movies are texts.

With ``--slurm`` a real Slurm with so many cores is started here, in a folder of its own. It gets the script
of ``interact submit`` for a list of 241 tasks, whose program only waits and notes when it began and ended.
With ``--whole`` the program is `interact run-tasks` but for the workers, which are those of `stub_batch.py`:
so many batches at a time claim and deliver scenes in one folder. Each takes a second of processor time to
start, for which 64 wait on two cores: the truer the less is ``--faster``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "farm"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from cluster import program, slurm_cluster, why_not
from side_by_side.samples import Cost, Samples, benchmark_parser, processor_seconds, show

from interact_addon.core.dataset import Performance, Scene
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.batch import BatchOptions, Task, run_batch
from interact_addon.core.rendering.costs.scene_cost import Child, PlannedScene
from interact_addon.core.rendering.costs.schedule import scheduled
from interact_addon.core.rendering.farms import JobManifest, ManifestTask, parse_indices, read_manifest
from interact_addon.core.rendering.farms.slurm import SlurmOptions, sbatch_script
from tools.scale_table import KINDS, SPREAD, Kind, interact_scenes

SEEDS = range(10)
ORDERS = ("job", "longest")
STUB = """\
#!/bin/bash
# As interact: run-tasks LIST --workers N --indices FIRST-LAST
indices="${@: -1}"
began=$(date +%s.%N)
sleep "$(awk -v first="${indices%-*}" -v last="${indices#*-}" \\
    'NR > first && NR <= last + 1 { s += $1 } END { print s }' "$(dirname "$2")/seconds.txt")"
echo "$began $(date +%s.%N) $indices" >> "$(dirname "$2")/took-$SLURM_ARRAY_TASK_ID.txt"
"""


@dataclass(frozen=True)
class Row:
    """How a job went.

    Attributes:
        kind: The pictures.
        how: ``virtual``, ``batch``, ``slurm`` or ``whole``.
        order: ``job`` or ``longest``.
        per_task: Scenes in a task.
        seconds: From the first beginning to the last end.
        tail: From when the first machine has nothing more to do to the end.
        idle: The share of the machines' time in which they have nothing to do.
        least: Seconds that no order can beat.
    """

    kind: str
    how: str
    order: str
    per_task: int
    seconds: float
    tail: float
    idle: float
    least: float

    def text(self) -> str:
        """A line of the table."""
        return (
            f"{self.kind:<37}{self.how:<9}{self.order:<9}{self.per_task:>8}{self.seconds / 60:>9.1f} min"
            f"{self.tail / 60:>9.1f} min{self.idle:>8.1%}{self.seconds / self.least:>8.3f}"
        )


def seconds_of(scene: PlannedScene) -> float:
    """Return what a scene takes in a Blender of its own, as farms have it."""
    return Child().stages(scene).all


def virtual(kind: Kind, order: str, machines: int, spread: float) -> Row:
    """Return the median of ten jobs whose scenes come in other orders."""
    rows = []
    for seed in SEEDS:
        scenes = interact_scenes(kind, seed, spread)
        found = scheduled(scenes, machines, 1, kind.cores, recycle=1, longest_first=order == "longest")
        rows.append((found.seconds, found.tail, found.idle, max(found.longest, found.busy / machines)))
    return Row(kind.pictures, "virtual", order, 1, *(median(values) for values in zip(*rows, strict=True)))


def job_of(scenes: Sequence[PlannedScene], out: Path, order: str) -> JobManifest:
    """Return a list of tasks that nobody renders."""
    options = MovieOptions()
    tasks = tuple(
        ManifestTask(
            RenderRequest(out, f"20231119_{number:03d}", out, options), scene.frames, seconds_of(scene), True
        )
        for number, scene in enumerate(scenes)
    )
    return JobManifest(order, "2026-12-01T00:00:00+00:00", "InterAct", out, tasks, batch={"order": order})


def task_of(request: RenderRequest, frames: int) -> Task:
    """Return a task whose scene has no files."""
    return Task(request, Scene(request.key, "20231119", 0, (Performance("k", "001", "male"),)), frames)


def stub_worker(seconds: Path) -> list[str]:
    """Return the command of a worker that waits."""
    return [sys.executable, str(Path(__file__).with_name("stub_batch.py")), "--work", str(seconds)]


def through_batch(kind: Kind, order: str, args: argparse.Namespace, here: Path) -> Row:
    """Run the job as one batch on this machine."""
    scenes = interact_scenes(kind, args.seed, args.spread)
    job = job_of(scenes, here / "out", order)
    here.mkdir()
    seconds = {task.name: task.seconds / args.faster for task in job.tasks}
    (here / "seconds.json").write_text(json.dumps(seconds))
    heard: dict[str, list[float]] = {}

    def listen(event: dict[str, object]) -> None:
        if event["event"] in ("begin", "scene"):
            heard.setdefault(str(event["name"]), []).append(time.time())

    tasks = [task_of(task.request, task.frames) for task in job.tasks]
    options = BatchOptions(workers=args.workers, order=order, retries=0)
    result = run_batch(tasks, job.out, options, listener=listen, command=stub_worker(here / "seconds.json"))
    if not result.complete:
        raise SystemExit(f"not all scenes were delivered: {result.counts}")
    spans = sorted((began, ended) for began, ended in heard.values())
    return measured(kind, "batch", order, args, args.workers, spans, list(seconds.values()))


def run_tasks(words: Sequence[str]) -> int:
    """Be the program of a Slurm task, as ``interact run-tasks LIST --workers 1 --indices A-B`` is."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    began = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / os.sysconf("SC_CLK_TCK")
    job = read_manifest(Path(words[0]))
    found = [job.tasks[index] for index in parse_indices(words[-1], len(job.tasks))]
    tasks = [task_of(task.request, task.frames) for task in found]
    worker = stub_worker(job.folder / "seconds.json")
    result = run_batch(tasks, job.out, job.batch_options(1), command=worker)
    took = job.folder / f"took-{os.environ['SLURM_ARRAY_TASK_ID']}.txt"
    took.write_text(f"{began} {time.time()} {words[-1]}\n")
    return 0 if result.complete and result.counts["done"] == len(tasks) else 1


def through_slurm(
    kind: Kind, order: str, args: argparse.Namespace, here: Path, environment: dict[str, str]
) -> Row:
    """Send the job through Slurm and wait for it."""
    scenes = interact_scenes(kind, args.seed, args.spread)
    job = job_of(scenes, here / "out", order).arranged(args.per_task)
    job.write()
    job.logs.mkdir(parents=True)
    seconds = [task.seconds / args.faster for task in job.tasks]
    (job.folder / "seconds.txt").write_text("".join(f"{each:.3f}\n" for each in seconds))
    named = {task.name: each for task, each in zip(job.tasks, seconds, strict=True)}
    (job.folder / "seconds.json").write_text(json.dumps(named))
    stub = here / "stub.sh"
    stub.write_text(STUB)
    stub.chmod(0o755)
    options = SlurmOptions(args.per_task, parallel=args.machines, memory="10M", cpus=1)
    script = job.folder / "job.sbatch"
    renderer = [sys.executable, str(Path(__file__).resolve())] if args.whole else [str(stub)]
    script.write_text(sbatch_script(job, options, renderer))
    done = subprocess.run(
        [str(program("sbatch")), "--parsable", str(script)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    number = done.stdout.strip()
    queue = [str(program("squeue")), "--jobs", number, "--noheader"]
    while subprocess.run(queue, env=environment, capture_output=True, text=True, check=False).stdout:
        time.sleep(1.0)
    lines = [path.read_text().split() for path in job.folder.glob("took-*.txt")]
    if sum(_scenes(line[2]) for line in lines) < len(scenes):
        raise SystemExit(f"only {len(lines)} tasks came back; see {job.logs}")
    spans = sorted((float(line[0]), float(line[1])) for line in lines)
    if args.whole:
        records = list((job.out / "body_renders").glob("*.json"))
        tries = [json.loads(record.read_text())["attempts"] for record in records]
        if len(tries) < len(scenes) or set(tries) != {1}:
            raise SystemExit(f"{len(tries)} scenes are delivered, after {sorted(set(tries))} attempts")
    how = "whole" if args.whole else "slurm"
    return measured(kind, how, order, args, args.machines, spans, seconds)


def _scenes(indices: str) -> int:
    first, last = indices.split("-")
    return int(last) - int(first) + 1


def measured(
    kind: Kind,
    how: str,
    order: str,
    args: argparse.Namespace,
    machines: int,
    spans: Sequence[tuple[float, float]],
    seconds: Sequence[float],
) -> Row:
    """Return what the tasks' beginnings and ends say, in the seconds of before ``--faster``."""
    first, last = spans[0][0], max(end for _, end in spans)
    took, busy = last - first, sum(end - began for began, end in spans)
    # A machine has nothing more to do once it has ended a task and no task begins afterwards.
    latest = max(began for began, _ in spans)
    tail = last - min((end for _, end in spans if end >= latest), default=last)
    least = max(max(seconds), sum(seconds) / machines)
    scaled = (each * args.faster for each in (took, tail))
    idle = 1.0 - busy / (machines * took)
    return Row(kind.pictures, how, order, args.per_task, *scaled, idle, least * args.faster)


def main() -> None:
    """Run, and print the table."""
    if sys.argv[1:2] == ["run-tasks"]:
        sys.exit(run_tasks(sys.argv[2:]))
    parser = benchmark_parser(__doc__)
    parser.add_argument("--machines", type=int, default=64, help="tasks at a time (default: %(default)s)")
    parser.add_argument("--spread", type=float, default=SPREAD, help="of the scenes' lengths (%(default)s)")
    parser.add_argument("--slurm", action="store_true", help="also through a real Slurm, as root")
    parser.add_argument("--whole", action="store_true", help="with batches in its tasks")
    parser.add_argument("--workers", type=int, help="also through a batch with so many workers")
    parser.add_argument("--orders", nargs="+", default=ORDERS, choices=ORDERS, help="of what is run")
    parser.add_argument("--kind", default="final", help="what is run (default: %(default)s)")
    parser.add_argument("--per-task", type=int, default=1, help="scenes in a task of it (%(default)s)")
    parser.add_argument("--faster", type=float, default=60.0, help="than in truth (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the job's order there")
    args = parser.parse_args()
    kind = next(each for each in KINDS if args.kind in each.pictures)
    samples: Samples = {}

    def add(run: Callable[[], Row]) -> None:
        before = processor_seconds()
        row = run()
        if row.kind == kind.pictures:
            cost = Cost(row.tail, processor_seconds() - before)
            samples[f"{row.how}: tail, {row.order}"] = [cost]
        if not args.json:
            print(row.text(), flush=True)

    if not args.json:
        print(
            f"241 scenes, 434,000 frames, {args.machines} tasks at a time; no order beats 1.000 of the bound"
        )
        print(f"{'':<37}{'':<9}{'order':<9}{'a task':>8}{'time':>13}{'tail':>13}{'idle':>8}{'bound':>8}")
    for each in KINDS:
        for order in ORDERS:
            add(partial(virtual, each, order, args.machines, args.spread))
    if args.workers is not None:
        with tempfile.TemporaryDirectory(prefix="interact-cluster-") as folder:
            for order in args.orders:
                add(partial(through_batch, kind, order, args, Path(folder) / order))
    if args.slurm:
        if (reason := why_not()) is not None:
            raise SystemExit(f"no Slurm: {reason}")
        with tempfile.TemporaryDirectory(prefix="interact-cluster-") as folder:
            here = Path(folder)
            here.chmod(0o755)
            with slurm_cluster(here / "slurm", cores=(args.machines + 1) // 2) as environment:
                for order in args.orders:
                    add(partial(through_slurm, kind, order, args, here / order, environment))
    if args.json:
        show(samples, "", as_json=True)


if __name__ == "__main__":
    main()
