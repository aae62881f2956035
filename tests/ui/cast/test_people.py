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


def test_every_person_has_a_picture_in_the_menu(fresh_extension: str, module: Module) -> None:
    looks = [look for look, *_ in module("ui.common.properties").LOOK_ITEMS]
    icons = {module("ui.common.portraits").portrait_icon(look) for look in looks}
    assert len(icons) == len(looks) == 13
    assert 0 not in icons
    assert module("ui.common.portraits").portrait_icon("nobody") == 0
