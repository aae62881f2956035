# SPDX-License-Identifier: GPL-3.0-or-later
"""What is hidden of the versions' differences, where no other test would see it."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from interact_addon.blender import compat

pytestmark = pytest.mark.blender


def test_a_text_that_grows_while_it_is_read_stays_in_its_memory() -> None:
    """Without this Blender 4.2 and 4.5 die: they write the long text where the short one fits."""
    asked: list[int] = []

    def grows(_: Any) -> str:
        asked.append(0)
        return "long" * 200 * len(asked)

    kind = type(
        "GrowingText",
        (bpy.types.PropertyGroup,),
        {"__annotations__": {"text": bpy.props.StringProperty(get=compat.steady_text(grows))}},
    )
    bpy.utils.register_class(kind)
    scene_type: Any = bpy.types.Scene
    scene_type.growing_text = bpy.props.PointerProperty(type=kind)
    try:
        texts = [bpy.context.scene.growing_text.text for _ in range(20)]  # type: ignore[attr-defined]
        assert all(set(text) == set("long") for text in texts)
        assert len(texts[0]) == 800
    finally:
        del scene_type.growing_text
        bpy.utils.unregister_class(kind)
