# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact convert``: faces and bodies from one form into another."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from ..core.face.arkit import FaceReading
from ..core.face.convert import ConvertOptions, ConvertReport, Task, convert, plan
from ..core.face.convert.heads import HeadFinder
from ..core.face.convert.run import total_steps
from ..core.face.head.vertices import VertexOptions
from ..core.face.ict import datasets
from ..core.face.ict.calibration import Calibration
from ..core.face.ict.mapping import CHEEK_RULES, MERGE_RULES, FaceMapping, make_mapping
from ..core.face.ict.names import DEFAULT_ORDER, ORDERS
from ..core.foundation.choices import ids
from ..core.foundation.errors import InputError, UsageError
from ..core.foundation.findings import Finding
from ..core.performance.export.motion_options import MOTION_FORMATS
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .convert_motions import add_motion_arguments, run_motions
from .options import read_options

__all__ = ["add_parser", "run"]

_DESCRIPTION = """\
Convert faces and bodies from one form into another:

  face_ict face_arkit   ICT-FaceKit's 55 weights -> ARKit's 51
  face_arkit face_ict   ARKit's weights in arrays, tables or JSON -> ICT-FaceKit's 55
  face_ict vertices     ICT-FaceKit's 55 weights -> vertices of the actor's template
  motion TO             motion files of any known form -> bvh, npz (SMPL-X), joints, interhuman, humanml3d

IN are files or folders. OUT is a file where one file is converted, else a folder. Faces that were converted
before from the same source with the same options are left as they are; motion files that exist are an error
without --force.
"""
_EPILOG = """\
examples:
  interact convert face_ict face_arkit InterAct/face_ict converted/face_arkit
  interact convert face_arkit face_ict take.csv take_ict.npy
  interact convert face_ict vertices InterAct/face_ict/20231119_001_051.npy 051.npy
  interact convert face_ict vertices InterAct/face_ict caches --format mdd --eyes
  interact convert motion npz walk.bvh walk.npz
  interact convert motion interhuman P1.npz P2.npz pair.npy
  interact convert face_ict face_arkit --calibrate InterAct --save mapping.json
"""
_SHOWN = 20


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "convert",
        help=HELP["convert"],
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "source", metavar="FROM", choices=("face_ict", "face_arkit", "motion"), help="the form of IN"
    )
    parser.add_argument(
        "target",
        metavar="TO",
        choices=("face_arkit", "face_ict", "vertices", *ids(MOTION_FORMATS)),
        help="the form of OUT",
    )
    parser.add_argument("paths", metavar="IN ... OUT", type=Path, nargs="*", help="files or folders")
    parser.add_argument(
        "--force",
        "--overwrite",
        action="store_true",
        help="convert again what is converted already, and replace files that are there with other content",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=2,
        help="files at a time (default: %(default)s); more help on slow disks",
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    columns = parser.add_argument_group("the columns")
    columns.add_argument(
        "--order", choices=tuple(ORDERS), help="of ICT's 55 (default: by --calibrate, else alphabetical)"
    )
    columns.add_argument(
        "--merge", choices=MERGE_RULES, help="what browInnerUp and cheekPuff are of their two sides"
    )
    columns.add_argument(
        "--cheek-raiser", choices=CHEEK_RULES, help="leave cheekRaiser out, or how it goes into cheekSquint"
    )
    columns.add_argument(
        "--calibrate",
        metavar="ROOT|FILE|auto|off",
        default="auto",
        help="find order and rules from a dataset that has clips in both forms; or a FILE that --save wrote; "
        "auto: from the dataset that IN is in, found once and kept (default: %(default)s)",
    )
    columns.add_argument("--save", metavar="FILE", type=Path, help="write what calibration found to a file")
    add_arguments(parser, FaceReading)
    add_arguments(parser, VertexOptions)
    meshes = parser.add_argument_group("where heads are, for vertices")
    meshes.add_argument("--dataset", metavar="ROOT", type=Path, help="that holds the templates and the basis")
    meshes.add_argument("--template", metavar="PATH", type=Path, help="an OBJ for all, or a folder of them")
    meshes.add_argument("--basis", metavar="FILE", type=Path, help="the offsets, instead of the dataset's")
    meshes.add_argument("--generic", metavar="PATH", type=Path, help="for actors without a template")
    add_motion_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Calibrate, convert, report."""
    if args.source == "motion":
        return run_motions(args, console)
    if args.target in ids(MOTION_FORMATS):
        raise UsageError(
            f"{args.source} is not a body's motion", cure=f"Write: convert motion {args.target} IN OUT"
        )
    _check(args)
    mapping, how, findings, calibration = _mapping(args, console)
    if not args.paths:
        for finding in findings:
            console.warn(finding)
        console.json({"mapping": how, "calibration": calibration, "findings": _dicts(findings)})
        return 0
    if len(args.paths) < 2:
        raise UsageError("there is an input but no output", cure="Write IN ... OUT")
    tasks = plan(args.source, args.target, args.paths[:-1], args.paths[-1], _kind(args))
    options = _options(args, mapping)
    unit = "frames" if args.target == "vertices" else "files"
    with console.progress(f"converting {unit}", total_steps(tasks, options)) as bar:
        report = convert(tasks, options, lambda steps, _name: bar.advance(steps))
    if len(tasks) == 1 and report.failed and isinstance(report.failed[0][1], (InputError, UsageError)):
        raise report.failed[0][1]
    report.findings[:0] = findings
    _print_report(report, how, tasks, console)
    console.json({"mapping": how} | report.as_dict() | {"calibration": calibration})
    return 1 if report.failed else 0


def _check(args: argparse.Namespace) -> None:
    if args.jobs < 1:
        raise UsageError(f"invalid --jobs {args.jobs}: must be at least 1")
    if args.save is not None and args.calibrate == "off":
        raise UsageError("--save has nothing to save without --calibrate")
    if not args.paths and args.calibrate in ("auto", "off"):
        raise UsageError("nothing to convert", cure="Write IN ... OUT, or only --calibrate ROOT")
    if args.target != "vertices":
        for name in ("template", "basis", "generic", "eyes", "dataset"):
            if getattr(args, name):
                raise UsageError(f"--{name} is for vertices")
        if args.format not in (None, "npy"):
            raise UsageError("--format is for vertices")


def _kind(args: argparse.Namespace) -> str:
    return read_options(args, VertexOptions()).format if args.target == "vertices" else "npy"


def _mapping(
    args: argparse.Namespace, console: Console
) -> tuple[FaceMapping, str, list[Finding], dict[str, object] | None]:
    """Return the mapping, its origin in words, findings, and the calibration if one was made."""
    named = args.order or args.merge or args.cheek_raiser
    if named and args.calibrate not in ("auto", "off"):
        raise UsageError("--calibrate goes without --order, --merge and --cheek-raiser")
    default = make_mapping(args.order or DEFAULT_ORDER, args.merge or "mean", args.cheek_raiser or "drop")
    words = f"{default.order} order, {default.merge} of pairs"
    if named or args.calibrate == "off" or (args.target == "vertices" and not args.eyes):
        return default, words, [], None
    root: Path | None
    if args.calibrate == "auto":
        root = datasets.dataset_of(path.absolute() for path in args.paths[:-1])
        kept = None if root is None or args.save else datasets.kept_mapping(root)
        if kept is not None:
            return kept, f"{kept.order} order, {kept.merge} of pairs, as found before in {root}", [], None
        if root is None or not datasets.clip_pairs(root):
            text = f"no clips in both forms to calibrate with: {words} is taken, the likeliest"
            return default, words, [Finding("not-calibrated", text, level="info")], None
    else:
        root = Path(args.calibrate)
        if root.is_file():
            loaded = datasets.load_mapping(root)
            return loaded, f"{loaded.order} order, {loaded.merge} of pairs, from {root}", [], None
    result = datasets.calibrate_dataset(root)
    datasets.keep_mapping(root, result)
    if args.save is not None:
        datasets.save_mapping(args.save, result, overwrite=args.force)
    _evidence(result, console)
    how = f"{result.mapping.order} order, {result.mapping.merge} of pairs, found in {root}"
    return result.mapping, how, list(result.findings), result.as_dict()


def _evidence(result: Calibration, console: Console) -> None:
    """Print what a calibration is based on, for people."""
    clear = result.count("sure")
    console.line(
        f"compared {result.clips} clips, {result.frames} frames: {clear} of 51 columns have one explanation, "
        f"{result.count('tied')} several, {result.count('still')} never move, "
        f"{result.count('unexplained')} none"
    )
    console.line(f"order of the 55: {result.mapping.order} ({result.order_status})")
    if clear:
        sure = [column for column in result.columns if column.status == "sure"]
        console.line(
            f"  these fit to {max(column.fit.residual for column in sure):.1g}; the nearest other column is "
            f"off by {min(column.runner_up for column in sure):.2g} or more"
        )
    for column in result.columns:
        if column.status in ("tied", "unexplained"):
            fitting = ", ".join(column.candidates) or "nothing"
            console.line(f"  {column.name}: {column.status}; fits: {fitting}")


def _options(args: argparse.Namespace, mapping: FaceMapping) -> ConvertOptions:
    return ConvertOptions(
        source=args.source,
        target=args.target,
        mapping=mapping,
        vertices=replace(read_options(args, VertexOptions()), mapping=mapping),
        heads=HeadFinder(args.dataset, args.template, args.basis, args.generic),
        force=args.force,
        jobs=args.jobs,
        reading=read_options(args, FaceReading()),
    )


def _print_report(report: ConvertReport, how: str, tasks: list[Task], console: Console) -> None:
    for finding in report.findings[:_SHOWN]:
        console.warn(finding)
    if len(report.findings) > _SHOWN:
        console.note(f"and {len(report.findings) - _SHOWN} more; --json lists all of them")
    for _task, error in report.failed:
        console.note(f"interact: {error}")
    console.line(f"columns: {how}")
    parts = [f"{len(report.done)} of {len(tasks)} converted, {report.frames} frames"]
    if report.skipped:
        parts.append(f"{len(report.skipped)} were there already")
    if report.failed:
        parts.append(f"{len(report.failed)} failed")
    console.line(f"{'; '.join(parts)} ({report.seconds:.1f} s)")


def _dicts(findings: list[Finding]) -> list[dict[str, object]]:
    return [finding.as_dict() for finding in findings]
