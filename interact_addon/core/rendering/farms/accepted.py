# SPDX-License-Identifier: GPL-3.0-or-later
"""What a frozen list of tasks may name: no more than a job file may.

A list lies in an output folder, which may come from anybody. It says which scenes to render, how, and from
which dataset. It names no program and no file to write: those follow from the output folder and from names
that are valid as file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...dataset.names import split_key
from ...foundation.choices import ids
from ...foundation.errors import UsageError
from ...jobs.model import JobEntry
from ...jobs.request import RenderRequest
from ...jobs.values import output_name
from ...options.face import FORMATS
from .paths import PathMap

__all__ = ["accepted_id", "accepted_name", "check_once", "check_place", "check_request"]

_ACTOR = re.compile(r"[A-Za-z0-9_-]{1,40}")
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,149}")  # a long key with an actor behind it
_DEPTH = 3  # .interact/farm/ID, in which the list lies


def check_request(request: RenderRequest, out: Path) -> None:
    """Check that a job file could ask for a list's request.

    Args:
        request: As read; values of other kinds than are written can be in it.
        out: The list's output folder.

    Raises:
        UsageError: its key, name or actor is invalid, or it names files or folders to write to.
    """
    if split_key(_text("key", request.key)) != (request.key, None):
        raise UsageError(f"invalid key {request.key!r}")
    face = request.face
    if face is not None:
        if not _ACTOR.fullmatch(_text("actor", face.actor)):
            raise UsageError(f"invalid actor {face.actor!r}")
        if face.frames_format not in ids(FORMATS):
            raise UsageError(f"invalid format of frames {face.frames_format!r}")
    name = _text("name", request.file_name)
    usual = request.key if face is None else JobEntry(request.key, actor=face.actor).name
    if name != usual:
        output_name(name)
    elif not _NAME.fullmatch(name):
        raise UsageError(f"invalid name {name!r}")
    if request.out != out:
        raise UsageError(f"{request.file_name} has an output folder of its own: {request.out}")
    if request.segments is not None or (face is not None and (face.pictures or face.mark)):
        raise UsageError(f"{request.file_name} names folders to write to")


def accepted_id(value: Any) -> str:
    """Return a job's id, which names its folder.

    Raises:
        UsageError: it is invalid as a folder's name.
    """
    text = _text("id", value)
    if not _ID.fullmatch(text):
        raise UsageError(f"invalid id {text[:40]!r}")
    return text


def accepted_name(value: Any) -> str:
    """Return what the files of a scene that was refused would have been called.

    Raises:
        UsageError: it is invalid as a file name.
    """
    text = _text("name", value)
    if not _NAME.fullmatch(text):
        raise UsageError(f"invalid name {text[:40]!r}")
    return text


def check_once(names: Iterable[str]) -> None:
    """Check that no two tasks write the same files.

    Raises:
        UsageError: two have one name; upper and lower case are the same on some systems.
    """
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise UsageError(f"{name} is written twice")
        seen.add(name.casefold())


def check_place(path: Path, out: Path, paths: PathMap) -> Path:
    """Return the output folder of a list, on this machine: the one in which it lies, or one that is mapped.

    Args:
        path: The list.
        out: The output folder that it names.
        paths: What the user maps.

    Raises:
        UsageError: the list lies elsewhere, so that its output folder can be anybody's choice.
    """
    mapped = paths.mapped(out)
    if mapped is not None:
        if not mapped.is_absolute():
            raise UsageError(f"{mapped} is not an absolute path", cure="Give one with --map")
        return mapped
    folders = path.absolute().parents
    home = folders[_DEPTH] if len(folders) > _DEPTH else None
    inside = home is not None and path.absolute().parts[-4:-2] == (".interact", "farm")
    if home is None or not inside or not _same(home, out):
        cure = f"If the movies shall go into a folder that you choose: --map {out} FOLDER"
        raise UsageError(
            f"{path} names the output folder {out}, but does not lie in it (.interact/farm/ID)", cure=cure
        )
    return out


def _same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except (OSError, ValueError):
        return False


def _text(what: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"invalid {what} {value!r:.40}")
    return value
