# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a run: each measurement's ratio, its target, and what is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .history import Ratio, Run, is_worse, usual
from .samples import Samples
from .table import Measurement

__all__ = ["Line", "line_of", "table"]

_HEAD = ("", "ours", "anchor", "ratio", "CPU", "wall", "target", "usual", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement's result.

    Attributes:
        measurement: What was measured.
        ratio: The medians of its rounds' ratios.
        spread: The least and the largest ratio of a round, by the clock that it is judged by.
        ours: Seconds of ours by that clock, the median.
        anchor: Seconds of the anchor.
        before: What is usual; None if nothing is.
    """

    measurement: Measurement
    ratio: Ratio
    spread: tuple[float, float]
    ours: float
    anchor: float
    before: float | None = None

    @property
    def judged(self) -> float:
        """The ratio by the clock that it is judged by."""
        ratio = getattr(self.ratio, self.measurement.clock)
        return float("nan") if ratio is None else ratio

    @property
    def counts(self) -> bool:
        """Whether it can be judged at all."""
        return self.ratio.counts(self.measurement.clock)

    @property
    def is_regression(self) -> bool:
        """Whether it is worse than usual."""
        more_is_better = self.measurement.more_is_better
        return self.counts and is_worse(self.judged, self.before, more_is_better=more_is_better)

    def cells(self) -> tuple[str, ...]:
        """Return the columns of its row."""
        one, clock = self.measurement, self.measurement.clock
        sign = "≥" if one.more_is_better else "≤"
        marks = [
            "REGRESSION" * self.is_regression,
            "misses its target" * (self.counts and not one.meets(self.judged)),
            f"not judged, others used {self.ratio.others or 0.0:.0%} of the machine" * (not self.counts),
        ]
        return (
            f"{one.name}: {one.what}",
            _time(self.ours),
            _time(self.anchor),
            f"{self.spread[0]:.3f}–{self.spread[1]:.3f}",
            _judged(self.ratio.cpu, clock == "cpu"),
            _judged(self.ratio.wall, clock == "wall"),
            "" if one.target is None else f"{sign} {one.target:g}",
            "new" if self.before is None else f"{self.before:.3f}",
            ", ".join(filter(None, marks)),
        )


def line_of(measurement: Measurement, samples: Samples, others: float | None, runs: Sequence[Run]) -> Line:
    """Return a measurement's result.

    Args:
        measurement: What was measured.
        samples: What its benchmark printed.
        others: Share of the machine that other programs used meanwhile.
        runs: Earlier runs to compare with.

    Raises:
        ValueError: the benchmark has not measured it.
    """
    pair = [samples.get(name) for name in (measurement.ours, measurement.anchor)]
    if not all(pair):
        lacking = measurement.ours if not pair[0] else measurement.anchor
        raise ValueError(f"it has no {lacking!r}")
    ratios: dict[str, list[float]] = {}
    medians: dict[str, tuple[float, float]] = {}
    for clock in ("cpu", "wall"):
        ours, anchor = ([getattr(cost, clock) for cost in costs] for costs in pair)
        if min(anchor) > 0.0:  # else this clock was not read
            ratios[clock] = [mine / its for mine, its in zip(ours, anchor, strict=True)]
            medians[clock] = median(ours), median(anchor)
    if not {"cpu", measurement.clock} <= set(ratios):
        raise ValueError(f"{measurement.anchor!r} took no time")
    judged = ratios[measurement.clock]
    return Line(
        measurement,
        Ratio(median(ratios["cpu"]), median(ratios["wall"]) if "wall" in ratios else None, others),
        (min(judged), max(judged)),
        *medians[measurement.clock],
        usual(runs, measurement.name, measurement.clock),
    )


def table(lines: Sequence[Line], left_out: Mapping[str, str]) -> str:
    """Return the table as text.

    Args:
        lines: The results.
        left_out: Names of measurements that there are none of -> why.
    """
    rows = [_HEAD, *(line.cells() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    texts = [
        "  ".join(
            [
                cell.ljust(width) if n in (0, len(row) - 1) else cell.rjust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
        ).rstrip()
        for row in rows
    ]
    texts += [f"{name}: not measured, {why}" for name, why in left_out.items()]
    return "\n".join(texts)


def _judged(ratio: float | None, judged: bool) -> str:
    if ratio is None:
        return "- "
    return f"{ratio:.3f}{'*' if judged else ' '}"


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1.0 else f"{seconds * 1e3:.4g} ms"
