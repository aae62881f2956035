# SPDX-License-Identifier: GPL-3.0-or-later
"""Any motion on the field's common skeleton: SMPL's 22 joints, and their rotations from a T-pose."""

from __future__ import annotations

from .pose import StandardBody, standard_body

__all__ = ["StandardBody", "standard_body"]
