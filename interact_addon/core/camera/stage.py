# SPDX-License-Identifier: GPL-3.0-or-later
"""The people on stage as a camera sees them: points of their surfaces, and capsules that hide what is behind.

Whoever plays is posed, not the capture: a built-in person with hair and clothes, or a character of the user's
own of any size. Metres, Z up, over the F frames of the take; whoever ends earlier stays where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["BODY", "FACE", "HANDS", "HEAD", "PARTS", "StagePerson", "samples_of"]

FACE, HEAD, HANDS, BODY = "face", "head", "hands", "body"
PARTS = (FACE, HEAD, HANDS, BODY)
"""What points belong to: the front of the head, the rest of it with its hair, the hands, all else."""

_PER_SECOND = 5  # frames of a second that are looked at, about


@dataclass(frozen=True, slots=True, eq=False)
class StagePerson:
    """One person on stage.

    Attributes:
        actor_id: Such as ``001``.
        points: (F, P, 3) float32, places on the surface, the outermost ones among them.
        part: (P,) the number in `PARTS` of what each belongs to.
        ends: (F, C, 2, 3) float32, the ends of the capsules of the body.
        radii: (C, 2) their radii at both ends.
        of_head: (C,) bool, whether a capsule is of head or neck: those do not hide their own face.
        of_hands: (C,) bool, whether it is of a hand or forearm: those do not hide their own hands.
        eyes: (F, 3) the middle between the eyes.
        look: (F, 3) unit vector, where the face points.
        root: (F, 3) the hips.
        facing: (F, 3) level unit vector, where the chest points.
    """

    actor_id: str
    points: NDArray[np.float32]
    part: NDArray[np.int8]
    ends: NDArray[np.float32]
    radii: NDArray[np.float64]
    of_head: NDArray[np.bool_]
    of_hands: NDArray[np.bool_]
    eyes: NDArray[np.float64]
    look: NDArray[np.float64]
    root: NDArray[np.float64]
    facing: NDArray[np.float64]

    @property
    def frames(self) -> int:
        """The number of frames."""
        return len(self.points)

    def held(self, frames: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return frames of the scene as frames of the person, who stays where they end."""
        return np.minimum(frames, self.frames - 1)

    def points_of(self, *parts: str) -> NDArray[np.int64]:
        """Return the numbers of the points that belong to parts; all points without any."""
        if not parts:
            return np.arange(len(self.part))
        return np.flatnonzero(np.isin(self.part, [PARTS.index(part) for part in parts]))


def samples_of(stage: Sequence[StagePerson], rate: Fraction | float) -> NDArray[np.int64]:
    """Return the frames at which cameras are judged, counted from 0: evenly from the first, five a second.

    Args:
        stage: The people.
        rate: Frames per second.
    """
    frames = max(person.frames for person in stage)
    return np.arange(0, frames, max(1, round(rate / _PER_SECOND)))
