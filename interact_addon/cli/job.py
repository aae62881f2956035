# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact job``: write job files, split, check and estimate them before anything is rendered."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from ..core.dataset import Dataset, SceneFilter
from ..core.dataset.lip_acc import LIP_ACC
from ..core.foundation.errors import InputError, UsageError
from ..core.foundation.writing.named_files import check_named_contents
from ..core.jobs import Job, JobEntry, job_text, read_job, split_job, write_job
from ..core.jobs.job_paths import tidy, written
from ..core.jobs.model import JobOptions
from ..core.jobs.write import file_text
from ..core.options.movie import MovieOptions
from ..core.performance.labels import matching
from ..core.rendering.batch import plan_tasks
from ..core.rendering.batch.estimate import Calibration
from .commands import HELP
from .console import Console, count
from .job_check import add_check
from .job_estimate import add_estimate
from .options import add_dataset_argument, add_overwrite_argument, opened_dataset, read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact job new --dataset InterAct --where emotion=joy --out joy.txt
  interact job new --dataset InterAct --lip-acc --where text="come in" --out spoken.txt
  interact job check joy.txt --dataset InterAct --preset final
  interact job check 20231119_051 20231126_319 --dataset InterAct
  interact job estimate joy.txt --dataset InterAct --preset final --machines 1,8,64
  interact job split joy.txt --parts 8
  interact render joy.txt --dataset InterAct --out movies
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "job",
        help=HELP["job"],
        description="Job files say which scenes to render: plain text with a key per line, or TOML with "
        "options for each (see job_files/).",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    _add_new(what)
    _add_split(what)
    add_check(what)
    add_estimate(what)


def run(args: argparse.Namespace, console: Console) -> int:
    """Run the action that is named after ``job``."""
    return int(args.job(args, console))


def _add_new(what: argparse._SubParsersAction) -> None:
    new = what.add_parser(
        "new",
        help="write a job file from a dataset's scenes",
        description="Write a job file from a dataset's scenes, or from those that fit: as TOML, to which "
        "options for each scene can be added, or as text, with a key per line.",
    )
    add_dataset_argument(new)
    new.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help="only scenes whose FIELD contains TEXT, as in `interact scenes`; may be repeated",
    )
    new.add_argument(
        "--lip-acc",
        action="store_true",
        help="of the clips of single sentences in InterAct's extra set lip_acc, instead of the scenes; "
        "--where text=WORDS finds those in which all WORDS occur",
    )
    new.add_argument(
        "--out", metavar="JOBFILE", type=Path, help="job.txt or job.toml (default: standard output, as text)"
    )
    add_overwrite_argument(new)
    new.add_argument("--json", action="store_true", help="report for machines on standard output")
    new.set_defaults(run=run, job=_new)


def _add_split(what: argparse._SubParsersAction) -> None:
    split = what.add_parser(
        "split",
        help="split a job file into several of about equal duration",
        description="Split a job file into several of about equal duration. Of fewer scenes than parts each "
        "gets its own part.",
    )
    split.add_argument("jobfile", metavar="JOBFILE", type=Path, help="the job file, .txt or .toml")
    split.add_argument("--parts", metavar="N", type=int, required=True, help="how many")
    add_dataset_argument(
        split,
        "where the scenes are that the job file names no dataset for: they are weighed by their frames; "
        "without, all count the same",
        required=False,
    )
    split.add_argument(
        "--out", metavar="DIR", type=Path, help="folder for the parts (default: the job file's)"
    )
    add_overwrite_argument(split)
    split.add_argument("--json", action="store_true", help="report for machines on standard output")
    split.set_defaults(run=run, job=_split)


def _new(args: argparse.Namespace, console: Console) -> int:
    wanted = SceneFilter.parse(args.where)
    dataset = opened_dataset(args)
    if args.lip_acc:
        dataset = _extra(dataset)
    scenes, odd = matching(dataset.scenes(), wanted)
    for finding in odd:
        console.warn(finding)
    if not scenes:
        extra = dataset.extra()
        clips = [] if extra is None else matching(extra.scenes(), wanted)[0]
        raise UsageError(
            f"no scene of {dataset.root} fits {wanted}" if args.where else f"{dataset.root} holds no scenes",
            cure=f"{count(len(clips), 'clip')} of lip_acc would: add --lip-acc"
            if clips
            else "See what there is with: interact scenes",
        )
    toml = args.out is not None and args.out.suffix.lower() == ".toml"
    root = tidy(dataset.root.absolute())
    given = JobOptions() if args.dataset_layout is None else JobOptions(dataset_layout=args.dataset_layout)
    entries = [
        JobEntry(
            scene.key,
            actor=scene.actor_ids[0] if scene.faces_only else None,  # of a sentence there is a face only
            dataset=root if toml else None,
            options=given if toml else JobOptions(),
        )
        for scene in scenes
    ]
    notes = {
        entry.name: scene.text or ""
        if scene.faces_only
        else ", ".join(filter(None, (scene.relationship, scene.emotion)))
        for entry, scene in zip(entries, scenes, strict=True)
    }
    which = f", where {wanted}" if args.where else ""
    comments = [f"{count(len(scenes), 'scene')} of {root}{which}", ""]
    command = ["interact", "render", "job.txt" if args.out is None else args.out.name]
    if toml:
        comments += [shlex.join([*command, "--out", "movies"]), ""]
        if written(root, args.out.parent).is_absolute():
            comments.append("An absolute path: correct it if the dataset is moved or mounted elsewhere.")
        else:
            comments.append(
                "Relative to this file's folder: both can be moved or mounted elsewhere together."
            )
    else:
        said = [] if args.dataset_layout is None else ["--dataset-layout", args.dataset_layout]
        comments.append(shlex.join([*command, "--dataset", str(root), *said, "--out", "movies"]))
    if args.out is None:
        console.line(job_text(entries, comments, notes).rstrip("\n"))
    else:
        text = file_text(args.out, entries, comments, notes)
        check_named_contents({args.out: text}, overwrite=args.overwrite)
        write_job(args.out, entries, comments, notes)
        console.line(f"{args.out}: {count(len(entries), 'scene')}")
    console.json(
        {"job": None if args.out is None else str(args.out), "keys": [scene.key for scene in scenes]}
    )
    return 0


def _extra(dataset: Dataset) -> Dataset:
    """Return the extra set of a dataset, which can be given itself, too."""
    extra = dataset if dataset.root.name == LIP_ACC else dataset.extra()
    if extra is None:
        raise UsageError(f"{dataset.root} has no folder {LIP_ACC}")
    return extra


def _split(args: argparse.Namespace, console: Console) -> int:
    job = read_job(args.jobfile)
    groups = split_job(job, args.parts, _weights(job, args, console))
    folder = args.out or args.jobfile.parent
    digits = len(str(len(groups)))
    written, heads, texts = [], [], {}
    for number, group in enumerate(groups, start=1):
        place = folder / f"{args.jobfile.stem}-{number:0{digits}d}-of-{len(groups)}{args.jobfile.suffix}"
        head = [f"Part {number} of {len(groups)} of {args.jobfile.name}"]
        texts[place] = file_text(place, group, head)
        written.append(place)
        heads.append(head)
    check_named_contents(texts, overwrite=args.overwrite)
    for place, group, head in zip(written, groups, heads, strict=True):
        write_job(place, group, head)
        console.line(f"{place}: {count(len(group), 'scene')}")
    console.json({"parts": [str(place) for place in written], "scenes": [len(group) for group in groups]})
    return 0


def _weights(job: Job, args: argparse.Namespace, console: Console) -> list[float] | None:
    """Return how long each entry takes, as far as the datasets are here: the job's own, or the given one."""
    if args.dataset is None and any(entry.dataset is None for entry in job.entries):
        return None
    base = read_options(args, MovieOptions())
    try:
        tasks = plan_tasks(job.entries, args.jobfile.parent, base, dataset=args.dataset)
    except InputError as error:
        if args.dataset is not None:
            raise
        console.note(f"note: all scenes count the same, since their lengths are unknown: {error}")
        return None
    table = Calibration.of(None)
    return [table.seconds(task) for task in tasks]
