# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of a motion's file, so that the motion can be written back in the same convention.

A motion keeps this while it is read, resampled and cut; an armature keeps it as text (see ``to_text``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import BvhError
from .axes import UP_AXES
from .document import Bvh
from .hierarchy import parse_hierarchy
from .units import UNITS
from .write import hierarchy_lines

__all__ = ["Origin"]

_WHERE = "the armature's record of its motion file"


@dataclass(frozen=True, eq=False)
class Origin:
    """A motion file without its frames.

    Attributes:
        document: Hierarchy, channels and frame time; no frames.
        units: What one file unit is: one of ``UNITS``.
        up: The file's up axis, one of ``UP_AXES``.
        turns: (J, 4) quaternions, how the joints' axes in the file are rotated at the rest pose that the
            motion has now; None if that is the file's own rest pose.
    """

    document: Bvh
    units: str
    up: str
    turns: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, bvh: Bvh, units: str, up: str) -> Origin:
        """Return the layout of a file."""
        # A copy: a view of no rows would keep all of them in memory.
        return cls(replace(bvh, values=bvh.values[:0].copy(), findings=()), units, up)

    def to_text(self) -> str:
        """Return everything as one line of JSON."""
        return json.dumps(
            {
                "hierarchy": "".join(hierarchy_lines(self.document, None)),
                "frame_time": self.document.frame_time_text,
                "units": self.units,
                "up": self.up,
                "turns": None if self.turns is None else self.turns.tolist(),
                "roles": dict(self.document.roles),
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Origin:
        """Inverse of `to_text`.

        Raises:
            BvhError: the text is not such a record.
        """
        try:
            kept = json.loads(text)
            hierarchy = parse_hierarchy(str(kept["hierarchy"]), _WHERE)
            joints = len(hierarchy.joints)
            turns = None if kept["turns"] is None else np.array(kept["turns"], dtype=np.float64)
            units, up, frame_time = str(kept["units"]), str(kept["up"]), str(kept["frame_time"])
            seconds = float(frame_time)
            roles = {str(role): str(name) for role, name in dict(kept.get("roles", {})).items()}
        except (ValueError, KeyError, TypeError) as error:
            raise BvhError(f"{_WHERE} cannot be read ({error})") from error
        if units not in UNITS or up not in UP_AXES or not 0 < seconds <= 1000:
            raise BvhError(f"{_WHERE} has units {units!r}, up axis {up!r} and frame time {frame_time!r}")
        if turns is not None and (turns.shape != (joints, 4) or not np.isfinite(turns).all()):
            raise BvhError(f"{_WHERE} has turns that do not fit its {joints} joints")
        channels = sum(len(joint.channels) for joint in hierarchy.joints)
        values = np.zeros((0, channels))
        document = Bvh(hierarchy.joints, hierarchy.end_sites, values, seconds, frame_time, roles=roles)
        return cls(document, units, up, turns)
