# SPDX-License-Identifier: GPL-3.0-or-later
"""TOML job files: ``[defaults]`` for all scenes, one ``[[scene]]`` for each movie, overriding them.

::

    dataset = "../InterAct"        # relative to the job file; optional

    [defaults]
    preset = "preview"
    size = "1280x720"

    [[scene]]
    key = "20231119_051"

    [[scene]]
    key = "20231119_051"
    output = "20231119_051_close"  # a second movie of the same scene
    camera = "close_a"
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import field, make_dataclass
from pathlib import Path
from typing import Any

import cattrs
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from ..foundation.errors import InteractError, JobError, UsageError
from ..foundation.paths import exists_safely
from ..foundation.reading.toml_file import SLASHES, parse_toml
from ..schema.kinds import File
from .faults import Fault, JobFaultsError
from .job_paths import tidy
from .model import Job, JobEntry, JobOptions, job_options
from .toml_lines import Lines, TomlPath
from .values import output_name, scene_key

__all__ = ["read_toml_job"]

_SLIP = re.compile(r"[\x00-\x1f\x7f]")

_OPTIONS: list[Any] = [(each.name, Any, None) for each in job_options()]
_Defaults: Any = make_dataclass("_Defaults", _OPTIONS, frozen=True)
_Scene: Any = make_dataclass(
    "_Scene",
    [("key", Any), ("output", Any, None), ("dataset", Any, None), *_OPTIONS],
    frozen=True,
)


_File: Any = make_dataclass(
    "_File",
    [
        ("dataset", Any, None),
        ("defaults", _Defaults, field(default_factory=_Defaults)),
        ("scene", list[_Scene], field(default_factory=list)),
    ],
    frozen=True,
)


def _options(table: Any, folder: Path) -> JobOptions:
    """Return the options of a table; its paths are relative to the job file's folder."""
    values = {each.name: getattr(table, each.name) for each in job_options()}
    values = {name: value for name, value in values.items() if value is not None}
    return JobOptions(**values).with_paths(lambda path: tidy(folder / path))


def read_toml_job(file: Path, text: str) -> Job:
    """Read a TOML job.

    Raises:
        JobError: It is not TOML, or names no scene.
        JobFaultsError: It has faults: all of them are listed.
    """
    values = parse_toml(text, file, JobError, cure="See job_files/example.toml")
    lines = Lines(text)
    try:
        asked = _converter(file.parent).structure(values, _File)
    except cattrs.BaseValidationError as errors:
        faults = [Fault(lines.of(path), _message(path, what, values)) for path, what in _flat(errors, ())]
        raise JobFaultsError(faults, path=file) from None
    entries = _entries(asked, file, lines)
    if not entries:
        raise JobError(
            "the job file names no scene", path=file, cure='Write [[scene]] and below it key = "20231119_051"'
        )
    return Job(file, tuple(entries))


def _entries(asked: Any, file: Path, lines: Lines) -> list[JobEntry]:
    defaults = _options(asked.defaults, file.parent)
    entries: list[JobEntry] = []
    first: dict[str, JobEntry] = {}
    faults = []
    for number, scene in enumerate(asked.scene):
        key, actor = scene.key
        dataset = scene.dataset or asked.dataset
        options = _options(scene, file.parent).over(defaults)
        entry = JobEntry(
            key,
            lines.of(("scene", number, "key")),
            actor,
            scene.output or "",
            None if dataset is None else tidy(file.parent / dataset),
            options,
        )
        # On a case-insensitive file system these two would be one file.
        other = first.setdefault(entry.name.casefold(), entry)
        if other is not entry:
            where = f" (line {other.line})" if other.line else ""
            faults.append(
                Fault(
                    entry.line, f"{entry.name} is written twice{where}: give one of them a different output"
                )
            )
        entries.append(entry)
    if faults:
        raise JobFaultsError(faults, path=file)
    return entries


def _converter(folder: Path) -> cattrs.Converter:
    converter = cattrs.Converter()
    hooks = {
        each.name: _path_hook(folder, each.name, each.kind)
        if isinstance(each.kind, File)
        else _hook(each.read)
        for each in job_options()
    }
    hooks |= {
        "key": lambda value, _: scene_key(value),
        "output": lambda value, _: output_name(value),
        "dataset": _path_hook(folder, "dataset", File(folder=True)),
    }

    def table(cls: Any, **more: Any) -> Any:
        own: dict[str, Any] = {
            name: override(struct_hook=hook)
            for name, hook in hooks.items()
            if name in cls.__dataclass_fields__
        }
        made: Any = make_dict_structure_fn(
            cls, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True, **own, **more
        )

        def structure(value: Any, kind: type) -> Any:
            if not isinstance(value, dict):
                raise TypeError("not a table")
            return made(value, kind)

        return structure

    converter.register_structure_hook(_Defaults, table(_Defaults))
    converter.register_structure_hook(_Scene, table(_Scene))
    each = converter.get_structure_hook(list[_Scene])

    def scenes(value: Any, kind: Any) -> Any:
        if not isinstance(value, list):
            raise TypeError("write [[scene]], in double brackets")
        return each(value, kind)

    converter.register_structure_hook(_File, table(_File, scene=override(struct_hook=scenes)))
    return converter


def _hook(read: Callable[[str, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, _: read("plain", value)


def _path_hook(folder: Path, name: str, kind: File) -> Callable[[Any, Any], Path]:
    r"""Return a hook for a path that refuses one in which ``\n`` has become the end of a line."""

    def read(value: Any, _: Any) -> Path:
        path = kind.from_plain(name, value)
        if _SLIP.search(value) and not exists_safely(folder / path):
            raise UsageError(f"there is no {value!r}", cure=SLASHES)
        return path

    return read


def _flat(error: BaseException, path: TomlPath) -> Iterator[tuple[TomlPath, str]]:
    """Yield every fault in a tree of exceptions, with its path in the file."""
    if isinstance(error, cattrs.BaseValidationError):
        for inner in error.exceptions:
            step: TomlPath = ()
            for note in getattr(inner, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    step = (note.name,)
                elif isinstance(note, IterableValidationNote):
                    step = (note.index,)
            yield from _flat(inner, (*path, *step))
    elif isinstance(error, ForbiddenExtraKeysError):
        allowed = sorted(each.name for each in dataclasses.fields(error.cl))
        for extra in sorted(error.extra_fields):
            near = difflib.get_close_matches(str(extra), allowed, n=1, cutoff=0.7)
            meant = f", perhaps {near[0]!r}" if near else ""
            yield (*path, extra), f"unknown name {extra!r}{meant}; allowed are {', '.join(allowed)}"
    elif isinstance(error, KeyError):
        yield path, f"{error.args[0]!r} is missing"
    elif isinstance(error, InteractError):
        yield path, error.message + (f" ({error.cure})" if error.cure else "")
    else:
        yield path, str(error)


def _message(path: TomlPath, what: str, values: dict[str, Any]) -> str:
    """Return a fault's message with its place in front."""
    if path[:1] == ("scene",) and len(path) > 1 and isinstance(path[1], int):
        scene = values["scene"][path[1]]
        key = scene.get("key") if isinstance(scene, dict) else None
        where = f"scene {path[1] + 1}" + (f" ({key})" if isinstance(key, str) else "")
        return ": ".join([where, *map(str, path[2:3]), what])
    return ": ".join([*map(str, path), what])
