# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact submit``: submit a job to Slurm, to Flamenco, to OpenJD's runners, or to this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.foundation.errors import UsageError
from ..core.options.batch import BatchOptions
from ..core.rendering.batch import Task
from ..core.rendering.farms import JobManifest, make_manifest
from ..core.rendering.farms.flamenco import job_type_script
from ..core.rendering.farms.status import scene_states
from ..core.rendering.results.layout import Layout, cannot_write
from .console import Console, count
from .options import read_options
from .render import add_batch_arguments, add_job_arguments, planned_tasks
from .submit_engines import ENGINES_BY_NAME

__all__ = ["add_parser", "run"]

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
        help="have other machines render: Slurm, Flamenco, OpenJD",
        description="Read and check a job once, write it as a manifest of tasks beside the results, and hand "
        "that to what runs jobs here. What to render is given as for `interact render`. See docs/batch.md.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_job_arguments(parser, needed=False)
    farm = parser.add_argument_group("the farm")
    farm.add_argument("--to", choices=ENGINES, required=True, help="what runs the tasks; local: this machine")
    farm.add_argument("--dry-run", action="store_true", help="show what would be submitted; write nothing")
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
    _add_engines(parser)
    add_batch_arguments(parser, elsewhere=True)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def _add_engines(parser: argparse.ArgumentParser) -> None:
    slurm = parser.add_argument_group("Slurm")
    slurm.add_argument("--parallel", metavar="N", type=int, help="maximum number of tasks at a time")
    slurm.add_argument(
        "--time", metavar="H:M:S", help="limit of a task (default: four times the estimate, or more)"
    )
    slurm.add_argument("--mem", metavar="SIZE", help="of a task (default: 6G, and 4G for each worker more)")
    slurm.add_argument(
        "--cpus-per-task",
        metavar="N",
        type=int,
        help="(default: preview 2, final 4, pathtraced 8, for each worker)",
    )
    slurm.add_argument("--gres", metavar="LIST", help="such as gpu:1")
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
    planned, findings = planned_tasks(args, console)
    tasks, left_out = _wanted(planned, args)
    job = make_manifest(tasks, args.out.resolve(), options, title=_title(args.what))
    for refused in job.refused:
        console.note(f"will fail: {refused.name}: {refused.error}")
    values = {
        "job": job.id,
        "out": str(job.out),
        "to": args.to,
        "scenes": [task.name for task in job.tasks],
        "refused": {refused.name: refused.error for refused in job.refused},
        "left_out": left_out,
        "findings": [finding.as_dict() for finding in findings],
        "dry_run": args.dry_run,
    }
    failed = 1 if job.refused else 0
    for state, names in left_out.items():
        if names:
            console.line(f"{count(len(names), 'scene')} left out: {state}")
    if not job.tasks:
        console.line("nothing to submit")
        console.json(values)
        return failed
    if args.dry_run:
        console.line(f"{count(len(job.tasks), 'scene')} would be written to {job.path}")
        values["would"] = engine.describe(job, console)
        console.json(values)
        return failed
    job.write()
    if args.force:
        _forget(job)
    values["sent"] = engine.send(job, console)
    console.line(
        f"{count(len(job.tasks), 'scene')} in the manifest; show their state with: interact status {args.out}"
    )
    if options.arrangement:
        what = "clips" if options.clips else "faces"
        console.line(
            f"when all are done, `interact render` with the same arguments puts scenes and {what} together"
        )
    console.json(values)
    return failed


def _wanted(tasks: list[Task], args: argparse.Namespace) -> tuple[list[Task], dict[str, list[str]]]:
    """Return the tasks to submit, and the names of the others by the reason."""
    left_out: dict[str, list[str]] = {"done already": [], "being rendered now": []}
    if not args.only_failed:
        return tasks, left_out
    wanted = []
    for state in scene_states(tasks, args.out.resolve(), hold=not args.dry_run):
        if state.state == "done" and not args.force:
            left_out["done already"].append(state.name)
        elif state.state == "running":
            left_out["being rendered now"].append(state.name)
        elif state.task is not None:
            wanted.append(state.task)
    return wanted, left_out


def _forget(job: JobManifest) -> None:
    """Remove the records of what is done: even a task that is requeued then renders each scene once."""
    layout = Layout(job.out)
    for task in job.tasks:
        record = layout.of(task.request).record(task.name)
        try:
            record.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(record, error) from error


def _title(what: list[str]) -> str:
    first = Path(what[0]).name
    return first if len(what) == 1 else f"{first} and {len(what) - 1} more"
