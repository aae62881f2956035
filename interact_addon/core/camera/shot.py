# SPDX-License-Identifier: GPL-3.0-or-later
"""What a camera is to show, and from where it may: what the placing of cameras is asked, and answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .framing import View

__all__ = ["GOOD", "SIZES", "Placed", "Shot"]

GOOD = 0.97
"""The share of what can be shown with which a camera will do."""
SIZES = ("whole", "medium", "close")
"""How much of the people must be in the picture: from head to feet, from the hips up, head and shoulders."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """What a camera is to show, over the F frames of a take.

    Attributes:
        subjects: The numbers of the people who must be in the picture.
        faces: Those of them whose faces are to be seen.
        size: One of `SIZES`.
        heading: (F,) radians, the direction of view that is meant, seen from above; 0 looks along +X.
        swings: (D,) radians, by how much the direction of view may differ from it.
        dislike: (D,) how little each is liked, 0 for the best; 1 is as bad as not seeing a face.
        pitch: Radians by which the camera looks down.
        free: Share of the picture's half width and half height to leave free on each side.
    """

    subjects: tuple[int, ...]
    faces: tuple[int, ...]
    size: str
    heading: NDArray[np.float64]
    swings: NDArray[np.float64]
    dislike: NDArray[np.float64]
    pitch: float = 0.0
    free: float = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A camera that is placed for a shot.

    Attributes:
        view: One position, or one of every frame.
        samples: (S,) the frames at which it was judged, counted from 0.
        shown: (S,) bool, whether all faces that it is to show are visible.
        attainable: (S,) bool, whether they are from one of the directions that it may have.
        whole: (S,) bool, whether the people are in the picture as far as its size says.
    """

    view: View
    samples: NDArray[np.int64]
    shown: NDArray[np.bool_]
    attainable: NDArray[np.bool_]
    whole: NDArray[np.bool_]

    @property
    def moves(self) -> bool:
        """Whether the camera moves."""
        return self.view.position.ndim == 2

    @property
    def places(self) -> NDArray[np.float64]:
        """(S, 3) where the camera is at the samples; (3,) if it does not move."""
        return self.view.position[self.samples] if self.moves else self.view.position

    @property
    def sees_enough(self) -> bool:
        """Whether it shows what it is to show nearly whenever that can be."""
        return bool((self.shown & self.attainable).sum() >= GOOD * self.attainable.sum())

    @property
    def share(self) -> float:
        """The share of the samples in which it shows what it is to show."""
        return float(self.shown.mean()) if len(self.shown) else 1.0
