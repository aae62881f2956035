# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact submit``: submit a job to Slurm, to Flamenco, to OpenJD's runners, or to this machine."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path

from ..core.foundation.errors import UsageError
from ..core.foundation.wording import some
from ..core.options.batch import BatchOptions
from ..core.rendering.batch import Task
from ..core.rendering.batch.check import TaskCheck, check_tasks
from ..core.rendering.checking import KeptReadings
from ..core.rendering.farms import JobManifest, list_manifests, make_manifest
from ..core.rendering.farms.current import no_longer_asked
from ..core.rendering.farms.flamenco import job_type_script
from ..core.rendering.farms.handing_over import handed_over
from ..core.rendering.farms.source import job_source
from ..core.rendering.farms.status import scene_states
from .commands import HELP
from .console import Console, count
from .options import read_options
from .probing import add_probe_argument, measure_first
from .render import add_batch_arguments, add_job_arguments, planned_tasks
from .submit_engines import ENGINES_BY_NAME

__all__ = ["add_parser", "run"]

EXIT_PARTLY = 3
_ALIKE = 3  # findings of one kind that are shown
ENGINES = ("slurm", "openjd", "flamenco", "local")
_EPILOG = """\
examples:
  interact submit job.txt --dataset interact --out /shared/movies --to slurm --parallel 20
  interact submit job.txt --dataset interact --out /shared/movies --to slurm --only-failed
  interact submit job.toml --out /shared/movies --to flamenco --manager http://farm:8080 \\
      --extension /shared/interact
  interact submit job.toml --out movies --to openjd
  interact submit job.toml --out movies --to local
  interact status movies
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "submit",
        help=HELP["submit"],
        description="Read and check a job once, write it as a manifest of tasks beside the results, and hand "
        "that to what runs jobs here. What to render is given as for `interact render`. Scenes that fail the "
        "check of `interact job check` are not submitted; exit code 3 then, 0 where everything went in. "
        "See docs/batch.md.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_job_arguments(parser, needed=False)
    farm = parser.add_argument_group("the farm")
    farm.add_argument("--to", choices=ENGINES, required=True, help="what runs the tasks; local: this machine")
    farm.add_argument("--dry-run", action="store_true", help="show what would be submitted; write nothing")
    add_probe_argument(farm)
    farm.add_argument("--fast", action="store_true", help="check only the headers of the files")
    farm.add_argument(
        "--per-task", metavar="N", type=int, default=1, help="scenes in a task (default: %(default)s)"
    )
    farm.add_argument(
        "--blender",
        metavar="PATH",
        help="render with this Blender, by its path on the machines (default: what runs this command)",
    )
    farm.add_argument(
        "--extension",
        metavar="DIR",
        type=Path,
        help="the unpacked extension that this Blender runs, where the machines find it",
    )
    _add_needs(parser)
    _add_engines(parser)
    add_batch_arguments(parser, elsewhere=True)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def _add_needs(parser: argparse.ArgumentParser) -> None:
    needs = parser.add_argument_group("what a task asks for (Slurm, OpenJD)")
    needs.add_argument(
        "--gpus",
        metavar="N",
        type=int,
        help="graphics cards (default: 1 for final and pathtraced, by Slurm where the partition has some)",
    )
    needs.add_argument(
        "--cpus-per-task",
        metavar="N",
        type=int,
        help="(default: draft and preview 2, final 4, pathtraced 8, on a card 4; for each worker)",
    )
    needs.add_argument("--mem", metavar="SIZE", help="(default: 6G, and 4G for each worker more)")


def _add_engines(parser: argparse.ArgumentParser) -> None:
    slurm = parser.add_argument_group("Slurm")
    slurm.add_argument("--parallel", metavar="N", type=int, help="maximum number of tasks at a time")
    slurm.add_argument(
        "--time", metavar="H:M:S", help="limit of a task (default: twice the estimate, four times a guess)"
    )
    slurm.add_argument("--gres", metavar="LIST", help="such as gpu:1 (default: by --gpus)")
    slurm.add_argument("--partition", metavar="NAME", help="(default: Slurm's own)")
    slurm.add_argument(
        "--setup",
        metavar="LINE",
        action="append",
        default=[],
        help="a shell line that comes first on the node, such as 'module load blender'; may be repeated",
    )
    slurm.add_argument(
        "--sbatch-arg",
        metavar="ARG",
        action="append",
        default=[],
        help="one more argument for sbatch, as in --sbatch-arg=--account=lab; may be repeated",
    )
    openjd = parser.add_argument_group("OpenJD")
    openjd.add_argument(
        "--chunk-seconds",
        metavar="SECONDS",
        type=int,
        default=0,
        help="let the scheduler aim for tasks of this duration",
    )
    flamenco = parser.add_argument_group("Flamenco")
    flamenco.add_argument(
        "--manager", metavar="URL", default="http://localhost:8080", help="(default: %(default)s)"
    )
    flamenco.add_argument("--priority", metavar="N", type=int, default=50, help="(default: %(default)s)")
    flamenco.add_argument("--tag", metavar="UUID", help="only workers with this tag")
    flamenco.add_argument(
        "--map",
        metavar=("HERE", "THERE"),
        nargs=2,
        action="append",
        default=[],
        help="a folder's path here, and its path on the workers; may be repeated",
    )
    flamenco.add_argument(
        "--print-job-type",
        action="store_true",
        help="print the job type, to go into the Manager's folder `scripts`; submit nothing",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Freeze a job and submit it."""
    if args.print_job_type:
        console.line(job_type_script().rstrip("\n"))
        console.json({"job_type": job_type_script()})
        return 0
    if not args.what or args.out is None:
        raise UsageError("a job and --out DIR are needed", cure="See `interact submit --help`")
    options = read_options(args, BatchOptions())
    engine = ENGINES_BY_NAME[args.to](args)
    # Checking reads the files whole, and their lengths with that.
    planned, findings = planned_tasks(args, console, measure=args.fast or args.probe)
    wanted, left_out = _wanted(planned, args)
    for state, names in left_out.items():
        if names:
            console.line(f"{count(len(names), 'scene')} left out: {state}")
    if args.probe:
        measure_first(wanted, args.out, console)
    checked = _checked(wanted, args, options, console)
    job = make_manifest(
        [_with_check(check) for check in checked],
        args.out.resolve(),
        options,
        title=_title(args.what),
        source=job_source(args.what, options.layout),
        covers=[task.name for task in planned],
    )
    values = {
        "job": job.id,
        "out": str(job.out),
        "to": args.to,
        "scenes": [task.name for task in job.tasks],
        "refused": {refused.name: refused.error for refused in job.refused},
        "left_out": left_out,
        "findings": [finding.as_dict() for finding in findings],
        "checks": {check.task.name: [each.as_dict() for each in check.findings] for check in checked},
        "dry_run": args.dry_run,
    }
    code = _code(job)
    values["dropped"] = dropped = no_longer_asked(list_manifests(job.out), job)
    if dropped:
        console.line(f"{count(len(dropped), 'scene')} of before not in the job any more: {some(dropped)}")
    if not job.tasks:
        if dropped and not args.dry_run:
            job.write()  # so that the status is of the job as it is now
        console.line("nothing to submit")
        console.json(values)
        return code
    job = engine.arrange(job)
    engine.check(job)
    if args.dry_run:
        console.line(f"{count(len(job.tasks), 'scene')} would be written to {job.path}")
        values["would"] = engine.describe(job, console)
        console.json(values)
        return code
    with handed_over(job, force=args.force):
        values["sent"] = engine.send(job, console)
    console.line(
        f"{count(len(job.tasks), 'scene')} in the manifest; show their state with: interact status {args.out}"
    )
    if job.refused:
        console.note(
            f"{count(len(job.refused), 'scene')} not submitted, for the reasons above; correct them, or "
            "remove them from the job, and submit it again with --only-failed"
        )
    if options.arrangement:
        what = "clips" if options.clips else "faces"
        console.line(
            f"when all are done, `interact render` with the same arguments puts scenes and {what} together"
        )
    console.json(values)
    return code


def _code(job: JobManifest) -> int:
    """Return the exit code: scripts can tell a job that lacks a scene from one that was not submitted."""
    if not job.refused:
        return 0
    return EXIT_PARTLY if job.tasks else 1


def _with_check(check: TaskCheck) -> Task:
    return replace(check.task, error=check.error, frames=check.frames or check.task.frames)


def _checked(
    tasks: list[Task], args: argparse.Namespace, options: BatchOptions, console: Console
) -> tuple[TaskCheck, ...]:
    """Check tasks as ``interact job check`` does, and print what will fail and what is odd."""
    with console.progress("Checking the scenes", len(tasks)) as bar:
        checked = check_tasks(
            tasks, args.out, read=not args.fast, clips=options.clips, on_task=bar.update, kept=KeptReadings()
        )
    for check in checked.failing:
        console.note(f"will fail: {check.task.name}: {check.error}")
    if not args.json:
        many = Counter(finding.code for check in checked.tasks for finding in check.findings)
        shown: Counter[str] = Counter()
        for finding in (finding for check in checked.tasks for finding in check.findings):
            shown[finding.code] += 1
            if shown[finding.code] <= _ALIKE:
                console.warn(finding)
        for code, number in many.items():
            if number > _ALIKE:
                console.note(f"and {number - _ALIKE} more of the kind {code}: see interact job check")
    return checked.tasks


def _wanted(tasks: list[Task], args: argparse.Namespace) -> tuple[list[Task], dict[str, list[str]]]:
    """Return the tasks to submit, and the names of the others by the reason."""
    left_out: dict[str, list[str]] = {"done already": [], "being rendered now": []}
    if not args.only_failed:
        return tasks, left_out
    wanted = []
    hold, content = not args.dry_run, args.check_content
    for state in scene_states(tasks, args.out.resolve(), hold=hold, content=content):
        if state.state == "done" and not args.force:
            left_out["done already"].append(state.name)
        elif state.state == "running":
            left_out["being rendered now"].append(state.name)
        elif state.task is not None:
            wanted.append(state.task)
    return wanted, left_out


def _title(what: list[str]) -> str:
    first = Path(what[0]).name
    return first if len(what) == 1 else f"{first} and {len(what) - 1} more"
