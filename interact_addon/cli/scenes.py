# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact scenes``: what a dataset holds, and what is missing."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.dataset import Scene, SceneLengths
    from .console import Console

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact scenes --dataset InterAct
  interact scenes --dataset InterAct --where emotion=joy
  interact scenes --dataset InterAct --where actor=003 --where missing=none --json
"""
_MANY = 50
_FILTERS = ("key", "date", "actor", "relationship", "emotion", "missing")


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "scenes",
        help="list a dataset's scenes: actors, emotion, length, what is missing",
        description="List every scene of a dataset: key, date, actors, relationship, emotion, frames, "
        "seconds, and what is missing or differs in length.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--dataset", required=True, metavar="ROOT", help="folder that holds bvhs, face_arkit, wav"
    )
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help=f"only scenes whose FIELD contains TEXT; FIELD is one of {', '.join(_FILTERS)}; "
        "missing=none means nothing is missing; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """List the scenes."""
    from ..core.dataset import Dataset, measure_lengths

    wanted = [_parse_filter(text) for text in args.where]
    dataset = Dataset.open(args.dataset)
    scenes = [scene for scene in dataset.scenes() if all(_fits(scene, *pair) for pair in wanted)]
    measured: list[tuple[Scene, SceneLengths]] = []
    # Listing takes no time, but lengths stand in the files, which may lie on a slow disk.
    with console.progress("reading lengths", len(scenes)) if len(scenes) > _MANY else nullcontext() as bar:
        for scene in scenes:
            measured.append((scene, measure_lengths(scene)))
            if bar is not None:
                bar.advance()
    console.json(
        {
            "dataset": str(dataset.root),
            "findings": [finding.as_dict() for finding in dataset.findings],
            "scenes": [_as_dict(scene, lengths) for scene, lengths in measured],
        }
    )
    console.table(
        ("key", "date", "actors", "relationship", "emotion", "frames", "seconds", "missing"),
        [_row(scene, lengths) for scene, lengths in measured],
    )
    if not args.json:
        for finding in dataset.findings:
            console.warn(finding)
        for scene, lengths in measured:
            for finding in (*scene.findings, *lengths.findings):
                console.warn(finding)
    frames = sum(lengths.seconds for _, lengths in measured)
    plural = "scene" if len(scenes) == 1 else "scenes"
    console.line(f"{len(scenes)} {plural}, {frames:.1f} s in all")
    return 0


def _row(scene: Scene, lengths: SceneLengths) -> tuple[object, ...]:
    actors = " + ".join(
        performance.actor_id + {"male": " (m)", "female": " (f)"}.get(performance.sex or "", "")
        for performance in scene.performances
    )
    return (
        scene.key,
        f"{scene.date[:4]}-{scene.date[4:6]}-{scene.date[6:]}",
        actors,
        scene.relationship or "?",
        scene.emotion or "?",
        lengths.frames,
        f"{lengths.seconds:.2f}",
        _missing(scene),
    )


def _missing(scene: Scene) -> str:
    named = []
    for performance in scene.performances:
        for what, path in (
            ("body", performance.body_path()),
            ("face", performance.face_arkit),
            ("voice", performance.voice),
        ):
            if path is None:
                named.append(f"{what} {performance.actor_id}")
    if len(scene.performances) < 2:
        named.append("partner")
    return ", ".join(named) or "none"


def _as_dict(scene: Scene, lengths: SceneLengths) -> dict[str, object]:
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
    value["findings"] = [finding.as_dict() for finding in (*scene.findings, *lengths.findings)]
    return value | {
        "rate": str(lengths.rate),
        "frames": lengths.frames,
        "seconds": round(lengths.seconds, 6),
        "missing": [] if _missing(scene) == "none" else _missing(scene).split(", "),
    }


def _parse_filter(text: str) -> tuple[str, str]:
    from ..core.errors import UsageError

    field, equals, wanted = text.partition("=")
    if not equals or field.strip() not in _FILTERS:
        raise UsageError(
            f"--where {text!r} is no filter", cure=f"Write FIELD=TEXT with FIELD one of {', '.join(_FILTERS)}"
        )
    return field.strip(), wanted.strip().lower()


def _fits(scene: Scene, field: str, wanted: str) -> bool:
    if field == "actor":
        return any(actor == wanted.zfill(3) for actor in scene.actor_ids)
    values = {
        "key": scene.key,
        "date": scene.date,
        "relationship": scene.relationship or "",
        "emotion": scene.emotion or "",
        "missing": _missing(scene),
    }
    return wanted in values[field].lower()
