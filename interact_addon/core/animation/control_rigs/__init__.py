# SPDX-License-Identifier: GPL-3.0-or-later
"""Control rigs, such as those that Rigify generates: retargeted motion goes onto their controls.

The bones that deform such a rig's mesh hang on its controls by constraints. Keys on them would be overridden,
and without their constraints they would come apart. So the controls are keyed, as an animator would.
"""

from __future__ import annotations

from .mechanism import Link, Mechanism
from .play import ControlPose, pose_controls
from .recognise import TABLES, Controls, find_controls
from .table import ControlTable, IkLimb

__all__ = [
    "TABLES",
    "ControlPose",
    "ControlTable",
    "Controls",
    "IkLimb",
    "Link",
    "Mechanism",
    "find_controls",
    "pose_controls",
]
