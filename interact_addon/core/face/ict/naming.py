# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming the 55 columns by the ARKit columns they equal, where no known order fits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..arkit.arkit import ARKIT_51
from .column_fits import Fit
from .names import ICT_55, arkit_name

__all__ = ["names_from_fits"]


def names_from_fits(
    singles: NDArray, pairs: list[list[Fit]], alive: NDArray[np.bool_], ict: NDArray, tolerance: float
) -> tuple[str, ...]:
    """The 55 names in the file's order.

    Which half of a merged pair is the left one is not in a mean or a maximum: the first column is taken for
    it. What is left over goes by likeness (cheekRaiser to its cheekSquint), then by the alphabet.

    Args:
        singles: (51, 55) residuals of each ICT column as each ARKit column.
        pairs: For each ARKit column, the pairs that give it.
        alive: (51,) whether the ARKit column moves.
        ict: (N, 55) the weights.
        tolerance: The largest residual that counts as equal.
    """
    names: dict[int, str] = {}
    free = list(range(len(ICT_55)))

    def take(place: int, name: str) -> None:
        if place in free and name not in names.values():
            names[place] = name
            free.remove(place)

    # The columns with the fewest explanations speak first, so that a tie is settled by what others need.
    fits = [np.flatnonzero(row <= tolerance) for row in singles]
    for k in sorted(np.flatnonzero(alive).tolist(), key=lambda k: (len(fits[k]) or 99, k)):
        parts = [part for part in ICT_55 if arkit_name(part) == ARKIT_51[k]]
        places = [int(place) for place in fits[k] if place in free]
        if not places and pairs[k]:
            places = [place for place in pairs[k][0].sources if place in free]
            parts += [f"cheekRaiser_{parts[0][-1]}"] if parts[0].startswith("cheekSquint") else []
        for place, part in zip(places, parts, strict=False):
            take(place, part)
    for side in "LR":
        squint, raiser = f"cheekSquint_{side}", f"cheekRaiser_{side}"
        if raiser not in names.values() and squint in names.values() and free:
            model = ict[:, next(place for place, name in names.items() if name == squint)]
            alike = [_likeness(ict[:, place], model) for place in free]
            if max(alike) > 0.9:
                take(free[int(np.argmax(alike))], raiser)
    left_over = [name for name in ICT_55 if name not in names.values()]
    names |= dict(zip(free, left_over, strict=True))
    return tuple(names[place] for place in range(len(ICT_55)))


def _likeness(first: NDArray, second: NDArray) -> float:
    """Correlation; 0 for a column that never moves."""
    a, b = first - first.mean(), second - second.mean()
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / norm if norm > 0 else 0.0
