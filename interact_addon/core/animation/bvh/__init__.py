# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion files in the Biovision hierarchy format (BVH): reading, writing, inspecting."""

from __future__ import annotations

from .axes import UP_AXES
from .detect_units_axes import UnitsAxes, detect_units_axes
from .document import CHANNEL_NAMES, Bvh, EndSite, Joint
from .inspect import BvhSummary, inspect
from .motion import from_motion, to_motion
from .origin import Origin
from .parse import MAX_BYTES, read
from .roles_file import roles_path
from .units import UNITS
from .write import write

__all__ = [
    "CHANNEL_NAMES",
    "MAX_BYTES",
    "UNITS",
    "UP_AXES",
    "Bvh",
    "BvhSummary",
    "EndSite",
    "Joint",
    "Origin",
    "UnitsAxes",
    "detect_units_axes",
    "from_motion",
    "inspect",
    "read",
    "roles_path",
    "to_motion",
    "write",
]
