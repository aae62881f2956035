# SPDX-License-Identifier: GPL-3.0-or-later
"""A small least-squares fit that cannot go wild: no coefficient is negative, and few rows decide little."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["fit"]

_TRUST = 0.001  # how much the guess's proportions count, as a part of the rows
_ROUNDS = 400
_LEAST = 1e-9

Row = tuple[Sequence[float], float, float]


def fit(rows: Sequence[Row], guess: Sequence[float]) -> tuple[float, ...]:
    """Return coefficients whose products with the features give the values.

    The guess is first scaled as a whole to the rows; then each coefficient is fitted, and pulled a little
    towards that: what the rows do not tell apart keeps the guess's proportions.

    Args:
        rows: Features, value and weight of each measurement.
        guess: The coefficients without any rows; positive ones.
    """
    scaled = _scaled(rows, guess)
    columns = [
        [feature * part for feature, part in zip(features, scaled, strict=True)] for features, _, _ in rows
    ]
    energy = sum(weight * sum(row) ** 2 for row, (_, _, weight) in zip(columns, rows, strict=True))
    if energy <= 0.0:
        return tuple(scaled)
    pull = _TRUST * energy / len(scaled)
    shares = [1.0] * len(scaled)
    for _ in range(_ROUNDS):
        moved = 0.0
        for at, share in enumerate(shares):
            top, bottom = pull, pull
            for row, (_, value, weight) in zip(columns, rows, strict=True):
                others = sum(part * each for part, each in zip(row, shares, strict=True)) - row[at] * share
                top += weight * row[at] * (value - others)
                bottom += weight * row[at] ** 2
            shares[at] = max(0.0, top / bottom)
            moved = max(moved, abs(shares[at] - share))
        if moved < 1e-6:
            break
    return tuple(share * part for share, part in zip(shares, scaled, strict=True))


def _scaled(rows: Sequence[Row], guess: Sequence[float]) -> list[float]:
    """Return the guess, scaled as a whole to the rows."""
    had = sum(weight * value for _, value, weight in rows)
    guessed = sum(
        weight * sum(feature * part for feature, part in zip(features, guess, strict=True))
        for features, _, weight in rows
    )
    if not rows or guessed <= _LEAST:
        return list(guess)
    ratio = max(had / guessed, 1e-6)
    return [part * ratio for part in guess]
