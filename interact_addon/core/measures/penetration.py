# SPDX-License-Identifier: GPL-3.0-or-later
"""How deep people sink into themselves and into each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..contacts.wording import part_text
from .model import Measure, Measured, Measurer
from .pairs import pairs_of, unknown
from .performed import Performed, Person
from .surfaces import Nearest, own_overlaps

__all__ = ["PENETRATION"]

_CAPSULES = "capsules on the joints, with the girth of people of average build"
_OWN = (
    f"regions of one's own body ({_CAPSULES}) that do not hang on each other, such as forearm and trunk "
    "or shin and shin, less what they overlap at rest"
)
_OTHER = f"the bodies of two people ({_CAPSULES})"
_SOURCE = "ours; the limits are those of OmniRetarget (holosoma@fc600e7d), there of meshes"
_ROUNDING = 1e-3  # mm, as of regions that overlap just as at rest
_LIMITS = (1, 10)


def _measures(who: str, title: str, what: str, about: Literal["actor", "pair"]) -> tuple[Measure, ...]:
    depth = Measure(
        f"{who}_depth",
        f"{title} penetration",
        "mm",
        f"The deepest overlap of {what}.",
        _SOURCE,
        "low",
        about,
    )
    deeper = (
        Measure(
            f"{who}_deeper_{limit}mm",
            f"{title} deeper than {limit} mm",
            "%",
            f"Frames in which the overlap of {what} is deeper than {limit} mm.",
            _SOURCE,
            "low",
            about,
        )
        for limit in _LIMITS
    )
    return depth, *deeper


_SELF = _measures("self", "Own", _OWN, "actor")
_PARTNER = _measures("partner", "Partner", _OTHER, "pair")


def _run(scene: Performed, source: Performed | None) -> list[Measured]:
    del source
    found: list[Measured] = []
    for person in scene.people:
        if person.body is None:
            found += unknown(_SELF, person.actor, [person])
        else:
            overlaps = own_overlaps(person.body)
            found += _values(_SELF, person.actor, overlaps, person.missing, [person, person])
    for pair in pairs_of(scene):
        if not pair.known:
            found += unknown(_PARTNER, pair.who, pair.people)
        else:
            found += _values(_PARTNER, pair.who, scene.nearest[pair.numbers], pair.missing, pair.people)
    return found


def _values(
    measures: tuple[Measure, ...],
    who: str,
    nearest: Nearest,
    missing: NDArray[np.bool_],
    people: Sequence[Person],
) -> list[Measured]:
    """Return the deepest overlap, and the shares of frames beyond the limits."""
    if missing.all():
        return [
            Measured(each.id, who, None, "there are no frames in which all joints are") for each in measures
        ]
    depth = -1000.0 * nearest.gaps
    millimetres = np.where(missing, np.nan, np.where(depth > _ROUNDING, depth, 0.0))
    deepest = float(np.nanmax(millimetres))
    frame = int(np.nanargmax(millimetres)) if deepest > 0.0 else None
    where = "" if frame is None else _where(nearest.regions[frame].tolist(), people)
    found = [Measured(measures[0].id, who, deepest, where, frame, millimetres)]
    for measure, limit in zip(measures[1:], _LIMITS, strict=True):
        beyond = millimetres[~missing] > limit
        found.append(
            Measured(measure.id, who, 100.0 * float(beyond.mean()), frame=frame if beyond.any() else None)
        )
    return found


def _where(regions: Sequence[int], people: Sequence[Person]) -> str:
    """Return which regions overlap, as in ``left hand and trunk`` or ``001's left hand and 002's trunk``."""
    names = [
        part_text(person.body.parts.regions[region])
        for person, region in zip(people, regions, strict=True)
        if person.body is not None
    ]
    if people[0] is not people[1]:
        names = [f"{person.actor}'s {name}" for person, name in zip(people, names, strict=True)]
    return "deepest: " + " and ".join(names)


PENETRATION = Measurer((*_SELF, *_PARTNER), _run)
