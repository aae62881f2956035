# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of several kinds of work that take turns, and how a benchmark prints them for ``run.py``.

With ``--json`` a benchmark prints one JSON object as its last line: name -> its rounds in their order, each
with seconds of the wall clock and of processor time. Rounds with the same number were taken side by side.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from interact_addon.core.foundation.reading.strict_json import parse_json, structured

__all__ = [
    "Cost",
    "Samples",
    "alternate",
    "benchmark_parser",
    "medians_in",
    "processor_seconds",
    "samples_in",
    "show",
    "timed",
]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one round of something took.

    Attributes:
        wall: Seconds of the wall clock; 0 if it was not read.
        cpu: Seconds of processor time, of this process and of the children that it has waited for.
    """

    wall: float
    cpu: float

    def __post_init__(self) -> None:
        for seconds in (self.wall, self.cpu):
            if not (math.isfinite(seconds) and seconds >= 0.0):
                raise ValueError(f"it took {seconds:g} seconds")

    def __truediv__(self, parts: float) -> Cost:
        """What each of a number of equal parts took."""
        return Cost(self.wall / parts, self.cpu / parts)


Samples = dict[str, list[Cost]]
_CPU = " cpu"


def processor_seconds() -> float:
    """Return the processor time so far, of this process and of the children that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(work: Callable[[], object]) -> Cost:
    """Do something and return what it took."""
    cpu, wall = processor_seconds(), time.perf_counter()
    work()
    return Cost(time.perf_counter() - wall, max(0.0, processor_seconds() - cpu))


def alternate(
    kinds: Sequence[Callable[[], Mapping[str, Cost]]], rounds: int, *, warm_up: bool = True
) -> Samples:
    """Let several kinds of work take turns, so that what else runs on the machine slows all of them.

    Args:
        kinds: Each does its work once and returns what it took, under one name or more.
        rounds: How often each has its turn.
        warm_up: Whether there is a round before those, which does not count: caches and shaders are filled.
    """
    samples: Samples = {}
    for number in range(-1 if warm_up else 0, rounds):
        for kind in kinds:
            found = kind()
            if number >= 0:
                for name, cost in found.items():
                    samples.setdefault(name, []).append(cost)
    return samples


def show(samples: Samples, title: str, *, as_json: bool) -> None:
    """Print samples: their medians and ratios to the first one, or as JSON."""
    if as_json:
        print(
            json.dumps({name: [asdict(cost) for cost in costs] for name, costs in samples.items()}),
            flush=True,
        )
        return
    print(title)
    first = {clock: median(_of(next(iter(samples.values())), clock)) for clock in ("wall", "cpu")}
    for name, costs in samples.items():
        wall, cpu = (median(_of(costs, clock)) for clock in ("wall", "cpu"))
        ratios = [
            f"{value / first[clock]:8.2f}" if first[clock] else " " * 8
            for value, clock in ((wall, "wall"), (cpu, "cpu"))
        ]
        print(f"  {name:40} {wall * 1e3:10.1f} ms {ratios[0]} x   CPU {cpu * 1e3:10.1f} ms {ratios[1]} x")


def samples_in(output: str) -> Samples:
    """Return the samples that a benchmark printed as its last line.

    Raises:
        ValueError: it printed none, or what no benchmark prints.
    """
    lines = output.strip().splitlines()
    if not lines:
        raise ValueError("it printed nothing")
    return structured(parse_json(lines[-1]), Samples)


def medians_in(output: str, unit: float) -> Samples:
    """Return the medians that a benchmark of two checkouts printed as its last line, each as one round.

    It prints a table for each checkout: ``{"now": {"compose": 1.5, "compose cpu": 1.25}, "before": ...}``.
    That is ``now: compose`` here. What has no ``cpu`` of its own is processor time.

    Args:
        output: What it printed.
        unit: Seconds of its unit.

    Raises:
        ValueError: it printed none.
    """
    lines = output.strip().splitlines()
    whole = structured(parse_json(lines[-1] if lines else ""), dict[str, Any])
    samples: Samples = {}
    for checkout, values in whole.items():
        if not isinstance(values, dict):
            continue
        table = {name: float(value) * unit for name, value in values.items()}
        for name, value in table.items():
            if not name.endswith(_CPU):
                cost = Cost(value, table[name + _CPU]) if name + _CPU in table else Cost(0.0, value)
                samples[f"{checkout}: {name}"] = [cost]
    if not samples:
        raise ValueError("it printed no medians")
    return samples


def benchmark_parser(doc: str | None) -> argparse.ArgumentParser:
    """Return a parser with what all benchmarks have in common: their description, and ``--json``."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print the samples as JSON, for run.py")
    return parser


def _of(costs: Sequence[Cost], clock: str) -> list[float]:
    return [getattr(cost, clock) for cost in costs]
