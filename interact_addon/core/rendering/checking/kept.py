# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading scenes said, kept between runs: a scene whose files have the same content is not read again.

Files: ``checks/00.json`` to ``checks/ff.json`` in the cache folder, by the beginning of an entry's key. The
key is of everything that reading depends on other than contents: paths in the dataset (findings name them),
options, layout, version. Each entry has its files' states (where the dataset was, size and time) and content
hashes: as long as the states are the same, no file is opened; where they differ, as in a dataset that was
moved or copied, the content decides. Errors are not kept: they may be the machine's.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ...dataset import Scene
from ...face.ict.datasets import calibration_folder
from ...foundation.atomic_file import atomic_write
from ...foundation.cache_folder import cache_folder
from ...foundation.errors import InputError
from ...foundation.findings import Finding
from ...foundation.reading.strict_json import read_json
from ...foundation.version import __version__
from ...options.take import TakeOptions
from ...performance.input_files import file_hash, how_read, take_files
from ...schema.json_form import to_json
from .orders import Reading, SceneOrder

__all__ = ["KeptReadings"]

_FORMAT = 2
_ROOT = "<the dataset>/"  # in place of the folder, in keys and findings
_PLAIN = re.compile(r"(?:/[A-Za-z0-9_. -]+)+")  # a folder that JSON and messages write as it is
_MOST = 400  # entries in a file: some 100,000 scenes in all, at most about 100 MB
_MOST_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class _Entry:
    """A scene as it was read: each file's state and hash, in the order of `take_files`."""

    states: list[str]
    hashes: list[str]
    frames: int
    findings: list[Finding]

    def __post_init__(self) -> None:
        if len(self.states) != len(self.hashes) + 1 or self.frames < 0:
            raise ValueError("its parts do not belong together")


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the cache."""

    format: int
    entries: dict[str, _Entry]

    def __post_init__(self) -> None:
        if self.format != _FORMAT:
            raise ValueError(f"it has the format {self.format}")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A scene's place in the cache, and its files before they are read.

    Attributes:
        key: The entry's key.
        paths: Its files.
        states: The dataset's folder, and their sizes and times, as texts; None where one is not there, so
            that nothing is kept.
        root: The dataset's folder, which findings do not name in the cache; empty if they do.
    """

    key: str
    paths: tuple[str, ...]
    states: tuple[str, ...] | None
    root: str = ""


@dataclass
class KeptReadings:
    """The readings of earlier runs.

    Attributes:
        folder: Where they are kept; by default ``checks`` in the cache folder.
    """

    folder: Path = field(default_factory=lambda: cache_folder() / "checks")
    _files: dict[str, dict[str, _Entry]] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)
    _options: dict[int, tuple[TakeOptions, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._mappings = _listed(calibration_folder())  # faces are converted by what is there

    def ticket(self, order: SceneOrder) -> Ticket:
        """Return a scene's place, for `find` and `keep`."""
        scene = order.scene
        files = take_files(scene, order.options)
        paths = tuple(str(path.absolute()) for path in files.values())
        people = [(each.key, each.ground, str(each.rates), each.sentence) for each in scene.performances]
        about = [
            [_FORMAT, __version__, self._mappings, self._said(order.options)],
            [scene.key, scene.layout, scene.alone, scene.faces_only, people, how_read(scene)],
            [each.as_dict() for each in scene.findings],
            [*zip(files, paths, strict=True)],
        ]
        text = json.dumps(about, separators=(",", ":"))
        root = _movable(scene, text)
        if root:
            text = _without(root, text)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return Ticket(key, paths, _states(root, paths), root)

    def find(self, ticket: Ticket) -> Reading | None:
        """Return what reading said, if the files are still the same; else None."""
        entry = self._file(ticket.key).get(ticket.key)
        if entry is None or ticket.states is None:
            return None
        findings = _changed(entry.findings, ticket.root, lambda text: text.replace(_ROOT, f"{ticket.root}/"))
        reading = Reading(entry.frames, findings)
        if tuple(entry.states) != ticket.states:
            if _hashes(ticket.paths) != entry.hashes:
                return None
            self._put(ticket, entry.hashes, reading)
        return reading

    def keep(self, ticket: Ticket, hashes: Iterable[str] | None, reading: Reading) -> None:
        """Keep what reading said; ``hashes`` are of the files, None if they changed meanwhile."""
        if any(_ROOT in each.message for each in reading.findings):
            return  # a name in a file looks like ours
        if reading.error is None and hashes is not None and ticket.states is not None:
            self._put(ticket, list(hashes), reading)

    def save(self) -> None:
        """Write what is new; a full or read-only disk only costs time."""
        for name in self._changed:
            entries = self._files[name]
            newest = dict(list(entries.items())[-_MOST:])
            values = {"format": _FORMAT, "entries": {key: asdict(one) for key, one in newest.items()}}
            text = json.dumps(values, separators=(",", ":")).encode("utf-8", "backslashreplace")
            with suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                with atomic_write(self.folder / f"{name}.json", sync=False) as stream:
                    stream.write(text)
        self._changed.clear()

    def _put(self, ticket: Ticket, hashes: list[str], reading: Reading) -> None:
        entries = self._file(ticket.key)
        entries.pop(ticket.key, None)  # the newest are the last
        entries[ticket.key] = _Entry(
            list(ticket.states or ()),
            hashes,
            reading.frames,
            list(_changed(reading.findings, ticket.root, lambda text: _without(ticket.root, text))),
        )
        self._changed.add(ticket.key[:2])

    def _file(self, key: str) -> dict[str, _Entry]:
        name = key[:2]
        if name not in self._files:
            path = self.folder / f"{name}.json"
            try:
                self._files[name] = read_json(path, _File, "the kept checks", most_bytes=_MOST_BYTES).entries
            except InputError:  # not there, damaged, or of another version: they are read again
                self._files[name] = {}
        return self._files[name]

    def _said(self, options: TakeOptions) -> Any:
        known = self._options.get(id(options))
        if known is None:
            known = self._options[id(options)] = options, to_json(options)
        return known[1]


def hashes_after(ticket: Ticket) -> list[str] | None:
    """Return the hashes of a scene's files that were read; None if they are not as they were before that."""
    hashes = _hashes(ticket.paths)
    return (
        hashes if ticket.states is not None and _states(ticket.root, ticket.paths) == ticket.states else None
    )


def _movable(scene: Scene, text: str) -> str:
    """Return the dataset's folder, if all texts that name it have it as it is; else nothing."""
    root = str(scene.root or "")
    return root if _PLAIN.fullmatch(root) and _ROOT not in text else ""


def _without(root: str, text: str) -> str:
    """Return a text that does not name the dataset's folder; one that only ends alike stays."""
    return re.sub(rf"(?<![A-Za-z0-9_.-]){re.escape(root)}/", _ROOT, text)


def _changed(findings: Iterable[Finding], root: str, change: Callable[[str], str]) -> tuple[Finding, ...]:
    """Return findings with their texts changed, where the dataset's folder is not a part of the key."""
    if not root:
        return tuple(findings)
    return tuple(
        replace(each, message=change(each.message), path=None if each.path is None else change(each.path))
        for each in findings
    )


def _states(root: str, paths: Iterable[str]) -> tuple[str, ...] | None:
    states = [root]
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116 (of a hundred thousand files)
        except OSError:
            return None
        states.append(f"{status.st_size} {status.st_mtime_ns}")
    return tuple(states)


def _hashes(paths: Iterable[str]) -> list[str] | None:
    try:
        return [file_hash(Path(path))[:32] for path in paths]
    except OSError:
        return None


def _listed(folder: Path) -> list[tuple[str, int]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((each.name, each.stat().st_mtime_ns) for each in entries)
    except OSError:
        return []
