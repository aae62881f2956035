# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of Biovision's own files: collars, elbows, wrists, knees and ankles."""

from __future__ import annotations

from .table import Convention

__all__ = ["BIOVISION"]

BIOVISION = Convention(
    name="biovision",
    title="Biovision, Poser, 3ds Max",
    hips=("Hips", "Hip"),
    spine=("LowerBack", "Chest", "Chest2", "Chest3", "Chest4"),
    neck=("LowerNeck", "Neck"),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Collar",
        "upper_arm": "{side}Shoulder",
        "forearm": "{side}Elbow",
        "hand": "{side}Wrist",
        "thigh": "{side}Hip",
        "shin": "{side}Knee",
        "foot": "{side}Ankle",
        "toe": "{side}Toe",
        # As in CMU's database converted to these names: one chain stands for all four fingers.
        "thumb.1": "{initial}Thumb",
        "middle.0": "{initial}hand",
        "middle.1": "{initial}Fingers",
    },
)
