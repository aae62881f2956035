# SPDX-License-Identifier: GPL-3.0-or-later
"""How deep people sink into themselves and into each other."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .model import Measure, Measured, Measurer
from .pairs import pairs_of, unknown
from .performed import Performed
from .surfaces import own_depth

__all__ = ["PENETRATION"]

_CAPSULES = "capsules on the joints, with the girth of people of average build"
_OWN = (
    f"regions of one's own body ({_CAPSULES}) that do not hang on each other, such as forearm and trunk "
    "or shin and shin, less what they overlap at rest"
)
_OTHER = f"the bodies of two people ({_CAPSULES})"
_SOURCE = "ours; the limits are those of OmniRetarget (holosoma@fc600e7d), there of meshes"
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
            found += _values(_SELF, person.actor, own_depth(person.body))
    for pair in pairs_of(scene):
        if not pair.known:
            found += unknown(_PARTNER, pair.who, pair.people)
        else:
            found += _values(_PARTNER, pair.who, np.maximum(-scene.gaps[pair.numbers], 0.0))
    return found


def _values(measures: tuple[Measure, ...], who: str, depth: NDArray[np.float64]) -> list[Measured]:
    """Return the deepest overlap, and the shares of frames beyond the limits, of metres (F,)."""
    millimetres = 1000.0 * depth
    deepest = float(millimetres.max(initial=0.0))
    frame = int(millimetres.argmax()) if deepest > 0.0 else None
    found = [Measured(measures[0].id, who, deepest, frame=frame, series=millimetres)]
    for measure, limit in zip(measures[1:], _LIMITS, strict=True):
        beyond = millimetres > limit
        share = 100.0 * float(beyond.mean()) if len(beyond) else 0.0
        found.append(Measured(measure.id, who, share, frame=frame if beyond.any() else None))
    return found


PENETRATION = Measurer((*_SELF, *_PARTNER), _run)
