# SPDX-License-Identifier: GPL-3.0-or-later
"""Who plays a scene, and what was kept of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..animation.retarget import Solved, TargetRig
from ..animation.skeleton import Motion
from ..contacts import Contacts
from ..foundation.findings import Finding

__all__ = ["Kept", "Player"]


@dataclass(frozen=True, eq=False)
class Player:
    """A rig that plays a captured person.

    Attributes:
        actor: The actor's id, for findings.
        motion: The capture, metres, Z up.
        rig: The rig at rest, with its surface if it has meshes.
        solved: The capture retargeted to the rig alone, see `core.animation.retarget.solve`.
        fixed: Whether it must stay as it is, as a built-in person of the capture's own size: the others
            come to it.
    """

    actor: str
    motion: Motion
    rig: TargetRig
    solved: Solved
    fixed: bool = False


@dataclass(frozen=True, eq=False)
class Kept:
    """What the rigs do, so that the capture's contacts are kept.

    Attributes:
        solved: One per player, in their order: what `posed` and control rigs take.
        contacts: The capture's contacts; its people are numbered in the order of the players.
        findings: What could not be reached, with centimetres and frames.
    """

    solved: tuple[Solved, ...]
    contacts: Contacts
    findings: tuple[Finding, ...]
