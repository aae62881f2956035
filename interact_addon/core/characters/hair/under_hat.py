# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps hair inside hats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..body.figure import Figure
from ..body.part import Part

__all__ = ["under_hats"]

Floats = NDArray[np.float64]

_ACROSS, _TALL = 90, 60  # directions about the head
_STEPS = 15  # points along each face of a hat
_INSIDE = 0.006  # metres that hair stays inside the hat


def under_hats(parts: Sequence[Part], worn: Sequence[Part], figure: Figure) -> list[Part]:
    """Return parts, the hair among them pressed to the head where a hat is.

    Args:
        parts: Any parts; those called ``hair`` change.
        worn: Those called ``hat`` (or ``hat 2``...) are the hats.
        figure: The body.
    """
    hats = [part for part in worn if part.name.partition(" ")[0] == "hat"]
    if not hats:
        return list(parts)
    return [_pressed(part, hats, figure) if part.name == "hair" else part for part in parts]


def _pressed(hair: Part, hats: Sequence[Part], figure: Figure) -> Part:
    """Move vertices towards the middle of the head where they are beyond the inside of a hat."""
    base = figure.body.base
    skin = figure.points[: len(base.vertex_groups["body"])]
    head = skin[figure.body.rig.weights[: len(skin), figure.body.rig.index("head")] > 0.5]
    eyes, crown = figure.body.joints["eye.L"][2], head[:, 2].max()
    centre = np.array([0.0, 0.5 * (head[:, 1].min() + head[:, 1].max()), 0.5 * (eyes + crown)])
    inner = np.concatenate([_samples(hat) for hat in hats])
    limit = _nearest(inner - centre)
    points = hair.vertices.astype(np.float64)
    offset = points - centre
    distance = np.maximum(np.linalg.norm(offset, axis=1), 1e-9)
    row, column = _cells(offset)
    # Where a hat is close, its hair is inside the head, where nobody sees it.
    share = np.minimum((limit[row, column] - _INSIDE) / distance, 1.0)
    moved = centre + offset * share[:, None]
    return replace(hair, vertices=moved.astype(np.float32))


def _samples(part: Part) -> Floats:
    """Return points on a part, closer together than the cells of the table."""
    points = part.vertices.astype(np.float64)
    corners = points[np.where(part.faces >= 0, part.faces, part.faces[:, 2:3])]
    u, v = (grid.ravel()[:, None, None] for grid in np.meshgrid(*[np.linspace(0.0, 1.0, _STEPS)] * 2))
    a, b, c, d = corners.transpose(1, 0, 2)
    return np.asarray(((1 - u) * ((1 - v) * a + v * d) + u * ((1 - v) * b + v * c)).reshape(-1, 3))


def _cells(offset: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the row (elevation) and column (azimuth) of directions."""
    distance = np.maximum(np.linalg.norm(offset, axis=1), 1e-9)
    azimuth = np.arctan2(offset[:, 0], -offset[:, 1])
    height = np.arcsin(np.clip(offset[:, 2] / distance, -1.0, 1.0))
    row = np.clip(((height / np.pi + 0.5) * _TALL).astype(int), 0, _TALL - 1)
    return row, ((azimuth / (2 * np.pi) + 0.5) * _ACROSS).astype(int) % _ACROSS


def _nearest(offset: Floats) -> Floats:
    """Return the least distance in each direction and next to it, infinite where there is nothing."""
    table = np.full((_TALL, _ACROSS), np.inf)
    np.minimum.at(table, _cells(offset), np.linalg.norm(offset, axis=1))
    sides = np.minimum.reduce([np.roll(table, step, 1) for step in (-1, 0, 1)])
    padded = np.pad(sides, ((1, 1), (0, 0)), mode="edge")
    return np.where(np.isfinite(table), np.minimum.reduce([padded[:-2], sides, padded[2:]]), np.inf)
