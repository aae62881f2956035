# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates against the truth: one probe of each preset, then a batch of 12 mixed scenes in one child.

    ./interact python benchmarks/bench_estimates.py DATASET --clock cpu

Everything is measured by the wall clock and in processor time of the child; the time left is followed by the
chosen clock. On a machine that others use only ``cpu`` says anything. With ``--cold`` the batch begins with
an empty cache folder, so that all people are made once more; else they are there.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.cache_folder import ENVIRONMENT
from interact_addon.core.jobs import JobEntry, JobOptions
from interact_addon.core.options.batch import BatchOptions
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.batch import Coordinator, outcomes, plan_tasks
from interact_addon.core.rendering.batch.estimate import Calibration
from interact_addon.core.rendering.batch.progress import Progress
from interact_addon.core.rendering.costs.machine import this_machine
from interact_addon.core.rendering.costs.model import CostModel
from interact_addon.core.rendering.costs.probe import ProbeScene, probe, probes_needed
from interact_addon.core.rendering.costs.scene_cost import Child, PlannedScene
from interact_addon.core.rendering.results.record import read_record

PRESETS = (("preview", 160, 90, None), ("final", 64, 36, 1), ("pathtraced", 96, 54, 4))


class ChildClock:
    """The processor time of this process's children, those that have ended too; Linux only."""

    def __init__(self) -> None:
        self._tick = os.sysconf("SC_CLK_TCK")
        self._living: dict[int, float] = {}

    def __call__(self) -> float:
        mine = str(os.getpid())
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if words[1] == mine:  # user, system, and of its own children that have ended
                self._living[int(stat.parent.name)] = sum(map(int, words[11:15])) / self._tick
        return sum(self._living.values())


def tasks_for(dataset: Path, out: Path, count: int) -> list[Any]:
    keys = [scene.key for scene in Dataset.open(dataset).scenes()]
    entries = []
    for number in range(count):
        preset, width, height, samples = PRESETS[number % len(PRESETS)]
        more = number * 7 % 4  # a few frames more in some; EEVEE takes 10 s for each without a graphics card
        frames = FrameRange(
            20, 21 + {"preview": 3 * more + 4, "final": more % 2, "pathtraced": more + 2}[preset]
        )
        options = JobOptions(preset=preset, size=(width, height), samples=samples, frames=frames)
        key = keys[(number // len(PRESETS) + number) % len(keys)]
        entries.append(JobEntry(key, output=f"{number:02d}-{preset}", options=options))
    base = MovieOptions(ComposeOptions(picture=PictureOptions("preview", 64, 36)))
    return plan_tasks(entries, out, base, dataset=dataset)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--scenes", type=int, default=12)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="cpu")
    parser.add_argument("--cold", action="store_true", help="empty the cache after the probes")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(args, Path(folder))


def run(args: argparse.Namespace, out: Path) -> None:
    tasks = tasks_for(args.dataset, out, args.scenes)
    scenes = [ProbeScene(task.request, task.frames, task.source.actor_ids) for task in tasks]
    blank = CostModel(this_machine())
    began, before = time.monotonic(), os.times()
    found = probe(probes_needed(scenes, blank), blank, on_step=lambda text: print("probe:", text, flush=True))
    used = sum(os.times()[2:4]) - sum(before[2:4])
    print(f"probes: {time.monotonic() - began:.0f} s, {used:.0f} CPU-s; {found.errors or 'no errors'}")
    models = {kind: CostModel(this_machine(), found.measurements, kind) for kind in ("wall", "cpu")}

    if args.cold:
        os.environ[ENVIRONMENT] = str(out / "empty-cache")
    planned = {
        kind: [Calibration(model).planned(task, task.frames) for task in tasks]
        for kind, model in models.items()
    }
    many, (person, measured) = frozenset().union(*(e.unmade for e in planned["cpu"])), models["cpu"].person
    print(f"{len(many)} people to make, {person:.1f} CPU-s each, {'measured' if measured else 'guessed'}")

    clocks = {"wall": time.monotonic, "cpu": ChildClock()}
    chosen = clocks[args.clock]
    calibration = Calibration(models[args.clock])
    outcomes.Calibration = type("Known", (), {"of": staticmethod(lambda _: calibration)})
    said: list[tuple[float, float | None, str]] = []
    batch = Coordinator(
        tasks, out, BatchOptions(workers=1, retries=0), lambda event: said.append((chosen(), *heard(event)))
    )
    batch._outcomes.progress = Progress(chosen)
    start = {kind: each() for kind, each in clocks.items()}
    batch.run()
    spent = {kind: each() - start[kind] for kind, each in clocks.items()}
    report(tasks, out, planned, spent)
    follow(said, start[args.clock], start[args.clock] + spent[args.clock])


def heard(event: dict[str, Any]) -> tuple[float | None, str]:
    return event["left"], event["event"]


def report(
    tasks: list[Any], out: Path, models: dict[str, list[PlannedScene]], spent: dict[str, float]
) -> None:
    truth: dict[str, dict[str, float]] = {}
    guess: dict[str, dict[str, float]] = {}
    print(f"\n{'scene':16} {'frames':>6} " + " ".join(f"{k + ' est':>9} {k + ' true':>9}" for k in models))
    children = {kind: Child() for kind in models}
    made = {kind: set[str]() for kind in models}
    for number, task in enumerate(tasks):
        record = read_record(out / "body_renders" / f"{task.name}.json")
        timing = None if record is None else record.values.get("timing")
        if not timing:
            print(f"{task.name:16} not delivered")
            continue
        preset = task.request.options.compose.picture.preset
        row = []
        for kind, planned in models.items():
            expected = children[kind].stages(planned[number], made[kind]).all
            children[kind].has(planned[number])
            made[kind] |= planned[number].unmade
            took = sum(seconds for part, seconds in timing[kind].items() if part != "once")
            for sums, value in ((truth, took), (guess, expected)):
                for which in (preset, "all"):
                    sums.setdefault(which, dict.fromkeys(models, 0.0))[kind] += value
            row += [expected, took]
        print(f"{task.name:16} {task.frames:6} " + " ".join(f"{value:9.1f}" for value in row))
    for which in truth:
        parts = (
            f"{kind}: {guess[which][kind]:.1f} for {truth[which][kind]:.1f} s "
            f"({guess[which][kind] / truth[which][kind] - 1:+.0%})"
            for kind in models
        )
        print(f"{which:12} " + ", ".join(parts))
    print("batch in all: " + ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in spent.items()))


def follow(said: list[tuple[float, float | None, str]], start: float, end: float) -> None:
    print(f"\n{'done':>5} {'left':>7} {'said':>7} {'off':>6}")
    worst, next_row = 0.0, 0.0
    for when, left, _ in said:
        share, true = (when - start) / (end - start), end - when
        if left is None or true < 0.02 * (end - start):
            continue
        off = left / true - 1.0
        if share >= 0.5:
            worst = max(worst, abs(off))
        if share >= next_row:
            next_row = share + 0.05
            print(f"{share:5.0%} {true:7.1f} {left:7.1f} {off:+6.0%}")
    print(f"worst from the half on, until 2 % are left: {worst:.0%}")


if __name__ == "__main__":
    main()
