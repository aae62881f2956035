# SPDX-License-Identifier: GPL-3.0-or-later
"""How much a face moves, by region."""

from __future__ import annotations

import numpy as np

from ..model import Measure, Measured, Measurer
from ..performed import Person
from .each import of_each

__all__ = ["FACE"]

_REGIONS = {
    "brows": ("brow",),
    "eyes": ("eye",),
    "mouth": ("mouth", "jaw", "tongue"),
    "cheeks": ("cheek", "nose"),
}
"""Region -> how the names of its ARKit shapes begin."""

_MEASURES = {
    region: Measure(
        f"face_variance_{region}",
        f"Face variance, {region}",
        "",
        f"Variance over time of the weights of the ARKit shapes {', '.join(f'{stem}*' for stem in stems)}; "
        "the mean over the shapes.",
        "ours",
        "none",
        "actor",
    )
    for region, stems in _REGIONS.items()
}


def _variances(person: Person) -> list[Measured]:
    return [_variance(person, region, measure) for region, measure in _MEASURES.items()]


def _variance(person: Person, region: str, measure: Measure) -> Measured:
    face = person.face
    if face is None or not face.frames:
        return Measured(measure.id, person.actor, None, "no face")
    columns = [n for n, name in enumerate(face.names) if name.startswith(_REGIONS[region])]
    weights = face.weights[:, columns].astype(np.float64)
    there = np.isfinite(weights).all(axis=1)
    if not columns or not there.any():
        return Measured(measure.id, person.actor, None, f"the face has no weights of the {region}")
    off = np.square(weights - weights[there].mean(axis=0)).mean(axis=1)
    why = "" if there.all() else "without the frames that lack weights"
    series = np.full(person.motion.frames, np.nan)  # a face may be shorter than its body, or longer
    series[: face.frames] = np.where(there, off, np.nan)[: len(series)]
    return Measured(measure.id, person.actor, float(off[there].mean()), why, None, series)


FACE = Measurer(tuple(_MEASURES.values()), of_each(_variances))
