# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people's surfaces in numpy: posed as Blender poses them, and closed, as the eye sees them."""

from __future__ import annotations

from .outer import OuterSkin, outer_skin
from .posed_skin import bone_matrices, skinned
from .posed_surface import PosedSurface, posed_surface
from .stage_fitted import fitted_on_stage

__all__ = [
    "OuterSkin",
    "PosedSurface",
    "bone_matrices",
    "fitted_on_stage",
    "outer_skin",
    "posed_surface",
    "skinned",
]
