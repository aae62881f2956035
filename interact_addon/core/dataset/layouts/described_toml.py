# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a ``dataset.toml``, whose form is said in `described`, and check all that it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...animation.bvh.units import UNIT_CHOICES, UP_CHOICES
from ...animation.motion_files import FORM_NAMES
from ...foundation.choices import ids
from ...foundation.errors import DatasetError, UsageError
from ...foundation.reading.toml_file import read_toml
from ...foundation.wording import some
from ...schema.kinds import Rate

__all__ = ["PART", "Description", "read_description"]

PART = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A part of a pattern: ``{take}``."""
_CURE = "See docs/datasets.md, or the head of core/dataset/layouts/described.py"
_KINDS = ("body", "face", "voice", "labels", "words", "text", "video")
_LONGEST = 1000  # characters of a pattern
_MOST_PARTS = 50
_TOP = {"title", "root", "scene", "together", "rate", "units", "up", "form", "files", "actors"}


@dataclass(frozen=True)
class Description:
    """What the file says, checked.

    Attributes:
        path: The file.
        root: The dataset's folder.
        title: Its name.
        patterns: Kind of file -> the pattern of its paths, from the root.
        scene: The template of the names of scenes.
        together: Groups of actors who met; empty for everybody.
        rate: Frames per second of files that do not say it, or None.
        units: Of BVH files, or ``auto``.
        up: Likewise.
        form: Of bodies, or ``auto``.
        actors: Actor -> name, sex and person in a file, as far as said.
    """

    path: Path
    root: Path
    title: str
    patterns: Mapping[str, str]
    scene: str
    together: tuple[frozenset[str], ...]
    rate: Fraction | None
    units: str
    up: str
    form: str
    actors: Mapping[str, Mapping[str, str]]


def _text(values: Mapping[str, Any], name: str, path: Path, default: str = "") -> str:
    value = values.get(name, default)
    if not isinstance(value, str):
        raise DatasetError(f"{name} = {value!r} is not a text in quotes", path=path, cure=_CURE)
    return value


def _one_of(values: Mapping[str, Any], name: str, choices: tuple[str, ...], path: Path) -> str:
    value = _text(values, name, path, "auto")
    if value not in choices:
        raise DatasetError(f"{name} = {value!r} is not one of {', '.join(choices)}", path=path)
    return value


def read_description(path: Path) -> Description:
    """Read and check the file.

    Raises:
        DatasetError: it cannot be read, or says something that cannot be.
    """
    values = read_toml(path, "the description of the dataset", DatasetError, cure=_CURE)
    unknown = sorted(set(values) - _TOP)
    if unknown:
        raise DatasetError(f"unknown {some(unknown)}: it has {some(sorted(_TOP))}", path=path, cure=_CURE)
    files = values.get("files")
    if not isinstance(files, dict) or not isinstance(files.get("body", files.get("face")), str):
        raise DatasetError("there is no table [files] with a pattern for body", path=path, cure=_CURE)
    strange = sorted(set(files) - set(_KINDS))
    if strange:
        raise DatasetError(f"[files] has {some(strange)}: it may have {some(_KINDS)}", path=path, cure=_CURE)
    patterns = {kind: _text(files, kind, path) for kind in _KINDS if kind in files}
    for kind, pattern in patterns.items():
        if len(pattern) > _LONGEST:
            raise DatasetError(
                f"{kind} has {len(pattern)} characters, more than any path", path=path, cure=_CURE
            )
        if len(PART.findall(pattern)) > _MOST_PARTS:
            raise DatasetError(f"{kind} has more than {_MOST_PARTS} parts", path=path, cure=_CURE)
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise DatasetError(f"{kind} = {pattern!r} leads out of the folder", path=path, cure=_CURE)
    root = path.parent / _text(values, "root", path)
    parts = dict.fromkeys(
        part for pattern in patterns.values() for part in PART.findall(pattern) if part != "actor"
    )
    scene = _text(values, "scene", path, "_".join(f"{{{part}}}" for part in parts))
    missing = sorted(
        set(PART.findall(scene)) - set(PART.findall(patterns.get("body", patterns.get("face", ""))))
    )
    if missing or not PART.search(scene):
        what = f"{some(missing)} of scene = {scene!r}" if missing else "what tells scenes apart"
        raise DatasetError(f"the pattern of bodies does not have {what}", path=path, cure=_CURE)
    return Description(
        path,
        root,
        _text(values, "title", path) or path.absolute().parent.name,
        patterns,
        scene,
        _together(values, path),
        _rate(values, path),
        _one_of(values, "units", ids(UNIT_CHOICES), path),
        _one_of(values, "up", ids(UP_CHOICES), path),
        _one_of(values, "form", ("auto", "bvh", *FORM_NAMES), path),
        _actors(values, path),
    )


def _together(values: Mapping[str, Any], path: Path) -> tuple[frozenset[str], ...]:
    groups = values.get("together", [])
    if not isinstance(groups, list) or not all(
        isinstance(group, list) and all(isinstance(each, str) for each in group) for group in groups
    ):
        raise DatasetError(
            "together is not a list of lists of actors", path=path, cure='Write together = [["18", "19"]]'
        )
    return tuple(frozenset(group) for group in groups)


def _rate(values: Mapping[str, Any], path: Path) -> Fraction | None:
    if "rate" not in values:
        return None
    try:
        return Rate().from_plain("rate", values["rate"])
    except UsageError as error:
        raise DatasetError(error.message, path=path, cure="Write rate = 30") from error


def _actors(values: Mapping[str, Any], path: Path) -> dict[str, dict[str, str]]:
    actors = values.get("actors", {})
    if not isinstance(actors, dict) or not all(isinstance(each, dict) for each in actors.values()):
        raise DatasetError("[actors] is not a table of tables", path=path, cure=_CURE)
    for actor, each in actors.items():
        strange = sorted(set(each) - {"name", "sex", "person"})
        if strange or not all(isinstance(value, str) for value in each.values()):
            raise DatasetError(
                f"[actors.{actor}] may have the texts name, sex and person", path=path, cure=_CURE
            )
        if each.get("sex", "male") not in ("male", "female"):
            raise DatasetError(f"[actors.{actor}]: sex is male or female", path=path)
    return actors
