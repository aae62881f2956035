# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts a scene like a conversation: from who speaks, who moves and how near they are to each other.

A semi-Markov dynamic programme over shots, after Galvane, Ronfard, Lino and Christie, "Continuity Editing for
3D Animation" (AAAI 2015): each shot costs what it fails to show, each cut what it breaks, each length what it
differs from the rhythm. The idioms are those of Leake, Davis, Truong and Agrawala, "Computational Video
Editing for Dialogue-Driven Scenes" (2017).
"""

from .cameras import EDIT_PLACES, edit_cameras, face_cameras
from .edit import Edit, EditShot, EditTable
from .edl import edl_text, timecode
from .plan import EDIT_NUMBER, plan_cameras, plan_edit
from .speech import Speech, VoicePiece, speech_of
from .table import edit_of_views

__all__ = [
    "EDIT_NUMBER",
    "EDIT_PLACES",
    "Edit",
    "EditShot",
    "EditTable",
    "Speech",
    "VoicePiece",
    "edit_cameras",
    "edit_of_views",
    "edl_text",
    "face_cameras",
    "plan_cameras",
    "plan_edit",
    "speech_of",
    "timecode",
]
