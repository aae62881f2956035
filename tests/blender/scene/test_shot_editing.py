# SPDX-License-Identifier: GPL-3.0-or-later
"""The shots of a scene, from the markers of its timeline as they are, and changes to single ones."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from interact_addon.blender.scene.bound_shots import shot_at, shots_of
from interact_addon.blender.scene.shot_editing import marker_rows, remove_cut, replace_camera
from interact_addon.core.foundation.errors import UsageError

pytestmark = pytest.mark.blender


@pytest.fixture
def scene() -> Any:
    """A scene of 300 frames with three cameras, of which the second is ours, and a marker without one."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, 300
    for name in ("wide", "near", "own"):
        scene.collection.objects.link(bpy.data.objects.new(name, bpy.data.cameras.new(name)))
    bpy.data.objects["near"]["interact_camera"] = "close:006"
    scene.timeline_markers.new("word", frame=50)
    return scene


def cut(scene: Any, frame: int, camera: str) -> Any:
    marker = scene.timeline_markers.new(f"to {camera}", frame=frame)
    marker.camera = bpy.data.objects[camera]
    return marker


def told(scene: Any) -> list[tuple[int, int, str]]:
    return [(shot.first, shot.end, shot.camera.name) for shot in shots_of(scene)]


def played(scene: Any) -> list[str]:
    """The cameras that Blender shows in each frame."""
    names = []
    for frame in range(scene.frame_start, scene.frame_end + 1):
        scene.frame_set(frame)
        names.append(scene.camera.name)
    return names


def test_shots_are_what_blender_plays(scene: Any) -> None:
    assert shots_of(scene) == ()
    cut(scene, 200, "own")
    cut(scene, 10, "wide")
    cut(scene, 90, "near")
    cut(scene, 90, "wide")  # of two at one frame the first made counts
    cut(scene, 120, "own")
    cut(scene, 150, "near").camera.hide_render = False
    cut(scene, 400, "near")
    expected = [
        (1, 90, "wide"),
        (90, 120, "near"),
        (120, 150, "own"),
        (150, 200, "near"),
        (200, 301, "own"),
    ]
    assert told(scene) == expected
    names = played(scene)
    for first, end, camera in expected:
        assert set(names[first - 1 : end - 1]) == {camera}
    assert [shot.place for shot in shots_of(scene)] == ["", "close:006", "", "close:006", ""]
    assert marker_rows(scene, shots_of(scene)) == [2, 3, 5, 6, 1]


def test_shots_begin_with_the_scene(scene: Any) -> None:
    cut(scene, 5, "near")
    cut(scene, 20, "wide")
    cut(scene, 120, "own")
    scene.frame_start = 40
    assert told(scene) == [(40, 120, "wide"), (120, 301, "own")]
    assert marker_rows(scene, shots_of(scene)) == [2, 3]
    assert [shot_at(shots_of(scene), frame) for frame in (39, 40, 119, 120, 300, 301)] == [-1, 0, 0, 1, 1, -1]


def test_a_marker_after_the_end_is_seen_if_there_is_no_other(scene: Any) -> None:
    cut(scene, 400, "own")
    cut(scene, 350, "near")
    assert told(scene) == [(1, 301, "near")]
    assert set(played(scene)) == {"near"}
    assert marker_rows(scene, shots_of(scene)) == [2]
    cut(scene, 290, "wide")
    assert told(scene) == [(1, 301, "wide")]


def test_a_camera_that_does_not_render_has_no_shot(scene: Any) -> None:
    cut(scene, 1, "wide")
    cut(scene, 100, "near")
    bpy.data.objects["near"].hide_render = True
    assert told(scene) == [(1, 301, "wide")]
    assert set(played(scene)) == {"wide"}


def test_a_cut_is_removed(scene: Any) -> None:
    for frame, camera in ((1, "wide"), (100, "near"), (200, "own")):
        cut(scene, frame, camera)
    scene.frame_set(120)
    remove_cut(scene, 1)
    assert told(scene) == [(1, 200, "wide"), (200, 301, "own")]
    assert scene.camera.name == "wide"
    remove_cut(scene, 0)
    assert told(scene) == [(1, 301, "own")]
    assert [marker.name for marker in scene.timeline_markers] == ["word", "to own"]
    with pytest.raises(UsageError, match="there is no shot 2 among 1"):
        remove_cut(scene, 1)


def test_a_shot_is_seen_by_a_camera_that_is_there(scene: Any) -> None:
    for frame, camera in ((1, "wide"), (100, "near"), (200, "own")):
        cut(scene, frame, camera)
    scene.frame_set(210)
    assert replace_camera(scene, 2, "close:006").name == "near"
    assert told(scene)[2] == (200, 301, "near")
    assert scene.camera.name == "near"
    with pytest.raises(UsageError, match="has no actors"):
        replace_camera(scene, 0, "front")
    assert told(scene)[0] == (1, 100, "wide")
