# SPDX-License-Identifier: GPL-3.0-or-later
"""Any motion on the field's common skeleton: SMPL's 22 joints, and their rotations from a T-pose."""

from __future__ import annotations

from .pose import StandardBody, standard_body
from .tables import BODY_JOINTS, BODY_NAMES, BODY_PARENTS, HAND_NAMES, SMPLX_NAMES, SMPLX_PARENTS

__all__ = [
    "BODY_JOINTS",
    "BODY_NAMES",
    "BODY_PARENTS",
    "HAND_NAMES",
    "SMPLX_NAMES",
    "SMPLX_PARENTS",
    "StandardBody",
    "standard_body",
]
