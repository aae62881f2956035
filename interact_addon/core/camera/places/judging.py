# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a camera that stands somewhere shows what it is to show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View
from ..shot import Placed
from ..stage import FACE, StagePerson
from ..visibility import in_picture, visible

__all__ = ["held", "judged"]

Array = NDArray[np.float64]


def judged(
    stage: Sequence[StagePerson],
    subject: int,
    view: View,
    samples: NDArray[np.int64],
    lens: Lens,
    attainable: NDArray[np.bool_] | None = None,
) -> Placed:
    """Return a camera with how often it shows a person's face.

    Args:
        stage: The people.
        subject: The number of the person whose face it is to show.
        view: Where it is.
        samples: The frames that are looked at.
        lens: The camera's lens and picture.
        attainable: Where the face could be shown; by default where it is.
    """
    shown = visible(stage, subject, view, samples, lens)
    whole = np.asarray(in_picture(stage[subject], view, samples, lens, FACE).all(axis=1))
    return Placed(view, samples, shown, shown if attainable is None else attainable | shown, whole)


def held(track: NDArray[np.floating], frames: int) -> Array:
    """Return a track of a person who stays where they end."""
    return np.asarray(track[np.minimum(np.arange(frames), len(track) - 1)], np.float64)
