# SPDX-License-Identifier: GPL-3.0-or-later
"""All benchmarks side by side with their anchors, as ratios, against what was usual on this machine.

    ./interact python benchmarks/run.py
    ./interact python benchmarks/run.py --quick --only overhead start

An anchor does the same work in the same run, by turns: Blender's bundled importer, ``keyframe_insert``,
Blender alone with the same .blend, pyrender (in an environment of its own: `anchors/pyrender.txt`). A ratio
is the median of the rounds' ratios; the star is at the clock that it is judged by. Each run adds a line to
the history, which is not committed. A ratio that is worse by 20 % than the median of the last five runs on
such a machine with the same Blender is marked REGRESSION, and the exit code is 1; it is 2 if a benchmark
fails.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from side_by_side.history import BUSY, Run, add_run, comparable, read_history
from side_by_side.machine import OtherWork, blender_version, commit_of, machine_name
from side_by_side.report import Line, line_of, table
from side_by_side.samples import Samples, medians_in, samples_in
from side_by_side.table import PROGRAMS, Program, named

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import InteractError
from interact_addon.core.rendering.processes import available_cores
from interact_addon.core.rendering.program import worker_environment

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HISTORY = HERE / "history.jsonl"
MINI = ("interact_mini", "20231119_051")  # of real captures; where they are not here, the demo is measured
LONGEST = 1800  # seconds of one benchmark


class LeftOutError(Exception):
    """A benchmark is not run; says why."""


def main() -> int:
    args = arguments()
    try:
        wanted = named(args.only or [])
        given = arguments_of_programs(args)
    except (ValueError, InteractError) as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 2
    earlier, damaged = read_history(args.history)
    if damaged:
        print(f"{args.history}: {damaged} damaged lines are left out", file=sys.stderr)
    this = Run(
        datetime.now(UTC).isoformat(timespec="seconds"),
        commit_of(ROOT),
        machine_name(),
        blender_version(),
        args.quick,
        {},
    )
    runs = comparable(earlier, this)
    load = os.getloadavg()[0]
    if load > BUSY * available_cores():
        print(
            f"other programs run here (load {load:.1f}): ratios by the wall clock can be off", file=sys.stderr
        )
    lines: list[Line] = []
    left_out: dict[str, str] = {}
    failed = False
    for key in dict.fromkeys(each.program for each in wanted):
        began, others = time.monotonic(), OtherWork()
        samples: Samples = {}
        why = ""
        try:
            samples = measured(PROGRAMS[key], given, quick=args.quick)
        except LeftOutError as reason:
            why = str(reason)
        except (RuntimeError, ValueError) as error:
            why, failed = f"{PROGRAMS[key].script} failed: {error}", True
        share = others.share()
        print(f"{PROGRAMS[key].script}: {why or f'{time.monotonic() - began:.0f} s'}", file=sys.stderr)
        for each in (one for one in wanted if one.program == key):
            if why or (each.needs and each.needs not in given):
                left_out[each.name] = why or LACKING[each.needs]
                continue
            try:
                lines.append(line_of(each, samples, share, runs))
            except ValueError as reason:
                left_out[each.name], failed = f"{PROGRAMS[key].script}: {reason}", True
    print(
        f"Blender {this.blender}, {this.machine}, commit {this.commit or 'unknown'}{', quick' * args.quick}"
    )
    print(table(lines, left_out))
    if lines and not args.forget:
        add_run(
            args.history,
            Run(
                this.date,
                this.commit,
                this.machine,
                this.blender,
                this.quick,
                {line.measurement.name: line.ratio for line in lines},
            ),
        )
    return 2 if failed else int(any(line.is_regression for line in lines))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="measurements, or all of a benchmark")
    parser.add_argument(
        "--quick", action="store_true", help="less work in each; compared with quick runs only"
    )
    parser.add_argument("--dataset", type=Path, help=f"default: {MINI[0]} in ../shared/data, else the demo")
    parser.add_argument("--scene", metavar="KEY", help=f"default: {MINI[1]}, else the dataset's first")
    parser.add_argument("--pyrender", type=Path, default=ROOT / ".venvs" / "pyrender", metavar="FOLDER")
    parser.add_argument(
        "--before", type=Path, metavar="CHECKOUT", help="of an earlier commit, for composing and starting"
    )
    parser.add_argument(
        "--before-people", type=Path, metavar="CHECKOUT", help="of an earlier commit, for previews"
    )
    parser.add_argument("--history", type=Path, default=HISTORY, metavar="FILE")
    parser.add_argument("--forget", action="store_true", help="add nothing to the history")
    return parser.parse_args()


def arguments_of_programs(args: argparse.Namespace) -> dict[str, str]:
    """Return what fills in the benchmarks' arguments.

    Raises:
        InteractError: the dataset cannot be read, or has no such scene.
    """
    root = args.dataset
    if root is None:
        from interact_addon.core.demo import write_demo_dataset  # which is not needed otherwise

        shared = Path(os.environ.get("INTERACT_SHARED_DATA", ROOT.parent / "shared" / "data"))
        root = shared / MINI[0]
        if not root.is_dir():
            root = write_demo_dataset(ROOT / ".scratch" / "benchmarks").root
    dataset = Dataset.open(root)
    keys = list(dataset.keys())
    key = args.scene or (MINI[1] if MINI[1] in keys else keys[0])
    given = {"dataset": str(root.resolve()), "key": dataset.scene(key).key}
    if (args.pyrender / "bin" / "python").exists():
        given["pyrender"] = str(args.pyrender.absolute())
    for name in ("before", "before_people"):
        if (checkout := getattr(args, name)) is not None:
            given[name] = str(checkout.resolve())
    return given


def measured(program: Program, given: Mapping[str, str], *, quick: bool) -> Samples:
    """Run a benchmark and return what it measured.

    Raises:
        LeftOutError: something that it needs is not here.
        RuntimeError: it failed.
        ValueError: it printed no samples.
    """
    if not (HERE / program.script).is_file():
        raise LeftOutError(f"there is no {program.script} yet")
    try:
        words = [word.format(**given) for word in (program.quick if quick else program.words).split()]
    except KeyError as lacking:
        raise LeftOutError(LACKING[lacking.args[0]]) from None
    with suppress(KeyError):
        words += [word.format(**given) for word in program.against.split()]
    command = [sys.executable, str(HERE / program.script), *words, "--json"]
    with tempfile.TemporaryDirectory(prefix="interact-bench-") as extensions:  # Blender writes into it
        own = {"PYTHONPATH": str(ROOT), "BLENDER_USER_EXTENSIONS": extensions}
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                env=worker_environment() | own,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"it took more than {LONGEST} s") from None
    if done.returncode:
        raise RuntimeError(((done.stderr or done.stdout).strip().splitlines() or ["it says nothing"])[-1])
    return medians_in(done.stdout, program.medians) if program.medians else samples_in(done.stdout)


LACKING = {
    "pyrender": "pyrender is not installed; benchmarks/anchors/pyrender.txt says how",
    "before": "it is compared with another checkout: --before CHECKOUT",
    "before_people": "it is compared with another checkout: --before-people CHECKOUT",
}


if __name__ == "__main__":
    sys.exit(main())
