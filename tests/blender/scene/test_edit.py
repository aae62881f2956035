# SPDX-License-Identifier: GPL-3.0-or-later
"""A composed scene that is cut: its cameras and markers, moved, made again and cleared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.ownership import owner_of
from interact_addon.blender.scene.camera_setup import preset_of, set_camera
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import Composition, compose_prepared
from interact_addon.blender.scene.edit_setup import edit_of, set_edit, shots_of
from interact_addon.core.camera.editing import Edit, EditShot
from interact_addon.core.camera.editing.edit import rhythm
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import Prepared, prepare

pytestmark = pytest.mark.blender

EDITED = ComposeOptions(picture=PictureOptions("preview", 160, 90), camera="edit", lights="none")
SHOTS = (
    EditShot("front", 0, 40, "opening"),
    EditShot("close_b", 40, 80, "002 speaks"),
    EditShot("front", 80, 120, "silence"),
)


@pytest.fixture(scope="module")
def prepared(demo_root: Path) -> Prepared:
    return prepare(Dataset.open(demo_root).scenes()[0], EDITED)


@pytest.fixture(autouse=True)
def two_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the cameras only two, and three shots: the plan itself has tests of its own."""
    monkeypatch.setattr("interact_addon.core.camera.editing.cameras.EDIT_PLACES", ("front", "close_b"))

    def planned(placed: Any, stage: Any, speech: Any, rate: Any, style: str, lenses: Any) -> Edit:
        assert set(placed) == set(lenses) == {"front", "close_b"}
        assert speech.talks.any(axis=1).all() or not compat.has_audio()  # then there are no strips to hear
        shots = SHOTS if style == "auto" else SHOTS[:1] + SHOTS[2:]
        return Edit(shots, rate, replace(rhythm(shots, rate), line_breaches=0, angle_breaches=0))

    monkeypatch.setattr("interact_addon.core.camera.editing.plan.plan_edit", planned)


@pytest.fixture
def composed(prepared: Prepared) -> Composition:
    scene: Any = bpy.context.scene
    clear_composed(scene)
    for marker in list(scene.timeline_markers):
        scene.timeline_markers.remove(marker)
    camera = bpy.data.objects.new("mine", bpy.data.cameras.new("mine"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    return compose_prepared(prepared, EDITED, scene)


def cuts(scene: bpy.types.Scene) -> list[tuple[int, int, str, str]]:
    return [(shot.first, shot.end, shot.place, shot.name) for shot in shots_of(scene)]


def test_a_camera_for_each_place_and_a_marker_for_each_shot(composed: Composition) -> None:
    scene = composed.scene
    assert cuts(scene) == [
        (1, 41, "front", "1 front"),
        (41, 81, "close_b", "2 close_b"),
        (81, 121, "front", "3 front"),
    ]
    first, second, third = (shot.camera for shot in shots_of(scene))
    assert first is third or first == third
    assert first != second
    assert {owner_of(first), owner_of(second)} == {composed.key}
    assert second.data.lens == 85.0
    assert scene.camera == first == composed.camera
    assert composed.edit is not None
    assert composed.edit.shots == SHOTS
    assert preset_of(scene) == "edit"
    scene.frame_set(50)
    assert scene.camera == second


def test_moved_markers_and_cameras_are_read_as_they_are(composed: Composition) -> None:
    scene: Any = composed.scene
    scene.timeline_markers["2 close_b"].frame = 61
    scene.timeline_markers["3 front"].name = "mine now"
    edit = edit_of(scene)
    assert [(shot.place, shot.first, shot.end) for shot in edit.shots] == [
        ("front", 0, 60),
        ("close_b", 60, 80),
        ("front", 80, 120),
    ]
    assert [shot.reason for shot in edit.shots] == ["opening", "002 speaks", ""]
    assert edit.table.short == pytest.approx(2 / 3)
    assert edit.table.changes is not None
    assert edit.table.line_breaches == 0
    # Straight through the two, to where the other side is.
    camera: Any = shots_of(scene)[1].camera
    camera.animation_data_clear()
    middle = np.mean([armature.matrix_world.translation for armature in _hips(composed)], axis=0)
    before = np.array(shots_of(scene)[0].camera.location)
    camera.location = (*(2 * middle - before)[:2], before[2])
    assert edit_of(scene).table.line_breaches == 2


def test_markers_that_no_edit_has_are_read_as_they_are(composed: Composition) -> None:
    """One goes on with the same camera, one is bound to what is no camera, one is before the scene."""
    scene: Any = composed.scene
    near = scene.timeline_markers["2 close_b"].camera
    scene.timeline_markers["1 front"].frame = -30
    scene.timeline_markers.new("again", frame=70).camera = near
    edit = edit_of(scene)
    assert [(shot.place, shot.first, shot.end) for shot in edit.shots] == [
        ("front", 0, 40),
        ("close_b", 40, 80),
        ("front", 80, 120),
    ]
    assert edit.table.shots == 3
    light = bpy.data.objects.new("light", bpy.data.lights.new("light", "POINT"))
    scene.collection.objects.link(light)
    scene.timeline_markers["again"].camera = light
    assert [shot.first for shot in edit_of(scene).shots] == [0, 40, 69, 80]
    bpy.data.objects.remove(near)
    assert [shot.first for shot in edit_of(scene).shots] == [0, 69, 80]
    for marker in list(scene.timeline_markers):
        scene.timeline_markers.remove(marker)
    with pytest.raises(UsageError, match="is not cut"):
        edit_of(scene)


def _hips(composed: Composition) -> list[Any]:
    """The bones at the hips of both, as they stand at the second shot."""
    found = []
    composed.scene.frame_set(60)
    for actor in composed.actors:
        rig: Any = actor.armature
        found.append(type("At", (), {"matrix_world": rig.matrix_world @ rig.pose.bones[0].matrix}))
    return found


def test_what_is_ours_goes_and_what_is_the_users_stays(composed: Composition) -> None:
    scene: Any = composed.scene
    mine = bpy.data.objects["mine"]
    scene.timeline_markers["1 front"].frame = 7
    scene.timeline_markers["3 front"].camera = mine
    scene.timeline_markers.new("note", frame=3)
    scene.frame_set(50)
    assert scene.camera != mine
    clear_composed(scene, [composed.key])
    assert {marker.name for marker in scene.timeline_markers} == {"3 front", "note"}
    assert [thing.name for thing in bpy.data.objects if thing.type == "CAMERA"] == ["mine"]
    assert scene.camera == mine
    assert "interact_edit" not in scene


def test_composed_again_without_an_edit(composed: Composition, prepared: Prepared) -> None:
    scene: Any = composed.scene
    compose_prepared(prepared, replace(EDITED, camera="front"), scene)
    assert not shots_of(scene)
    assert preset_of(scene) == "front"
    with pytest.raises(UsageError, match="is not cut"):
        edit_of(scene)


def test_one_camera_instead_of_the_edit_and_back(composed: Composition) -> None:
    scene: Any = composed.scene
    set_camera(scene, "side")
    assert not shots_of(scene)
    assert [thing.name for thing in scene.objects if thing.type == "CAMERA" and owner_of(thing)] == ["Camera"]
    scene.frame_set(scene.frame_start)
    camera, edit, findings = set_edit(scene, "lively")
    assert [place for _, _, place, _ in cuts(scene)] == ["front", "front"]
    assert len(edit.shots) == 2
    assert not findings
    assert scene.camera == camera
    assert "Camera" not in scene.objects
    set_edit(scene, "auto")
    assert len(cuts(scene)) == 3
    scene.frame_set(shots_of(scene)[1].first)
    set_edit(scene, "auto")
    assert scene.camera == shots_of(scene)[1].camera != shots_of(scene)[0].camera
    assert len([thing for thing in scene.objects if thing.type == "CAMERA"]) == 3  # with the user's own


def test_cameras_of_the_users_own_on_the_timeline_are_named(prepared: Prepared) -> None:
    scene: Any = bpy.context.scene
    clear_composed(scene)
    camera = bpy.data.objects.new("mine", bpy.data.cameras.new("mine"))
    scene.collection.objects.link(camera)
    marker = scene.timeline_markers.new("my cut", frame=90)
    marker.camera = camera
    composed = compose_prepared(prepared, EDITED, scene)
    own = [str(finding) for finding in composed.findings if finding.code == "edit-own-markers"]
    assert "my cut" in own[0]
    assert cuts(scene)[-1][2:] == ("", "my cut")


def test_markers_of_deleted_cameras_go_and_a_changed_range_keeps_who_speaks(composed: Composition) -> None:
    scene: Any = composed.scene
    said = edit_of(scene).table.covered
    scene.frame_start, scene.frame_end = 61, 120
    late = edit_of(scene)
    scene.frame_start = 1
    assert said is not None
    assert late.table.covered is not None
    assert late.table.changes == 1  # of three, one is after the second second
    bpy.data.objects.remove(shots_of(scene)[1].camera)
    scene.timeline_markers.new("note", frame=3)
    set_edit(scene)
    assert [marker.name for marker in scene.timeline_markers] == ["note", "1 front", "2 close_b", "3 front"]
    assert all(marker.camera is not None for marker in list(scene.timeline_markers)[1:])
