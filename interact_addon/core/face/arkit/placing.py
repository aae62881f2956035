# SPDX-License-Identifier: GPL-3.0-or-later
"""Put rows of weights at their times: sorted, with what is missing interpolated and reported."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.findings import Finding
from .rows import DATASET_RATE, FaceRows, checked, filled
from .times import order_rows, row_times, snap_rate

__all__ = ["RATE_ASSUMED", "frame_rows", "place_rows"]

RATE_ASSUMED = "no-timecode"  # the code of the finding about it


def place_rows(
    path: Path,
    names: tuple[str, ...],
    values: NDArray[np.float64],
    findings: list[Finding],
    rate: Fraction | None,
    label: str,
    texts: Sequence[str],
    lines: Sequence[int],
) -> FaceRows:
    """Return rows at the times of a column.

    Args:
        path: The file.
        names: The K shapes.
        values: (R, K), NaN where a cell is empty.
        findings: What was found until now; more is added.
        rate: Frames per second, if the user says it; the times count more.
        label: The name of the column of times; empty for none: then rows are frames.
        texts: Its cells (R,).
        lines: The rows' lines in the file.

    Raises:
        FaceError: A time cannot be read, or no row has any weight.
    """
    if not label:
        return frame_rows(path, names, values, findings, rate)
    about_times: list[Finding] = []
    times = row_times(path, label, texts, lines, about_times, rate)
    if 2 * len(np.unique(times.at)) <= len(times.at) > 2:
        text = f"{path}: its column {label[:40]} stands still: each row is read as a frame"
        findings.append(Finding("time-still", text, path=str(path)))
        return frame_rows(path, names, values, findings, rate)
    findings += about_times
    kept = order_rows(path, times.at, findings)
    full = _filled(path, values[kept], times.at[kept], findings)
    at = times.at[kept] - times.at[kept[0]]
    _report_drops(path, at, [texts[row] for row in kept], findings, "" if times.counted else " s")
    weights, odd = checked(path, full)
    if times.counted:
        _assume(path, "only numbers of frames", rate, findings)
        return FaceRows(path, names, weights, None, rate, at, (*findings, *odd))
    own = times.rate or snap_rate(at, rate or DATASET_RATE)
    return FaceRows(path, names, weights, at, own, None, (*findings, *odd))


def frame_rows(
    path: Path,
    names: tuple[str, ...],
    values: NDArray[np.float64],
    findings: list[Finding],
    rate: Fraction | None,
) -> FaceRows:
    """Return rows (R, K) that are one frame each; ``findings`` and ``rate`` as for :func:`place_rows`.

    Raises:
        FaceError: No row has any weight.
    """
    at = np.arange(len(values), dtype=np.float64)
    full = _filled(path, values, at, findings)
    _assume(path, "no column of times", rate, findings)
    weights, odd = checked(path, full)
    return FaceRows(path, names, weights, None, rate, None, (*findings, *odd))


def _filled(
    path: Path, values: NDArray[np.float64], at: NDArray[np.float64], findings: list[Finding]
) -> NDArray[np.float64]:
    """Return all values. Rows without a face stay: those before the first one are time that passes too."""
    full, seen, empty = filled(path, values, at)
    findings += empty
    lost = int((~seen).sum())
    if lost:
        what = "1 row has no weights: it is" if lost == 1 else f"{lost} rows have no weights: they are"
        text = f"{path}: {what} interpolated, as where no face was tracked"
        findings.append(Finding("face-untracked", text, path=str(path)))
    return full


def _assume(path: Path, what: str, rate: Fraction | None, findings: list[Finding]) -> None:
    if rate is None:
        text = f"{path} has {what}: {DATASET_RATE} frames per second are assumed"
        text += "; set the face rate (--face-rate) if that is wrong"
        findings.append(Finding(RATE_ASSUMED, text, path=str(path)))


def _report_drops(
    path: Path, at: NDArray[np.float64], shown: Sequence[str], findings: list[Finding], unit: str
) -> None:
    steps = np.diff(at)
    if not steps.size:
        return
    usual = float(np.median(steps))
    gaps = np.flatnonzero(steps > 1.5 * usual)
    if gaps.size:
        dropped = int(np.rint(steps[gaps] / usual - 1).sum())
        longest = gaps[np.argmax(steps[gaps])]
        findings.append(
            Finding(
                "face-frames-dropped",
                f"{path}: {dropped} {'frame is' if dropped == 1 else 'frames are'} missing in {gaps.size} "
                f"{'gap' if gaps.size == 1 else 'gaps'}, the longest of {steps[longest]:.3f}{unit} after "
                f"{shown[longest][:30]}: they are interpolated",
                path=str(path),
            )
        )
