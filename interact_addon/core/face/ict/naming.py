# SPDX-License-Identifier: GPL-3.0-or-later
"""Name the 55 columns by the ARKit columns they equal, if no known order fits."""

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
    """Return the 55 names in the file's order.

    A mean or a maximum does not show which half of a merged pair is the left one: the first column is used.
    The rest is assigned by similarity (cheekRaiser to its cheekSquint), then alphabetically.

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

    # Columns with the fewest candidates are assigned first, which resolves ties of the others.
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
            similar = [_correlation(ict[:, place], model) for place in free]
            if max(similar) > 0.9:
                take(free[int(np.argmax(similar))], raiser)
    left_over = [name for name in ICT_55 if name not in names.values()]
    names |= dict(zip(free, left_over, strict=True))
    return tuple(names[place] for place in range(len(ICT_55)))


def _correlation(first: NDArray, second: NDArray) -> float:
    """Return the correlation; 0 for a constant column."""
    a, b = first - first.mean(), second - second.mean()
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / norm if norm > 0 else 0.0
