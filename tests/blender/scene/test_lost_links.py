# SPDX-License-Identifier: GPL-3.0-or-later
"""A check says which library is gone, and what was linked from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.scene.checks import _linked_files

pytestmark = pytest.mark.blender


def test_a_library_that_is_gone_is_named_with_what_came_from_it(tmp_path: Path) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    lent: Any = bpy.data.objects.new("Lent", bpy.data.armatures.new("Lent"))
    place = tmp_path / "characters.blend"
    bpy.data.libraries.write(str(place), {lent})
    bpy.data.objects.remove(lent)
    scene: Any = bpy.context.scene
    with bpy.data.libraries.load(str(place), link=True) as (there, wanted):
        wanted.objects = there.objects
    scene.collection.objects.link(wanted.objects[0])
    assert [check.finding.code for check in _linked_files(scene)] == ["links-there"]
    place.unlink()
    (check,) = _linked_files(scene)
    assert check.finding.code == "missing-library"
    assert check.finding.message == f"library {place} does not exist; linked from it: Lent"
    assert check.title == "characters.blend: missing library"
    assert check.target.object_uid == scene.objects["Lent"].session_uid
