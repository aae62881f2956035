# SPDX-License-Identifier: GPL-3.0-or-later
"""What the measures of one person have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ...animation.bone_names.table import FINGERS
from ..model import Measure, Measured
from ..performed import Performed, Person

__all__ = ["UNKNOWN", "cannot", "finite_frames", "joints_of", "of_each"]

UNKNOWN = "the joints are not known as those of a person"

Flags = NDArray[np.bool_]


def of_each(
    measure: Callable[[Person], list[Measured]],
) -> Callable[[Performed, Performed | None], list[Measured]]:
    """Return what measures everybody in a scene by a function that measures one person."""

    def run(scene: Performed, _source: Performed | None) -> list[Measured]:
        return [each for person in scene.people for each in measure(person)]

    return run


def cannot(measures: Sequence[Measure], who: str, why: str) -> list[Measured]:
    """Return that measures have no value."""
    return [Measured(measure.id, who, None, why) for measure in measures]


def finite_frames(person: Person) -> Flags:
    """Return (F,) the frames in which all joints have a place."""
    return np.asarray(np.isfinite(person.positions).all(axis=(1, 2)))


def joints_of(person: Person, fingers: bool = False) -> list[int]:
    """Return the joints that have a role in the body; all joints, if none have."""
    skeleton = person.motion.skeleton
    roles = skeleton.naming.roles
    chosen = [
        skeleton.index(name)
        for role, name in roles.items()
        if fingers or role.partition(".")[0].partition("_")[2] not in FINGERS
    ]
    return sorted(chosen) or list(range(len(skeleton)))
