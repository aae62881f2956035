# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact wardrobe``: the clothes in a folder, as the built-in people can wear them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..core.characters import Piece, Wardrobe, dressed, look_by_id
from ..core.foundation.errors import CharacterError
from ..core.foundation.findings import Finding
from .commands import HELP
from .console import Console

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact wardrobe packs/suits
  interact render 20231119_051 --dataset InterAct --out movies --wardrobe packs/suits \\
      --wear 001=male_casualsuit05+shoes03 --wear "002=fedora #4b4038"
"""
_READER = "jonas"  # pieces are read as if for a person


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "wardrobe",
        help=HELP["wardrobe"],
        description="List the clothes in a folder and its subfolders (.mhclo, with .obj and .mhmat): the "
        "name by which --wear takes each, its kind, author and licence, and what is wrong with it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="such as an asset pack of MPFB")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """List the pieces."""
    wardrobe = Wardrobe.open(args.folder)
    rows = [_row(wardrobe, piece) for piece in wardrobe.pieces if piece.kind != "face"]
    console.json({"folder": str(wardrobe.folder), "looks": dict(wardrobe.looks), "pieces": rows})
    console.table(
        ["name", "kind", "tags", "author", "licence", "pictures missing"],
        [[row["name"], row["kind"], ", ".join(row["tags"]), row["author"], row["licence"], len(row["absent"])]
         for row in rows],
    )  # fmt: skip
    for row in rows:
        if row["error"]:
            console.warn(Finding("clothes", row["error"]))
    for error in _wrong_looks(wardrobe):
        console.warn(Finding("clothes", error))
    return 0


def _wrong_looks(wardrobe: Wardrobe) -> list[str]:
    errors = []
    for person in wardrobe.looks:
        try:
            dressed(look_by_id(person), wardrobe)
        except CharacterError as wrong:
            errors.append(str(wrong))
    return list(dict.fromkeys(errors))


def _row(wardrobe: Wardrobe, piece: Piece) -> dict[str, Any]:
    error = piece.error
    absent: tuple[str, ...] = ()
    if not error:
        try:
            (worn,) = dressed(look_by_id(_READER), wardrobe, [str(_path(piece))]).worn
            absent = worn.material.absent
        except CharacterError as wrong:
            error = str(wrong)
    head = piece.heading
    return {
        "name": piece.name,
        "kind": piece.kind,
        "path": str(_path(piece)),
        "title": head.name,
        "uuid": head.uuid,
        "tags": list(head.tags),
        "author": head.author,
        "licence": head.licence,
        "absent": list(absent),
        "error": error,
    }


def _path(piece: Piece) -> Path:
    return piece.heading.path.relative_to(piece.folder)
