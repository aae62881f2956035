# SPDX-License-Identifier: GPL-3.0-or-later
"""People as they are measured, with what several measures need of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..animation.feet import GroundHeights, ground_heights
from ..animation.kinematics import forward
from ..animation.skeleton import Motion
from ..contacts import Contact
from ..contacts.bodies import Body, captured_body
from ..contacts.touch import touches
from ..face.arkit.track import FaceTrack
from ..foundation.errors import CharacterError
from .surfaces import Nearest, partner_gaps

__all__ = ["REACH", "Performed", "Person"]

REACH = 0.02
"""Metres: farther apart, the gaps of `Performed.nearest` are infinite."""


@dataclass(frozen=True, eq=False)
class Person:
    """One person of a scene.

    Attributes:
        actor: Their id.
        motion: Their body: metres, Z up.
        face: Their face, of the motion's rate, or None.
        voice: The WAV file of their voice, or None.
    """

    actor: str
    motion: Motion
    face: FaceTrack | None = None
    voice: Path | None = None

    @cached_property
    def body(self) -> Body | None:
        """Joints and capsules of the body in all frames; None if the joints are not known."""
        try:
            return captured_body(self.motion)
        except CharacterError:
            return None

    @cached_property
    def positions(self) -> NDArray[np.float64]:
        """(F, J, 3) metres, the joints in the world, also of unknown ones."""
        return forward(self.motion)[0] if self.body is None else self.body.positions

    @cached_property
    def missing(self) -> NDArray[np.bool_]:
        """(F,) the frames in which the place of a joint is not a number."""
        return np.asarray(~np.isfinite(self.positions).all(axis=(1, 2)))

    @cached_property
    def ground(self) -> GroundHeights | None:
        """How the feet stand; None if the joints are not known."""
        return None if self.body is None else ground_heights(self.motion)


@dataclass(frozen=True, eq=False)
class Performed:
    """The people of a scene, at one rate."""

    people: tuple[Person, ...]

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return self.people[0].motion.rate

    @property
    def frames(self) -> int:
        """The length of the longest body."""
        return max(person.motion.frames for person in self.people)

    @cached_property
    def contacts(self) -> dict[tuple[int, int], list[Contact]]:
        """Numbers of two people whose joints are known -> their contacts, as `find_contacts` finds them."""
        return {pair: touches(self._bodies, *pair) for pair in combinations(self._bodies, 2)}

    @cached_property
    def nearest(self) -> dict[tuple[int, int], Nearest]:
        """Numbers of two people whose joints are known -> how near their surfaces come, up to `REACH`."""
        bodies = self._bodies
        return {
            (one, other): partner_gaps(bodies[one], bodies[other], REACH)
            for one, other in combinations(bodies, 2)
        }

    @property
    def _bodies(self) -> dict[int, Body]:
        return {n: each.body for n, each in enumerate(self.people) if each.body is not None}
