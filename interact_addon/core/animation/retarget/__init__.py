# SPDX-License-Identifier: GPL-3.0-or-later
"""Retargets motions to rigs of other proportions and rest poses, such as custom characters."""

from __future__ import annotations

from .fit import JointFit, RigFit, rig_fit
from .retarget import (
    DIRECTIONS,
    ROOT_CHOICES,
    ROOT_MODES,
    Retargeted,
    RetargetOptions,
    Solved,
    posed,
    retarget,
    rig_naming,
    solve,
)
from .rig import TargetRig
from .size import check_fit, check_size, stature_of

__all__ = [
    "DIRECTIONS",
    "ROOT_CHOICES",
    "ROOT_MODES",
    "JointFit",
    "RetargetOptions",
    "Retargeted",
    "RigFit",
    "Solved",
    "TargetRig",
    "check_fit",
    "check_size",
    "posed",
    "retarget",
    "rig_fit",
    "rig_naming",
    "solve",
    "stature_of",
]
