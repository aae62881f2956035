# SPDX-License-Identifier: GPL-3.0-or-later
"""The upper lid stops at the lower one, and nobody keys, imports or exports what stops it."""

from __future__ import annotations

from fractions import Fraction

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.animation.face import apply_face
from interact_addon.blender.characters.character import build_character
from interact_addon.blender.io.export_face import sample_face
from interact_addon.core.characters import FittedCharacter, look_by_id, own_skeleton_character
from interact_addon.core.characters.body.lids import LID_STOPS, STOP_DOWN
from interact_addon.core.face.arkit import ARKIT_51, FaceTrack

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def mei() -> FittedCharacter:
    return own_skeleton_character(look_by_id("mei"))


@pytest.fixture
def body(mei: FittedCharacter) -> bpy.types.Object:
    made = build_character(mei, name="A", collection=bpy.context.scene.collection)
    return made.face_meshes[0]


def stops(body: bpy.types.Object) -> list[float]:
    graph = bpy.context.evaluated_depsgraph_get()
    graph.update()
    blocks = body.evaluated_get(graph).data.shape_keys.key_blocks
    return [blocks[name].value for name in LID_STOPS]


def test_drivers_are_simple_and_undo_what_is_too_much(body: bpy.types.Object) -> None:
    keys = body.data.shape_keys
    assert len(keys.animation_data.drivers) == len(LID_STOPS) == 2
    for curve in keys.animation_data.drivers:
        assert curve.driver.is_valid
        assert curve.driver.is_simple_expression
    for blink, down, stop in ((0.0, 0.0, 0.0), (0.5, 1.0, 0.0), (0.8, 1.0, STOP_DOWN - 0.2), (1.0, 0.0, 0.0)):
        keys.key_blocks["eyeBlinkLeft"].value, keys.key_blocks["eyeLookDownLeft"].value = blink, down
        assert stops(body) == pytest.approx([stop, 0.0], abs=1e-6)
    part = np.empty(3 * len(body.data.vertices), np.float32)
    shapes = {}
    for name in ("Basis", "eyeBlinkLeft", "lidStopLeft"):
        keys.key_blocks[name].points.foreach_get("co", part)
        shapes[name] = part.copy()
    undone = shapes["lidStopLeft"] + shapes["eyeBlinkLeft"] - 2.0 * shapes["Basis"]
    assert np.abs(undone).max() < 1e-6


def test_a_face_is_keyed_and_exported_without_them(body: bpy.types.Object) -> None:
    scene = bpy.context.scene
    nothing = sample_face(scene, [body], np.arange(1.0, 4.0), name="A")
    assert nothing.weights is None
    assert [finding.code for finding in nothing.findings] == ["no-face"]
    weights = np.random.default_rng(3).uniform(0.0, 1.0, (5, 51)).astype(np.float32)
    weights[:, [ARKIT_51.index(f"{shape}Left") for shape in ("eyeBlink", "eyeLookDown")]] = 0.9
    track = FaceTrack(ARKIT_51, weights, Fraction(30))
    played = apply_face([body], track, name="x")
    assert len(played.actions) == 1
    assert played.findings == track.findings
    paths = {curve.data_path for curve in compat.fcurves_of(body.data.shape_keys)}
    assert len(paths) == 51
    assert not any(stop in path for stop in LID_STOPS for path in paths)
    scene.frame_set(2)
    assert stops(body)[0] == pytest.approx(0.9 + 0.9 * STOP_DOWN - 1.0, abs=1e-6)
    again = sample_face(scene, [body], np.arange(1.0, 6.0), name="A")
    assert again.from_keys
    assert np.abs(again.weights - weights).max() < 1e-6
    stepped = sample_face(scene, [body], np.arange(1.0, 6.0), name="A", step_through=True)
    assert np.abs(stepped.weights - weights).max() < 1e-6
