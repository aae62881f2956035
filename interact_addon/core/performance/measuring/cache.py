# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache of measures: one ``.npz`` a scene, named by the hash of its files' contents, options and the code.

A file that cannot be read is measured anew; a folder that cannot be written to only costs time.
"""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ...dataset import Scene
from ...foundation.atomic_file import atomic_write
from ...foundation.cache_folder import cache_folder
from ...foundation.findings import Finding
from ...foundation.pickled.fault import BROKEN
from ...measures import Measured
from ...schema.json_form import to_json
from ..input_files import Hashes, how_read, take_files
from .result import SceneMeasures
from .task import MeasureTask

__all__ = ["MeasureCache", "load_measures", "save_measures"]

_FORMAT = 1


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
    digest = hashlib.sha256(str(_FORMAT).encode())
    for path in sorted(Path(__file__).parents[2].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


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


def load_measures(path: Path, *, series: bool = True) -> SceneMeasures | None:
    """Inverse of `save_measures`; None if the file is missing or unusable."""
    try:
        with np.load(path, allow_pickle=False) as data:
            head = json.loads(str(data["head"]))
            values = tuple(
                Measured(measure, who, value, why, frame, data.get(str(number)) if series else None)
                for number, (measure, who, value, why, frame) in enumerate(head["values"])
            )
        findings = tuple(Finding(**each) for each in head["findings"])
        return SceneMeasures(head["key"], values, Fraction(head["rate"]), int(head["frames"]), findings)
    except (OSError, ArithmeticError, AttributeError, *BROKEN):
        return None
