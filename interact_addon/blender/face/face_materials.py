# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials of ICT-FaceKit heads: the surfaces of the built-in people in the heads' colours."""

from __future__ import annotations

import bpy

from ...core.face.head.paint import SkinColours
from ..common.materials import surface_material

__all__ = ["FACE_SLOTS", "face_material"]

FACE_SLOTS: tuple[str, ...] = ("skin", "gums", "teeth", "eye", "lashes")
_SURFACES = {"eye": "sclera"}


def face_material(slot: str, tone: SkinColours) -> bpy.types.Material:
    """Create a material for one of ``FACE_SLOTS``; its colours come from the mesh."""
    colour = {"lashes": tone.brows, "gums": (0.34, 0.075, 0.07), "teeth": (0.78, 0.72, 0.62)}.get(
        slot, tone.skin
    )
    return surface_material(f"face {slot}", _SURFACES.get(slot, slot), colour)
