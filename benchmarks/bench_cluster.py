# SPDX-License-Identifier: GPL-3.0-or-later
"""InterAct through 64 Slurm tasks: the tail and the idle share, in the job's order and longest first.

    ./interact python benchmarks/bench_cluster.py
    ./interact python benchmarks/bench_cluster.py --slurm --kind final --faster 100

Without ``--slurm`` by the clock of the estimate's own schedule, for ten orders of the job. With it a real
Slurm of 64 nodes' worth of cores is started here, in a folder of its own; it gets the script of ``interact
submit`` for a list of 241 tasks, whose program is a stub that waits as long as the scene takes, divided by
``--faster``, and notes when it began and ended. So order, chunks and the script are ours and Slurm is real;
nothing is rendered, and what a node takes to start Python is in the scenes' seconds only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "farm"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from cluster import program, slurm_cluster, why_not

from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.costs.scene_cost import Child, PlannedScene
from interact_addon.core.rendering.costs.schedule import scheduled
from interact_addon.core.rendering.farms import JobManifest, ManifestTask
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
        how: ``virtual`` or ``slurm``.
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
    stub = here / "stub.sh"
    stub.write_text(STUB)
    stub.chmod(0o755)
    options = SlurmOptions(args.per_task, parallel=args.machines, memory="10M", cpus=1)
    script = job.folder / "job.sbatch"
    script.write_text(sbatch_script(job, options, [str(stub)]))
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
    return measured(kind, order, args, spans, seconds)


def _scenes(indices: str) -> int:
    first, last = indices.split("-")
    return int(last) - int(first) + 1


def measured(
    kind: Kind,
    order: str,
    args: argparse.Namespace,
    spans: Sequence[tuple[float, float]],
    seconds: Sequence[float],
) -> Row:
    """Return what the tasks' beginnings and ends say, in the seconds of before ``--faster``."""
    first, last = spans[0][0], max(end for _, end in spans)
    took, busy = last - first, sum(end - began for began, end in spans)
    # A machine has nothing more to do once it has ended a task and no task begins afterwards.
    latest = max(began for began, _ in spans)
    tail = last - min((end for _, end in spans if end >= latest), default=last)
    least = max(max(seconds), sum(seconds) / args.machines)
    scaled = (each * args.faster for each in (took, tail))
    idle = 1.0 - busy / (args.machines * took)
    return Row(kind.pictures, "slurm", order, args.per_task, *scaled, idle, least * args.faster)


def main() -> None:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--machines", type=int, default=64, help="tasks at a time (default: %(default)s)")
    parser.add_argument("--spread", type=float, default=SPREAD, help="of the scenes' lengths (%(default)s)")
    parser.add_argument("--slurm", action="store_true", help="also through a real Slurm, as root")
    parser.add_argument("--kind", default="final", help="what goes through it (default: %(default)s)")
    parser.add_argument("--per-task", type=int, default=1, help="scenes in a task of it (%(default)s)")
    parser.add_argument("--faster", type=float, default=60.0, help="than in truth (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the job's order there")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON instead")
    args = parser.parse_args()
    rows: list[Row] = []

    def add(row: Row) -> None:
        rows.append(row)
        if not args.json:
            print(row.text(), flush=True)

    if not args.json:
        print(
            f"241 scenes, 434,000 frames, {args.machines} tasks at a time; no order beats 1.000 of the bound"
        )
        print(f"{'':<37}{'':<9}{'order':<9}{'a task':>8}{'time':>13}{'tail':>13}{'idle':>8}{'bound':>8}")
    for kind in KINDS:
        for order in ORDERS:
            add(virtual(kind, order, args.machines, args.spread))
    if args.slurm:
        if (reason := why_not()) is not None:
            raise SystemExit(f"no Slurm: {reason}")
        kind = next(each for each in KINDS if args.kind in each.pictures)
        with tempfile.TemporaryDirectory(prefix="interact-cluster-") as folder:
            here = Path(folder)
            here.chmod(0o755)
            with slurm_cluster(here / "slurm", cores=(args.machines + 1) // 2) as environment:
                for order in ORDERS:
                    add(through_slurm(kind, order, args, here / order, environment))
    if args.json:
        print(json.dumps([row.__dict__ for row in rows], indent=1))


if __name__ == "__main__":
    main()
