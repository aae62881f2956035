# SPDX-License-Identifier: GPL-3.0-or-later
"""People as pictures: the menu shows each built-in person, and choosing a picture chooses the person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import bpy
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


def test_choosing_a_picture_chooses_the_person(fresh_extension: str, demo_root: Path, module: Module) -> None:
    settings = bpy.context.scene.interact
    settings.dataset, settings.key = str(demo_root), "20260101_001"
    actor = settings.cast["001"]
    actor.kind = "BUILT_IN"
    for look, *_ in module("ui.common.properties").LOOK_ITEMS:
        actor.person = look
        assert actor.look == actor.person == look
    assert module("ui.common.choices").compose_options(bpy.context).cast == {"001": look}


def test_every_person_has_a_picture_in_the_zip(fresh_extension: str, module: Module) -> None:
    icon = module("ui.common.icons").portrait_icon
    looks = [look for look, *_ in module("ui.common.properties").LOOK_ITEMS]
    assert all(module("core.characters.body.portraits").portrait_of(look).is_file() for look in looks)
    assert all(isinstance(icon(look), int) for look in (*looks, "nobody"))  # 0 without a window
