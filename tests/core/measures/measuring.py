# SPDX-License-Identifier: GPL-3.0-or-later
"""One measure of one person, for tests."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.measures import Measured, Person, measure_people


def measured(person: Person | Motion, measure: str) -> Measured:
    """The value of a measure of a person."""
    person = Person("001", person) if isinstance(person, Motion) else person
    (found,) = measure_people([person], only=[measure])
    assert (found.measure, found.who) == (measure, "001")
    assert found.series is None or found.series.shape == (person.motion.frames,)
    return found


def value(person: Person | Motion, measure: str) -> float:
    """The number alone, of a measure that has one."""
    found = measured(person, measure)
    assert found.value is not None, found.why
    return found.value


def moved(motion: Motion, way: np.ndarray) -> Motion:
    """The motion, its roots moved by (3,) or (F, 3) metres."""
    positions = motion.positions.copy()
    positions[:, 0] += way
    return replace(motion, positions=positions)


def at_rate(motion: Motion, rate: Fraction | int) -> Motion:
    """The same frames, played at another rate."""
    return replace(motion, rate=Fraction(rate))


def lowest_joint(motion: Motion, *words: str) -> float:
    """The least height of the joints whose names hold one of the words."""
    chosen = [j for j, name in enumerate(motion.skeleton.names) if any(word in name for word in words)]
    return float(forward(motion)[0][:, chosen, 2].min())
