# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of other frame rates than the capture's: all happens at its second, and cameras keep their speed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.evaluating import at_each_time
from interact_addon.blender.common.frame_rate import scene_rate, set_scene_rate
from interact_addon.blender.scene.bound_shots import shots_of
from interact_addon.blender.scene.camera_views import set_place
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender

MOST_SPEED, MOST_CHANGE = 1.5, 2.0  # metres per second, and per second more
OPTIONS = ComposeOptions(
    picture=PictureOptions("preview", 160, 90), camera="edit", lights="none", detail="draft", markers="labels"
)


def composed(root: Path, rate: Fraction) -> Composition:
    options = replace(OPTIONS, take=replace(OPTIONS.take, rate=rate))
    return compose(Dataset.open(root).scenes()[0], options, bpy.context.scene)


def path_of(scene: Any, camera: Any) -> np.ndarray:
    """(F, 3) metres, where a camera is in each frame."""
    frames = np.arange(scene.frame_start, scene.frame_end + 1)
    places = np.empty((len(frames), 3))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        places[row] = camera.evaluated_get(graph).matrix_world.translation

    at_each_time(scene, [camera], (), frames, read)
    return places


def check_speed(scene: Any, camera: Any) -> None:
    rate, places = float(scene_rate(scene)), path_of(scene, camera)
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() * rate < MOST_SPEED
    # Blender's places are floats: their rounding counts at high rates.
    rounding = 4.0 * 1e-6 * rate**2
    assert np.linalg.norm(np.diff(places, n=2, axis=0), axis=1).max() * rate**2 < MOST_CHANGE + rounding


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(60)])
def test_all_happens_at_its_second(demo_root: Path, rate: Fraction) -> None:
    made = composed(demo_root, rate)
    scene: Any = made.scene
    seconds = (scene.frame_end - scene.frame_start + 1) / float(rate)
    assert scene_rate(scene) == rate
    assert np.isclose(seconds, 4.0, atol=1.5 / float(rate))
    shots = shots_of(scene)
    assert shots[0].first == 1
    assert shots[-1].end == scene.frame_end + 1
    assert min(shot.end - shot.first for shot in shots) >= 2.0 * float(rate)
    assert made.edit is not None
    assert [shot.first for shot in shots] == [1 + shot.first for shot in made.edit.shots]
    labels = [marker for marker in scene.timeline_markers if marker.camera is None]
    assert {marker.frame for marker in labels if "walk" in marker.name} == {1}
    if compat.has_audio():
        for strip in compat.strips_of(scene):
            start, end = compat.strip_range(strip)
            assert (start, round(float((end - start) / rate))) == (1, round(seconds))
    for camera in {shot.camera for shot in shots}:
        check_speed(scene, camera)


@pytest.mark.parametrize("rate", [24, 60])
def test_a_camera_placed_after_the_rate_was_changed_keeps_its_speed(demo_root: Path, rate: int) -> None:
    """Then the people are slower or faster than captured."""
    scene: Any = composed(demo_root, Fraction(30)).scene
    set_scene_rate(scene, Fraction(rate))
    for place in ("front", "close_a"):
        set_place(scene, place, None, "follow")
        check_speed(scene, scene.camera)
    set_place(scene, "edit", None, "auto")
    assert min(shot.end - shot.first for shot in shots_of(scene)) >= 2 * rate
