# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache of measures: one ``.npz`` a scene, named by the hash of its files' contents, options and the code.

A file that cannot be read is measured anew; a folder that cannot be written to only costs time.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...dataset import Scene
from ...foundation.atomic_file import atomic_write
from ...foundation.cache_folder import cache_folder
from ...foundation.findings import Finding
from ...foundation.number_files.kept_arrays import kept_arrays
from ...foundation.pickled.fault import BROKEN, DamageError
from ...foundation.reading.strict_json import parse_json, structured
from ...foundation.writing.kept import hash_of_code
from ...measures import MEASURES, Measured
from ...schema.json_form import to_json
from ..input_files import Hashes, how_read, take_files
from .result import SceneMeasures
from .task import MeasureTask

__all__ = ["MeasureCache", "load_measures", "save_measures"]

_FORMAT = 1
_RATE = re.compile(r"[0-9]{1,9}(/[1-9][0-9]{0,8})?")


class MeasureCache:
    """Measures of earlier runs.

    Args:
        folder: Where they are kept; by default ``measures`` in the cache folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or cache_folder() / "measures"
        self._hashes = Hashes(self._folder / "hashes.json")

    def find(self, task: MeasureTask, *, series: bool = True) -> SceneMeasures | None:
        """Return what is kept of a task, or of the same one with all measures; None if nothing is."""
        if task.error is not None:  # else the scene without its other version would be found
            return None
        for only in dict.fromkeys((task.only, None)):
            found = load_measures(self._path(task, only), series=series)
            if found is not None:
                return found.only(task.only)
        return None

    def keep(self, task: MeasureTask, found: SceneMeasures) -> None:
        """Keep what was measured."""
        if found.error is None:
            save_measures(self._path(task, task.only), found)

    def save(self) -> None:
        """Write which files have which content, so that the next run need not read them."""
        self._hashes.save()

    def _path(self, task: MeasureTask, only: frozenset[str] | None) -> Path:
        content = {
            "code": _code_version(),
            "only": None if only is None else sorted(only),
            "options": to_json(task.options),
            "scene": self._content(task.scene, task),
            "source": None if task.source is None else self._content(task.source, task),
        }
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return self._folder / f"{digest[:32]}.npz"

    def _content(self, scene: Scene, task: MeasureTask) -> list[Any]:
        """Return all that the takes of a scene depend on. Findings name the files, so these count too."""
        files = take_files(scene, task.options)
        states = [self._hashes.of(role, path) for role, path in files.items()]
        people = [(each.key, each.ground, str(each.rates)) for each in scene.performances]
        findings = [each.as_dict() for each in scene.findings]
        contents = [(each.role, each.path, each.sha256) for each in states]
        return [scene.key, people, how_read(scene), findings, contents]


@cache
def _code_version() -> str:
    """Return a hash of all modules that measuring can depend on."""
    return hash_of_code(Path(__file__).parents[2].rglob("*.py"), _FORMAT)


def save_measures(path: Path, found: SceneMeasures) -> None:
    """Write what was measured; a full or read-only disk only costs time."""
    rows, series = [], {}
    for number, each in enumerate(found.values):
        rows.append([each.measure, each.who, each.value, each.why, each.frame])
        if each.series is not None:
            series[str(number)] = each.series
    head = {
        "key": found.key,
        "rate": str(found.rate),
        "frames": found.frames,
        "findings": [each.as_dict() for each in found.findings],
        "values": rows,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, sync=False) as stream:
            np.savez_compressed(stream, head=np.array(json.dumps(head)), **series)  # type: ignore[arg-type]  # its stub
    except OSError:
        return


@dataclass(frozen=True, slots=True)
class _Head:
    key: str
    rate: str
    frames: int
    findings: tuple[Finding, ...]
    values: tuple[list[Any], ...]

    def __post_init__(self) -> None:
        if not _RATE.fullmatch(self.rate) or self.frames < 0:
            raise ValueError("it is not of a motion")


@dataclass(frozen=True, slots=True)
class _Row:
    measure: str
    who: str
    value: float | None
    why: str
    frame: int | None

    def __post_init__(self) -> None:
        if self.measure not in MEASURES or (self.frame or 0) < 0:
            raise ValueError("there is no such measure")


def load_measures(path: Path, *, series: bool = True) -> SceneMeasures | None:
    """Inverse of `save_measures`; None if the file is missing or damaged in any way."""
    try:
        with kept_arrays(path) as data:
            head = structured(parse_json(data.text("head")), _Head)
            values = tuple(
                _measured(row, data.get(str(number)) if series else None)
                for number, row in enumerate(head.values)
            )
        return SceneMeasures(head.key, values, Fraction(head.rate), head.frames, head.findings)
    except (OSError, *BROKEN):
        return None


def _measured(row: list[Any], series: NDArray[np.float64] | None) -> Measured:
    names = [each.name for each in fields(_Row)]
    each = structured(dict(zip(names, row, strict=True)), _Row)
    if series is not None and (series.dtype.kind != "f" or series.ndim != 1):
        raise DamageError("the values of frames are no numbers")
    return Measured(each.measure, each.who, each.value, each.why, each.frame, series)
