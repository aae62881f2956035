# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import bpy
import pytest

from interact_addon.blender.common.startup import hide_startup_objects

pytestmark = pytest.mark.blender


@pytest.fixture
def factory_scene() -> bpy.types.Scene:
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    return bpy.context.scene


def hidden(scene: bpy.types.Scene) -> set[str]:
    return {thing.name for thing in scene.objects if thing.hide_viewport and thing.hide_render}


def test_the_cube_and_the_lamp_go_out_of_the_way(factory_scene: bpy.types.Scene) -> None:
    (finding,) = hide_startup_objects(factory_scene)
    assert hidden(factory_scene) == {"Cube", "Light"}
    assert finding.level == "info"
    assert "Cube" in finding.message
    assert hide_startup_objects(factory_scene) == ()


def test_what_somebody_has_worked_on_stays(factory_scene: bpy.types.Scene) -> None:
    factory_scene.objects["Cube"].data.vertices[0].co.x += 0.1
    factory_scene.objects["Light"].data.energy = 500.0
    assert hide_startup_objects(factory_scene) == ()
    assert hidden(factory_scene) == set()


def test_what_was_moved_stays(factory_scene: bpy.types.Scene) -> None:
    factory_scene.objects["Cube"].location.z = 1.0
    factory_scene.objects["Light"].scale.x = 2.0
    assert hide_startup_objects(factory_scene) == ()
    assert hidden(factory_scene) == set()
