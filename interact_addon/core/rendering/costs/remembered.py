# SPDX-License-Identifier: GPL-3.0-or-later
"""What probe frames and batches have shown about this user's machines, kept in the cache folder.

One file per machine and version of this add-on. Which Blender a child will have is not known before it
starts: after a change of Blender the latest scenes of each picture replace what the one before has shown.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ...foundation.atomic_file import atomic_write
from ...foundation.cache_folder import cache_folder
from ...foundation.errors import InputError, InteractError
from ...foundation.reading.strict_json import read_json
from ...foundation.version import __version__
from .machine import Machine
from .measurement import Measurement, Picture

__all__ = ["remember", "remembered", "remembered_path"]

_FORMAT = 1
_MOST, _MOST_OF_A_PICTURE = 400, 20
_MOST_BYTES = 1 << 22


@dataclass(frozen=True, slots=True)
class _Remembered:
    format: int
    measurements: tuple[Measurement, ...]

    def __post_init__(self) -> None:
        if self.format != _FORMAT:
            raise ValueError(f"it has the format {self.format}")


def remembered_path(machine: Machine, folder: Path | None = None) -> Path:
    """Return the file for a machine, which need not exist."""
    what = json.dumps([machine.host, machine.cpu, machine.cores, machine.gpu, __version__])
    name = hashlib.sha256(what.encode()).hexdigest()[:16]
    return (folder or cache_folder() / "render-times") / f"{name}.json"


def remembered(machine: Machine, folder: Path | None = None) -> tuple[Measurement, ...]:
    """Return what is known of a machine; a damaged file counts as none."""
    try:
        return read_json(
            remembered_path(machine, folder), _Remembered, "the render times", most_bytes=_MOST_BYTES
        ).measurements
    except InputError:
        return ()


def remember(new: Iterable[Measurement], machine: Machine, folder: Path | None = None) -> None:
    """Add measurements; the oldest are dropped. A folder that cannot be written only costs another probe."""
    kept: list[Measurement] = []
    many: Counter[Picture] = Counter()
    for each in reversed([*remembered(machine, folder), *new]):
        many[each.picture] += 1
        if many[each.picture] <= _MOST_OF_A_PICTURE and len(kept) < _MOST:
            kept.insert(0, each)
    values = {"format": _FORMAT, "measurements": [asdict(each) for each in kept]}
    with suppress(OSError, InteractError):
        path = remembered_path(machine, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(json.dumps(values, indent=1).encode())
