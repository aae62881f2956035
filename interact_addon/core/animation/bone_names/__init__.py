# SPDX-License-Identifier: GPL-3.0-or-later
"""Bone naming conventions, and the part of the body that each joint stands for.

Roles are this package's names: ``hips``; ``spine.0`` and on from the pelvis to the chest; ``neck.0`` and
on; ``head``; ``head_end``; and for ``left_`` and ``right_``: ``shoulder`` (the collar bone),
``upper_arm``, ``forearm``, ``hand``, ``thigh``, ``shin``, ``foot``, ``fore_foot``, ``toe``, ``thumb.1``
to ``.3`` and ``index.0`` (the bone in the palm) to ``.3``, likewise ``middle``, ``ring`` and ``pinky``.
"""

from __future__ import annotations

from .conventions import CONVENTIONS
from .identify import GIVEN, UNKNOWN, Naming, identify
from .interact import INTERACT_JOINTS, INTERACT_PARENTS
from .report import naming_findings
from .table import CORE_ROLES, LEG, SIDES, Convention, role_order

__all__ = [
    "CONVENTIONS",
    "CORE_ROLES",
    "GIVEN",
    "INTERACT_JOINTS",
    "INTERACT_PARENTS",
    "LEG",
    "SIDES",
    "UNKNOWN",
    "Convention",
    "Naming",
    "identify",
    "naming_findings",
    "role_order",
]
