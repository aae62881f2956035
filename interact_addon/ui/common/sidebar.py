# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar tab of all panels."""

from __future__ import annotations

from typing import Any

__all__ = ["InteractTab"]


class InteractTab:
    """Base of the tab's panels; ``bl_order`` decides their order.

    Dataset 0, Cast 10, Scene 20, Import 30, Face 35, Export 40, Render 50, Job 55, Checks 60.
    """

    bl_space_type: Any = "VIEW_3D"
    bl_region_type: Any = "UI"
    bl_category = "InterAct"
