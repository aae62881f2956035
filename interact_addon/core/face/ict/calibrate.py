# SPDX-License-Identifier: GPL-3.0-or-later
"""Detect the order of the 55 columns and the rule of merged pairs from clips that exist in both forms.

Every ARKit column must equal one ICT column, or some rule of two. An order is accepted if it explains every
column, constant ones included: a column that is constant in one form cannot move in the other. Ambiguities
are reported with all candidates.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ..arkit.arkit import ARKIT_51
from .calibration import Calibration, ColumnEvidence, findings_of
from .column_fits import Fit, combine, fits_of_pairs, fits_of_singles, moving, share_of
from .mapping import CHEEK_RULES, MERGE_RULES, ArkitColumn, FaceMapping, make_mapping, merge
from .names import DEFAULT_ORDER, ICT_55, ORDERS, arkit_name
from .naming import names_from_fits

__all__ = ["calibrate"]

TOLERANCE = 1e-5
_MERGED = ("browInnerUp", "cheekPuff")
_MAX_MISFITS = 0.25


def calibrate(ict: NDArray, arkit: NDArray, clips: int = 1, tolerance: float = TOLERANCE) -> Calibration:
    """Compare the two forms of the same frames.

    Args:
        ict: (N, 55) ICT weights.
        arkit: (N, 51) ARKit weights of the same frames.
        clips: The number of clips in these frames, for the report.
        tolerance: The largest difference that counts as equal.

    Raises:
        FaceError: The two differ in their number of frames, or have none.
    """
    if ict.shape[1:] != (len(ICT_55),) or arkit.shape[1:] != (len(ARKIT_51),):
        raise FaceError(f"shapes {ict.shape} and {arkit.shape} are not (frames, 55) and (frames, 51)")
    if len(ict) != len(arkit) or not len(ict):
        raise FaceError(f"{len(ict)} and {len(arkit)} frames are not two forms of the same clips")
    ict, arkit = ict.astype(np.float64), arkit.astype(np.float64)
    singles = np.stack([fits_of_singles(ict, column) for column in arkit.T])
    alive = moving(ict, arkit)
    pairs: list[list[Fit]] = [
        fits_of_pairs(ict, arkit[:, k], tolerance) if alive.arkit[k] and singles[k].min() > tolerance else []
        for k in range(len(ARKIT_51))
    ]
    misfits = {name: _misfits(names, ict, arkit, singles, tolerance) for name, names in ORDERS.items()}
    orders = tuple(name for name, wrong in misfits.items() if not wrong)
    explained = (singles <= tolerance).any(axis=1) | np.array([bool(found) for found in pairs])
    unexplained = [ARKIT_51[k] for k in range(len(ARKIT_51)) if alive.arkit[k] and not explained[k]]
    status, names, order = _choose(orders, misfits, alive.arkit, unexplained, singles, pairs, ict, tolerance)
    merges = _rules(names, ict, arkit, tolerance)
    cheeks = _cheeks(names, ict, arkit, tolerance)
    mapping = make_mapping(names, (merges or ("mean",))[0], (cheeks or ("drop",))[0])
    mapping = replace(mapping, order=order)
    mapping = _per_column_rules(mapping, ict, arkit, tolerance)
    mapping, inverse = _inverse(mapping, ict, arkit, tolerance)
    columns = tuple(
        _column(mapping.arkit[k], arkit[:, k], ict, singles[k], pairs[k], bool(alive.arkit[k]), tolerance)
        for k in range(len(ARKIT_51))
    )
    if status == "sure" and any(column.status in ("still", "unexplained") for column in columns):
        status = "likely"
    result = Calibration(mapping, orders, status, merges, cheeks, columns, inverse, clips, len(ict))
    return replace(result, findings=tuple(findings_of(result)))


def _misfits(
    names: tuple[str, ...], ict: NDArray, arkit: NDArray, singles: NDArray, tolerance: float
) -> list[str]:
    """Return ARKit shapes that no rule explains under an order."""
    wrong = []
    for k, name in enumerate(ARKIT_51):
        parts = [names.index(part) for part in ICT_55 if arkit_name(part) == name]
        if name.startswith("cheekSquint"):
            parts.append(names.index(f"cheekRaiser_{name[11]}"))
        if (singles[k, parts[: 2 if name in _MERGED else 1]] <= tolerance).any():
            continue
        if len(parts) == 2:
            first, second = ict[:, parts[0]], ict[:, parts[1]]
            rules = ("mean", "max", "min", "sum")
            if any(np.abs(combine(r, first, second) - arkit[:, k]).max() <= tolerance for r in rules):
                continue
        wrong.append(name)
    return wrong


def _choose(
    orders: tuple[str, ...],
    misfits: dict[str, list[str]],
    alive: NDArray[np.bool_],
    unexplained: list[str],
    singles: NDArray,
    pairs: list[list[Fit]],
    ict: NDArray,
    tolerance: float,
) -> tuple[str, tuple[str, ...], str]:
    """Return (status, the 55 names, the order's name)."""
    if orders:
        if not alive.any():
            return "unknown", ORDERS[DEFAULT_ORDER], DEFAULT_ORDER
        return ("sure" if len(orders) == 1 else "tied"), ORDERS[orders[0]], orders[0]
    best = min(misfits, key=lambda name: len(misfits[name]))
    # A known order with a few unexplained columns is likelier than a new order derived from the rest.
    if set(misfits[best]) <= set(unexplained) and len(unexplained) <= _MAX_MISFITS * alive.sum():
        return "likely", ORDERS[best], best
    if len(unexplained) > _MAX_MISFITS * alive.sum():
        return "unknown", ORDERS[DEFAULT_ORDER], DEFAULT_ORDER
    return "found", names_from_fits(singles, pairs, alive, ict, tolerance), "found"


def _rules(names: tuple[str, ...], ict: NDArray, arkit: NDArray, tolerance: float) -> tuple[str, ...]:
    """Return the merge rules that fit both merged shapes."""
    fitting = []
    for rule in MERGE_RULES:
        worst = 0.0
        for name in _MERGED:
            left, right = (ict[:, names.index(f"{name}_{side}")] for side in "LR")
            target = arkit[:, ARKIT_51.index(name)]
            worst = max(worst, float(np.abs(merge(rule, left, right) - target).max()))
        if worst <= tolerance:
            fitting.append(rule)
    return tuple(fitting)


def _cheeks(names: tuple[str, ...], ict: NDArray, arkit: NDArray, tolerance: float) -> tuple[str, ...]:
    """Return the rules that fit for cheekRaiser: dropped, or merged into cheekSquint."""
    fitting = []
    for rule in CHEEK_RULES:
        worst = 0.0
        for side, word in (("L", "Left"), ("R", "Right")):
            squint, raiser = (ict[:, names.index(f"cheek{what}_{side}")] for what in ("Squint", "Raiser"))
            value = squint if rule == "drop" else merge(rule, squint, raiser)
            worst = max(worst, float(np.abs(value - arkit[:, ARKIT_51.index(f"cheekSquint{word}")]).max()))
        if worst <= tolerance:
            fitting.append(rule)
    return tuple(fitting)


def _per_column_rules(mapping: FaceMapping, ict: NDArray, arkit: NDArray, tolerance: float) -> FaceMapping:
    """Choose the best rule for each merged shape that the common rule does not fit."""
    columns = list(mapping.arkit)
    for k, column in enumerate(columns):
        if column.name not in _MERGED and not column.name.startswith("cheekSquint"):
            continue
        parts = [mapping.names.index(part) for part in ICT_55 if arkit_name(part) == column.name]
        if len(parts) == 1:
            parts.append(mapping.names.index(f"cheekRaiser_{column.name[11]}"))
        options = [column, *(ArkitColumn(column.name, (part,)) for part in parts)]
        options += [ArkitColumn(column.name, (parts[0], parts[1]), r) for r in ("mean", "max", "min", "sum")]
        residuals = [float(np.abs(_value(option, ict) - arkit[:, k]).max()) for option in options]
        if residuals[0] > tolerance and min(residuals) <= tolerance:
            columns[k] = options[int(np.argmin(residuals))]
    return replace(mapping, arkit=tuple(columns))


def _value(column: ArkitColumn, ict: NDArray) -> NDArray:
    parts = [ict[:, source] for source in column.sources]
    return parts[0] if column.rule == "one" else combine(column.rule, parts[0], parts[1])


def _inverse(
    mapping: FaceMapping, ict: NDArray, arkit: NDArray, tolerance: float
) -> tuple[FaceMapping, dict[str, float]]:
    """Find the inverse: cheekRaiser may be a multiple of an ARKit shape. Return also the inexact shapes."""
    columns = list(mapping.ict)
    for i, column in enumerate(columns):
        if column.name.startswith("cheekRaiser") and np.ptp(ict[:, i]) > tolerance:
            source, share, residual = share_of(arkit, ict[:, i])
            if residual <= tolerance:
                columns[i] = replace(column, source=source, scale=share)
    mapping = replace(mapping, ict=tuple(columns))
    errors = np.abs(mapping.to_ict(arkit) - ict).max(axis=0)
    return mapping, {
        name: float(error) for name, error in zip(mapping.names, errors, strict=True) if error > tolerance
    }


def _column(
    column: ArkitColumn,
    target: NDArray,
    ict: NDArray,
    singles: NDArray,
    pairs: list[Fit],
    alive: bool,
    tolerance: float,
) -> ColumnEvidence:
    fit = Fit(column.sources, column.rule, float(np.abs(_value(column, ict) - target).max()))
    fitting = np.flatnonzero(singles <= tolerance).tolist()
    candidates = [f"column {i}" for i in fitting]
    if len(fitting) == 2:  # two equal columns: every rule except the sum gives the same
        pairs = [Fit((fitting[0], fitting[1]), rule, 0.0) for rule in ("mean", "max", "min")]
    candidates += [f"{pair.rule} of {pair.sources[0]} and {pair.sources[1]}" for pair in pairs]
    rest = np.delete(singles, fitting)
    if not alive:
        status = "still"
    elif fit.residual > tolerance:
        status = "unexplained"
    else:
        status = "sure" if len(candidates) == 1 else "tied"
    return ColumnEvidence(
        column.name, status, fit, tuple(candidates), float(rest.min()) if len(rest) else np.inf
    )
