# SPDX-License-Identifier: GPL-3.0-or-later
"""Heights in the Cast panel: whose count, and how they are displayed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import bpy
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def settings(fresh_extension: str, demo_root: Path) -> bpy.types.PropertyGroup:
    settings = bpy.context.scene.interact
    settings.dataset, settings.key = str(demo_root), "20260101_001"
    return settings


def test_heights_of_the_scenes_built_in_people_count(
    settings: bpy.types.PropertyGroup, module: Module
) -> None:
    compose_options = module("ui.common.choices").compose_options
    first, second = settings.cast["001"], settings.cast["002"]
    first.height = 1.957
    assert compose_options(bpy.context).height == {}
    first.use_height = second.use_height = True
    assert compose_options(bpy.context).height == {"001": 1.957, "002": 1.75}
    second.kind = "ARMATURE"
    assert compose_options(bpy.context).height == {"001": 1.957}
    second.kind = "BUILT_IN"
    settings.key = ""  # nobody's scene
    assert compose_options(bpy.context).height == {}


def test_centimetres_are_displayed(settings: bpy.types.PropertyGroup) -> None:
    digits = settings.cast["001"].bl_rna.properties["height"].precision
    shown = [bpy.utils.units.to_string("METRIC", "LENGTH", tall, precision=digits) for tall in (1.75, 1.95)]
    assert shown == ["1.75 m", "1.95 m"]
