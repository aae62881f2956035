# SPDX-License-Identifier: GPL-3.0-or-later
"""Find which ICT columns can explain an ARKit column of the same clips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "Moves", "fits_of_pairs", "fits_of_singles", "moving", "share_of"]

_RULES = ("mean", "max", "min", "sum")
_STILL = 1e-4
_SCREEN = 96
_ROUND = 1e-6


@dataclass(frozen=True, slots=True)
class Fit:
    """A column explained by one or two columns of the other form.

    Attributes:
        sources: One column or two.
        rule: ``one``, ``mean``, ``max``, ``min`` or ``sum``.
        residual: The largest difference on any frame.
    """

    sources: tuple[int, ...]
    rule: str
    residual: float


@dataclass(frozen=True, slots=True)
class Moves:
    """Masks of the columns that change."""

    ict: NDArray[np.bool_]
    arkit: NDArray[np.bool_]


def moving(ict: NDArray, arkit: NDArray) -> Moves:
    """Return which columns of (N, 55) and (N, 51) weights are not constant."""
    return Moves(np.ptp(ict, axis=0) > _STILL, np.ptp(arkit, axis=0) > _STILL)


def fits_of_singles(ict: NDArray, target: NDArray) -> NDArray[np.float64]:
    """Return (K,) the largest difference of each column of ``ict`` (N, K) from ``target`` (N,)."""
    residuals: NDArray[np.float64] = np.abs(ict - target[:, None]).max(axis=0)
    return residuals


def fits_of_pairs(ict: NDArray, target: NDArray, tolerance: float) -> list[Fit]:
    """Return all pairs of columns that give ``target`` by some rule, within ``tolerance``.

    A sample of frames rules out nearly all pairs before the rest is compared in full.
    """
    order = np.argsort(target)
    rows = order[np.unique(np.linspace(0, len(order) - 1, _SCREEN).astype(int))]
    first, second = np.triu_indices(ict.shape[1], 1)
    few, wanted = ict[rows], target[rows, None]
    found = []
    for rule in _RULES:
        near = np.abs(combine(rule, few[:, first], few[:, second]) - wanted).max(axis=0) <= tolerance
        for i, j in zip(first[near].tolist(), second[near].tolist(), strict=True):
            residual = float(np.abs(combine(rule, ict[:, i], ict[:, j]) - target).max())
            if residual <= tolerance:
                found.append(Fit((i, j), rule, residual))
    return found


def combine(rule: str, first: NDArray, second: NDArray) -> NDArray:
    """Combine two columns by a rule of ``Fit``."""
    if rule == "mean":
        return (first + second) * 0.5
    if rule == "sum":
        return first + second
    return np.maximum(first, second) if rule == "max" else np.minimum(first, second)


def share_of(columns: NDArray, target: NDArray) -> tuple[int, float, float]:
    """Find the column of which ``target`` is most nearly a constant multiple.

    Args:
        columns: (N, K).
        target: (N,), not all zero.

    Returns:
        The column, the factor, and the largest difference.
    """
    power = np.einsum("nk,nk->k", columns, columns)
    share = np.divide(columns.T @ target, power, out=np.zeros_like(power), where=power > 0)
    # A round factor is likelier than one with rounding errors.
    rounded = np.round(share, 4)
    for factors in (rounded, share):
        residual = np.abs(columns * factors - target[:, None]).max(axis=0)
        place = int(residual.argmin())
        if factors is share or residual[place] <= _ROUND:
            break
    return place, float(factors[place]), float(residual[place])
