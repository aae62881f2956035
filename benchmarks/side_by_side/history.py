# SPDX-License-Identifier: GPL-3.0-or-later
"""The ratios of earlier runs, a line of JSON each, and which of today's are worse than usual.

The file is not committed: ratios are compared on one machine with one Blender.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from interact_addon.core.foundation.reading.strict_json import parse_json, structured

__all__ = ["BUSY", "REGRESSION", "Ratio", "Run", "add_run", "comparable", "is_worse", "read_history", "usual"]

REGRESSION = 0.2  # a ratio that is worse than usual by this share is marked
BUSY = 0.1  # of the machine, used by other programs: then the wall clock says little
_LAST = 5  # runs that say what is usual


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long as its anchor something takes.

    Attributes:
        cpu: In processor time.
        wall: By the wall clock; None if it was not measured.
        others: Share of the machine that other programs used meanwhile; None if unknown.
    """

    cpu: float
    wall: float | None
    others: float | None = None

    def __post_init__(self) -> None:
        for ratio in (self.cpu, self.wall):
            if ratio is not None and not (math.isfinite(ratio) and ratio >= 0.0):
                raise ValueError(f"a ratio is {ratio:g}")

    def counts(self, clock: str) -> bool:
        """Return whether it can be judged by a clock: by the wall's only where nothing else ran."""
        if clock == "cpu":
            return True
        return self.wall is not None and (self.others is None or self.others <= BUSY)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the benchmarks.

    Attributes:
        date: When it began, as ISO 8601 in UTC.
        commit: The checkout's commit, with a plus sign if it had changes; empty if unknown.
        machine: The processor's model, its cores and graphics cards.
        blender: Blender's version.
        quick: Whether it was a quick one, with less work in each measurement.
        ratios: By the measurements' names.
    """

    date: str
    commit: str
    machine: str
    blender: str
    quick: bool
    ratios: Mapping[str, Ratio]


def read_history(path: Path) -> tuple[list[Run], int]:
    """Return the earlier runs, the oldest first, and how many lines are damaged.

    A line can be half a one, where a run was killed as it wrote.
    """
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return [], 0
    runs, damaged = [], 0
    for line in filter(str.strip, lines):
        try:
            runs.append(structured(parse_json(line), Run))
        except ValueError:
            damaged += 1
    return runs, damaged


def add_run(path: Path, run: Run) -> None:
    """Append a run.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        end = stream.tell()
        stream.seek(max(0, end - 1))
        broken = end > 0 and stream.read(1) != b"\n"  # half a line, which must not spoil this one
        stream.write(b"\n" * broken + json.dumps(asdict(run)).encode() + b"\n")


def comparable(runs: Iterable[Run], like: Run) -> list[Run]:
    """Return the runs on such a machine, with such a Blender, of as much work."""
    wanted = like.machine, like.blender, like.quick
    return [run for run in runs if (run.machine, run.blender, run.quick) == wanted]


def usual(runs: Sequence[Run], name: str, clock: str) -> float | None:
    """Return the median ratio by a clock of the last runs that have it; None if none has one that counts."""
    ratios = [run.ratios[name] for run in runs if name in run.ratios]
    counting = [getattr(ratio, clock) for ratio in ratios if ratio.counts(clock)]
    return median(counting[-_LAST:]) if counting else None


def is_worse(ratio: float, before: float | None, *, more_is_better: bool) -> bool:
    """Return whether a ratio is worse than usual by :data:`REGRESSION` or more."""
    if before is None:
        return False
    return ratio * (1.0 + REGRESSION) <= before if more_is_better else ratio >= before * (1.0 + REGRESSION)
