# SPDX-License-Identifier: GPL-3.0-or-later
"""The measures of a scene."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ...foundation.errors import InteractError
from ...foundation.findings import Finding
from ...measures import Measured

__all__ = ["SceneMeasures"]


@dataclass(frozen=True, eq=False)
class SceneMeasures:
    """What was measured of a scene, or why nothing could be.

    Attributes:
        key: The scene's key.
        values: The values, in the order of `core.measures.MEASURES`.
        rate: Frames per second; 0 if the scene could not be read.
        frames: The length of the longest body.
        findings: What is odd about the files, and about how two versions fit together.
        error: Why the scene could not be measured, or None.
    """

    key: str
    values: tuple[Measured, ...] = ()
    rate: Fraction = Fraction(0)
    frames: int = 0
    findings: tuple[Finding, ...] = ()
    error: InteractError | None = None

    def of(self, measure: str, who: str | None = None) -> tuple[Measured, ...]:
        """Return the values of a measure: of everybody, or of an actor or a pair such as ``001+002``."""
        return tuple(
            each for each in self.values if each.measure == measure and (who is None or each.who == who)
        )

    def seconds(self, frame: int) -> float:
        """Return the time of a frame that is counted from 0."""
        return float(frame / self.rate)

    def about(self, actors: frozenset[str] | None) -> SceneMeasures:
        """Return the values of some actors, their pairs and the scene; None for all."""
        if actors is None:
            return self
        kept = tuple(each for each in self.values if not each.who or actors & set(each.who.split("+")))
        return replace(self, values=kept)

    def only(self, measures: frozenset[str] | None) -> SceneMeasures:
        """Return the values of some measures; None for all."""
        if measures is None:
            return self
        return replace(self, values=tuple(each for each in self.values if each.measure in measures))

    def without_series(self) -> SceneMeasures:
        """Return the values without the values in each frame, which are large."""
        return replace(self, values=tuple(replace(each, series=None) for each in self.values))
