# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the people of a scene to where the capture's contacts are kept."""

from __future__ import annotations

from collections.abc import Sequence

from ..contacts import find_contacts
from .model import Kept, Player

__all__ = ["keep_interaction"]


def keep_interaction(players: Sequence[Player]) -> Kept:
    """Move the players so that they touch each other, the floor and themselves as the capture does.

    Args:
        players: Everyone of the scene, at one frame rate and of any lengths.
    """
    contacts = find_contacts([player.motion for player in players], [player.actor for player in players])
    return Kept(tuple(player.solved for player in players), contacts, ())
