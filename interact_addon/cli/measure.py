# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact measure``: how good performances are, in numbers: shown, as files, and as thresholds."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..core.dataset import Dataset
from ..core.foundation.errors import UsageError
from ..core.foundation.findings import Finding
from ..core.foundation.writing.named_files import check_named, check_named_contents
from ..core.jobs.asked import asked_scenes
from ..core.measures import MEASURES
from ..core.options.take import TakeOptions
from ..core.performance.measuring import SceneMeasures, measure_tasks, measured_ids, tasks_of
from ..core.performance.measuring.cache import MeasureCache
from ..core.performance.measuring.page import measures_page
from ..core.performance.measuring.summary import Summary, main_measures, summaries, worst
from ..core.performance.measuring.thresholds import Threshold, Violation, read_thresholds, violations
from ..core.performance.measuring.values import csv_text, json_values, number
from ..core.rendering.processes import available_cores
from ..core.rendering.results.layout import write_whole
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console, count
from .options import add_dataset_argument, add_overwrite_argument, read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact measure 20231119_051 --dataset InterAct
  interact measure --dataset InterAct --html measures.html --csv measures.csv
  interact measure --dataset generated --against InterAct --json measures.json
  interact measure joy.toml --measures foot_skating,jerk
  interact measure --dataset generated --fail-on 'foot_skating>5,partner_depth>20'

Exit code 1 where a value fails or a scene cannot be read; the report names it.
"""
_ENOUGH = 4  # scenes a process: starting one takes as long as measuring some
_OPTIONS = ("rate", "bodies", "units", "up", "skeleton", "body_model", "hands", "floor")


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "measure",
        help=HELP["measure"],
        description="Measure scenes, and compare them with another version, such as a capture with what a "
        "model makes of it. Several scenes are shown one a line with mean and worst; files hold everything. "
        "What was measured is kept, so that the same files are not measured twice.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", metavar="KEY", nargs="*", help="scenes, performances or job files; by default all scenes"
    )
    add_dataset_argument(parser, required=False)
    parser.add_argument(
        "--against",
        metavar="ROOT",
        type=Path,
        help="another dataset with the same keys, that is held to be right: the differences are measured too",
    )
    parser.add_argument(
        "--measures", metavar="ID,ID", help="only these; `--measures list` shows which there are"
    )
    parser.add_argument(
        "--fail-on",
        metavar="ID>NUMBER,...",
        help="values that are an error: a measure, > < >= or <=, and a number in its unit",
    )
    parser.add_argument(
        "--json",
        metavar="FILE",
        nargs="?",
        const="-",
        default=False,
        help="JSON in a .json file; without a name on standard output; frames are counted from 0",
    )
    parser.add_argument("--csv", metavar="FILE", type=Path, help="a table with one row a value")
    parser.add_argument("--html", metavar="FILE", type=Path, help="a page with tables and plots")
    parser.add_argument(
        "--workers", metavar="N", type=int, help="processes (default: one a processor core, at most 8)"
    )
    parser.add_argument("--no-cache", action="store_true", help="measure all anew, and keep nothing")
    add_arguments(parser, TakeOptions, _OPTIONS)
    add_overwrite_argument(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Measure, report, write."""
    if args.measures == "list":
        return _list(console)
    if args.json not in (False, "-") and Path(args.json).suffix.lower() != ".json":
        raise UsageError(f"{args.json} does not end in .json", cure="Write --json FILE.json, or --json -")
    files = [
        Path(each).absolute() for each in (args.json, args.csv, args.html) if each not in (False, None, "-")
    ]
    if len(set(files)) < len(files):
        raise UsageError("two files have one name", path=files[-1], cure="Name each its own")
    if args.no_cache:  # else measuring again, with --overwrite, takes no time
        check_named(files, overwrite=args.overwrite)
    if args.workers is not None and args.workers < 1:
        raise UsageError(f"{args.workers} workers measure nothing", cure="At least 1 is needed")
    measures = None if args.measures is None else _names(args.measures)
    options = read_options(args, TakeOptions())
    against = None if args.against is None else Dataset.open(args.against)
    asked, findings = asked_scenes(args.what, args.dataset, options)
    tasks = tasks_of([(each.scene, each.options, each.actors) for each in asked], against, measures)
    measured = measures or measured_ids(against is not None)
    thresholds = () if args.fail_on is None else read_thresholds(args.fail_on, measured)
    workers = args.workers or max(1, min(8, available_cores(), len(tasks) // _ENOUGH))
    with console.progress("measuring", len(tasks)) as bar:
        found = measure_tasks(
            tasks,
            workers=workers,
            cache=None if args.no_cache else MeasureCache(),
            series=args.html is not None,
            on_scene=lambda _: bar.advance(),
        )
    if len(found) == 1 and found[0].error is not None:
        raise found[0].error
    failing = violations(found, thresholds)
    chosen = None if measures is None else frozenset(measures)
    _show(console, found, chosen)
    _tell(console, found, findings, failing)
    _write(args, console, found, failing, findings, chosen)
    return 1 if failing or any(scene.error is not None for scene in found) else 0


def _list(console: Console) -> int:
    console.table(
        ("measure", "unit", "what it is", "of", "better"),
        [(each.id, each.unit, each.title, each.about, each.better) for each in MEASURES.values()],
    )
    console.json({name: asdict(measure) for name, measure in MEASURES.items()})
    return 0


def _names(text: str) -> list[str]:
    """Return names that are separated by commas."""
    return [name for each in text.split(",") if (name := each.strip())]


def _show(console: Console, found: Sequence[SceneMeasures], asked: frozenset[str] | None) -> None:
    if len(found) == 1:
        console.table(("measure", "who", "value", "unit", "worst frame", ""), _values(found[0]))
        return
    columns = main_measures(found, asked)
    heads = [f"{each.id} [{each.unit}]" if each.unit else each.id for each in columns]
    rows: list[tuple[object, ...]] = []
    for scene in found:
        if scene.error is not None:
            rows.append((scene.key, "failed"))
            continue
        worsts = [worst(scene.of(each.id)) for each in columns]
        values = ["" if each is None or each.value is None else number(each.value) for each in worsts]
        rows.append((scene.key, f"{scene.seconds(scene.frames):.1f}", *values))
    rows = [(*row, *[""] * (2 + len(heads) - len(row))) for row in rows]
    console.table(("scene", "seconds", *heads), rows)
    if over_all := summaries(found):
        console.line()
        names = ("measure", "unit", "mean", "worst", "scene", "who", "frame")
        console.table(names, [_summary(each) for each in over_all])


def _summary(each: Summary) -> tuple[object, ...]:
    measure, worst_one = each.measure, each.worst
    frame = "" if worst_one.frame is None else worst_one.frame + 1
    mean, value = number(each.mean), number(worst_one.value or 0.0)
    return (measure.id, measure.unit, mean, value, each.key, worst_one.who, frame)


def _values(scene: SceneMeasures) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for each in scene.values:
        place = "" if each.frame is None else f"{each.frame + 1} ({scene.seconds(each.frame):.2f} s)"
        measure = MEASURES[each.measure]
        value = "-" if each.value is None else number(each.value)
        rows.append((measure.id, each.who, value, measure.unit, place, each.why))
    return rows


def _tell(
    console: Console,
    found: Sequence[SceneMeasures],
    findings: Sequence[Finding],
    failing: Sequence[Violation],
) -> None:
    for finding in dict.fromkeys((*findings, *(each for scene in found for each in scene.findings))):
        console.warn(finding)
    for scene in found:
        if scene.error is not None:
            console.note(f"failed: {scene.key}: {scene.error}")
    for violation in failing:
        console.note(f"fails: {violation}")
    failed = sum(scene.error is not None for scene in found)
    values = count(sum(len(scene.values) for scene in found), "value")
    console.line(
        f"{count(len(found), 'scene')}, {failed} failed; {values}, {len(failing)} beyond a threshold"
    )


def _write(
    args: argparse.Namespace,
    console: Console,
    found: Sequence[SceneMeasures],
    failing: Sequence[Violation],
    findings: Sequence[Finding],
    asked: frozenset[str] | None,
) -> None:
    values: dict[str, Any] = {
        "dataset": None if args.dataset is None else str(args.dataset),
        "against": None if args.against is None else str(args.against),
        **json_values(found),
        "violations": [_violation(each) for each in failing],
        "findings": [finding.as_dict() for finding in findings],
    }
    console.json(values)
    texts: dict[Path, str] = {}
    if args.json not in (False, "-"):
        texts[Path(args.json)] = json.dumps(values, indent=1, ensure_ascii=False) + "\n"
    if args.csv is not None:
        texts[args.csv] = csv_text(found)
    if args.html is not None:
        name = ", ".join(args.what) if args.dataset is None else args.dataset.absolute().name
        against = "" if args.against is None else args.against.absolute().name
        texts[args.html] = measures_page(found, dataset=name, against=against, asked=asked, violated=failing)
    check_named_contents(texts, overwrite=args.overwrite)
    for path, text in texts.items():
        write_whole(path, text)
        console.line(f"{path}")


def _violation(each: Violation) -> dict[str, object]:
    limit: Threshold = each.threshold
    return {
        "scene": each.key,
        "measure": each.value.measure,
        "who": each.value.who,
        "value": each.value.value,
        "threshold": str(limit),
        "frame": each.value.frame,
    }
