# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact scenes``: what a dataset holds, and what is missing."""

from __future__ import annotations

import argparse
from contextlib import nullcontext

from ..core.dataset import Dataset, Scene, SceneFilter
from ..core.foundation.findings import Finding
from ..core.performance.labels import matching
from ..core.performance.lengths import SceneLengths, measure_lengths
from .commands import HELP
from .console import Console, count
from .options import add_dataset_argument, opened_dataset

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact scenes --dataset InterAct
  interact scenes --dataset InterAct --where emotion=joy
  interact scenes --dataset InterAct --where actor=003 --where missing=none --json
  interact scenes --dataset InterAct --text "lost keys"       (sentences of lip_acc, too)
  interact scenes --dataset InterX --where action=hug --where label=sit
"""
_MANY, _MOST = 50, 2000  # scenes: a progress bar from here on; lengths are read only if asked for
# As core.dataset.FILTER_FIELDS, which is not imported before it is needed; a test compares them.
_FILTERS = (
    "key", "date", "actor", "relationship", "emotion", "missing", "action", "layout", "text", "label",
)  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "scenes",
        help=HELP["scenes"],
        description="List every scene of a dataset, InterAct's or another: key, date, actors, relationship, "
        "emotion, frames, "
        "seconds, and what is missing or differs in length.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_dataset_argument(parser)
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help=f"only scenes whose FIELD contains TEXT; FIELD is one of {', '.join(_FILTERS)}; "
        "missing=none means nothing is missing; label=sit that somebody sits in some frames, by the "
        "dataset's labels or, where it has none, as found from the motion; may be repeated",
    )
    parser.add_argument(
        "--text",
        metavar="WORDS",
        help="only scenes in whose key, texts, captions, relationship, emotion or action all WORDS occur",
    )
    parser.add_argument(
        "--lengths",
        action=argparse.BooleanOptionalAction,
        help=f"read and compare the recordings' lengths (default: up to {_MOST} scenes)",
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """List the scenes."""
    words = [*args.where, *([f"text={args.text}"] if args.text else [])]
    wanted = SceneFilter.parse(words)
    dataset = opened_dataset(args)
    scenes, odd = _matching(dataset, wanted, console)
    measured: list[tuple[Scene, SceneLengths | None]] = []
    reads = len(scenes) <= _MOST if args.lengths is None else args.lengths
    many = reads and len(scenes) > _MANY
    # Listing takes no time, but lengths are read from the files, which can be on a slow disk.
    with console.progress("reading lengths", len(scenes)) if many else nullcontext() as bar:
        for scene in scenes:
            measured.append((scene, measure_lengths(scene) if reads else None))
            if bar is not None:
                bar.advance()
    extra = dataset.extra()  # opened as its own dataset, the extra set is what is listed above
    clips = [] if extra is None else extra.scenes()
    wanted_clips = matching(clips, wanted)[0]
    if args.json:  # else not: every scene's captions are read for it
        console.json(
            {
                "dataset": str(dataset.root),
                "layout": {"name": dataset.layout.name, "title": dataset.layout.title, "why": dataset.why},
                "summary": dataset.describe(),
                "findings": [finding.as_dict() for finding in (*dataset.findings, *odd)],
                "scenes": [_as_dict(scene, lengths) for scene, lengths in measured],
                "lip_acc": [_clip(scene) for scene in wanted_clips],
            }
        )
    columns = ["key", "date", "actors", "relationship", "emotion", "frames", "seconds", "missing"]
    rows = [_row(scene, lengths) for scene, lengths in measured]
    if any(scene.faces_only for scene in scenes):  # of sentences the text says which it is
        columns.append("text")
        rows = [(*row, scene.text or "?") for row, scene in zip(rows, scenes, strict=True)]
    console.table(columns, rows)
    if not args.json:
        for finding in (*dataset.findings, *odd):
            console.warn(finding)
        for scene, lengths in measured:
            for finding in (*scene.findings, *(() if lengths is None else lengths.findings)):
                console.warn(finding)
    seconds = sum(lengths.seconds for _, lengths in measured if lengths is not None)
    console.line(f"{dataset.describe()}{f' ({dataset.why})' if dataset.why else ''}")
    how = f"{seconds:.1f} s in all" if reads else "their lengths are read with --lengths"
    console.line(f"{count(len(scenes), 'scene')}, {how}")
    if extra is not None:
        _show_clips(extra, wanted_clips, len(clips), console)
        for finding in extra.findings:
            if finding not in dataset.findings and not args.json:
                console.warn(finding)
    return 0


def _show_clips(extra: Dataset, wanted: list[Scene], number: int, console: Console) -> None:
    """List the clips of the extra set: their keys are those of jobs, and of `interact render`."""
    if wanted:
        console.line()
        rows = [
            (_clip(scene)["key"], *scene.actor_ids, ", ".join(scene.missing) or "none", scene.text or "?")
            for scene in wanted
        ]
        console.table(("key", "actor", "missing", "text"), rows)
    spoken = sum(scene.text is not None for scene in wanted)
    of = "" if len(wanted) == number else f" of {number}"
    console.line(
        f"and in {extra.root}: {len(wanted)}{of} clips of single sentences, {spoken} with text; a job of"
        " them: interact job new --lip-acc"
    )


def _clip(scene: Scene) -> dict[str, object]:
    (performance,) = scene.performances
    return performance.as_dict() | {"sentence": performance.sentence, "missing": list(scene.missing)}


def _matching(
    dataset: Dataset, wanted: SceneFilter, console: Console
) -> tuple[list[Scene], tuple[Finding, ...]]:
    """Return the scenes that are wanted; labels can take a while, since motions are read to find them."""
    scenes = dataset.scenes()
    if not wanted.asks_for("label"):
        return matching(scenes, wanted)
    with console.progress("reading labels", len(scenes)) as bar:
        return matching(scenes, wanted, on_scene=bar.advance)


def _row(scene: Scene, lengths: SceneLengths | None) -> tuple[object, ...]:
    actors = " + ".join(
        performance.actor_id + {"male": " (m)", "female": " (f)"}.get(performance.sex or "", "")
        for performance in scene.performances
    )
    return (
        scene.key,
        f"{scene.date[:4]}-{scene.date[4:6]}-{scene.date[6:]}" if scene.date else "",
        actors,
        scene.relationship or "?",
        scene.emotion or "?",
        "" if lengths is None else lengths.frames,
        "" if lengths is None else f"{lengths.seconds:.2f}",
        ", ".join(scene.missing) or "none",
    )


def _as_dict(scene: Scene, lengths: SceneLengths | None) -> dict[str, object]:
    if lengths is None:
        return scene.as_dict() | {"missing": list(scene.missing)}
    by_key = {row.key: row for row in lengths.performances}
    value = scene.as_dict()
    performances = []
    for performance in scene.performances:
        row = by_key[performance.key]
        performances.append(
            performance.as_dict()
            | {
                "body_frames": row.body.frames if row.body else None,
                "face_frames": row.face.frames if row.face else None,
                "voice_seconds": round(row.voice.seconds, 6) if row.voice else None,
            }
        )
    value["performances"] = performances
    findings = (*scene.findings, *lengths.findings, *scene.caption_findings)
    value["findings"] = [finding.as_dict() for finding in findings]
    return value | {
        "rate": str(lengths.rate),
        "frames": lengths.frames,
        "seconds": round(lengths.seconds, 6),
        "missing": list(scene.missing),
    }
