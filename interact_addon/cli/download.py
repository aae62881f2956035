# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact download``: a dataset, or a part of it, from the Hugging Face Hub."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.hub import (
    DATASETS,
    DownloadOptions,
    DownloadPlan,
    connect,
    known_dataset,
    plan_download,
    readable_size,
    run_download,
)
from ..core.schema.arguments import add_arguments
from ..core.schema.fields import put
from .commands import HELP
from .console import Console
from .options import read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact download InterAct --out InterAct --dry-run
  interact download InterAct --out InterAct --scenes 20231119_051 --only bvhs,wav
  interact download InterAct --out InterAct --where emotion=joy --where actor=003
"""
_MEGABYTE = 1e6


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "download",
        help=HELP["download"],
        description="Download a dataset from the Hugging Face Hub into a folder: only what is missing there, "
        "each file compared with its checksum. Interrupted, the same command goes on. The token is that of "
        "`hf auth login`, or HF_TOKEN.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [each.name for each in DATASETS]
    parser.add_argument("name", metavar="NAME", help=f"the dataset: {', '.join(names)}")
    parser.add_argument("--out", metavar="ROOT", type=Path, required=True, help="the folder for it")
    parser.add_argument(
        "--where",
        metavar="FIELD=TEXT",
        action="append",
        default=[],
        help="only scenes whose FIELD contains TEXT, as in `interact scenes`; may be repeated",
    )
    add_arguments(parser, DownloadOptions)
    parser.add_argument("--dry-run", action="store_true", help="only say what would be downloaded")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """List, say what it is, download."""
    known = known_dataset(args.name)
    options = put(read_options(args, DownloadOptions()), {"where": tuple(args.where)})
    with (
        _stopped_by_keyboard() as stop,
        connect(known, cancelled=stop.is_set, on_wait=console.note) as client,
    ):
        plan = plan_download(client, known, options, args.out, console.note)
        _tell(plan, console)
        if args.dry_run or not plan.fetch:
            for finding in plan.findings:
                console.warn(finding)
            console.json(plan.as_dict() | {"dry_run": args.dry_run, "fetched": [], "failed": {}})
            return 1 if plan.kept and not args.dry_run else 0
        with console.progress("downloading (MB)", round(plan.size / _MEGABYTE, 1)) as bar:
            result = run_download(
                client, plan, options, lambda done, text: bar.update(round(done / _MEGABYTE, 1), text)
            )
    for finding in result.findings:
        console.warn(finding)
    console.json(result.as_dict())
    console.line(f"{args.out}: {len(result.fetched)} of {len(plan.fetch)} files downloaded")
    return 0 if result.complete else 1


def _tell(plan: DownloadPlan, console: Console) -> None:
    """Say what is about to happen, before it does."""
    known = plan.known
    console.line(f"{known.name} ({known.repo}, revision {plan.revision[:8]}), {known.licence}: {known.terms}")
    console.line(known.licence_url)
    for part in plan.parts:
        console.line(f"  {part.name or 'about it'}: {part.files} files, {readable_size(part.size)}")
    if plan.left_out:
        console.line(f"  left out: {', '.join(part.name for part in plan.left_out)}")
    console.line(f"{plan} into {plan.root}")


@contextmanager
def _stopped_by_keyboard() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C sets, so that threads end in order; a second Ctrl-C ends at once."""
    stop = threading.Event()

    def asked(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, asked)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
