# SPDX-License-Identifier: GPL-3.0-or-later
"""The actors of a Blender scene as cameras see them: to be replaced by that of branch ``stage``."""

from __future__ import annotations

from collections.abc import Sequence

import bpy

from ...core.camera.stage import StagePerson
from ..common.actors import StageActor

__all__ = ["staged_people"]


def staged_people(scene: bpy.types.Scene, actors: Sequence[StageActor]) -> tuple[StagePerson, ...]:
    """Return them."""
    raise NotImplementedError
