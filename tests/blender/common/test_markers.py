# SPDX-License-Identifier: GPL-3.0-or-later
"""Timeline markers of composed scenes."""

from __future__ import annotations

import bpy
import pytest

from interact_addon.blender.common.markers import add_scene_markers, remove_scene_markers

pytestmark = pytest.mark.blender


def markers() -> list[tuple[int, str]]:
    return sorted((marker.frame, marker.name) for marker in bpy.context.scene.timeline_markers)


def test_they_come_and_go_and_others_stay() -> None:
    scene = bpy.context.scene
    scene.timeline_markers.new("001: walk", frame=5)
    assert add_scene_markers(scene, "a", [(1, "001: walk"), (9, "x" * 100), (9, "002: sit (found)")]) == 3
    assert add_scene_markers(scene, "b", [(1, "003: walk")]) == 1
    assert len(markers()) == 5
    assert add_scene_markers(scene, "a", [(2, "001: walk"), (9, "y" * 100)]) == 2
    assert [frame for frame, _ in markers()] == [1, 2, 5, 9]
    next(marker for marker in scene.timeline_markers if marker.frame == 2).frame = 3
    assert remove_scene_markers(scene, "a") == 1
    assert markers() == [(1, "003: walk"), (3, "001: walk"), (5, "001: walk")]
    assert remove_scene_markers(scene, "a") == 0
    assert remove_scene_markers(scene, "b") == 1
