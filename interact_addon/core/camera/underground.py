# SPDX-License-Identifier: GPL-3.0-or-later
"""People whom the floor of a set hides from the cameras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..foundation.findings import Finding
from .stage import StagePerson

__all__ = ["underground"]

_DEEP = 0.3  # metres: captures of people who stand sink less


def underground(stage: Sequence[StagePerson]) -> tuple[Finding, ...]:
    """Return what to know about people who are mostly below a floor at height 0; nothing where none are."""
    depths = {person.actor_id: -float(np.median(person.points[..., 2].min(axis=1))) for person in stage}
    deep = [actor for actor, depth in depths.items() if depth > _DEEP]
    if not deep:
        return ()
    who = f"actor {deep[0]} is" if len(deep) == 1 else f"actors {' and '.join(deep)} are"
    text = (
        f"{who} up to {max(depths[actor] for actor in deep):.1f} m below the floor, which hides that part;"
        " --floor snap brings it to the lowest foot"
    )
    return (Finding("below-floor", text),)
