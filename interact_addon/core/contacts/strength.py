# SPDX-License-Identifier: GPL-3.0-or-later
"""How sure a contact is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["strength_of"]

_LONG = 0.5  # seconds: longer makes it no surer


def strength_of(gaps: NDArray[np.float64], leave: float, rate: float) -> float:
    """Return from 0 to 1 how near and how long something is touched.

    Half is for nearness in the median frame, from 0 where the contact would end to 1 where the surfaces meet;
    half for how long, 1 from half a second on.

    Args:
        gaps: (F,) metres, while it lasts.
        leave: So far it ceases to touch.
        rate: Frames per second.
    """
    near = float(np.clip(1.0 - np.median(gaps) / leave, 0.0, 1.0))
    return round(0.5 * near + 0.5 * min(1.0, len(gaps) / rate / _LONG), 3)
