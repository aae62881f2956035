# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT-FaceKit heads in Blender against the vertices that the weights make; eyes that turn without scripts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

bpy = pytest.importorskip("bpy", reason="the scene layer needs Blender (the bpy module)")

from interact_addon.blender.common.session import fresh_scene  # noqa: E402
from interact_addon.blender.face.face_head import eye_bone, to_blender  # noqa: E402
from interact_addon.blender.face.face_stage import FaceStage, stage_face  # noqa: E402
from interact_addon.core.dataset import Dataset  # noqa: E402
from interact_addon.core.face.ict.performance import FacePerformance, read_face_performance  # noqa: E402
from interact_addon.core.options.picture import PictureOptions  # noqa: E402

pytestmark = pytest.mark.blender

SMALL = PictureOptions(width=64, height=64)
METRES_OF_1E_4_CM = 1e-6


def _staged(root: Path, key: str, actor: str) -> tuple[FacePerformance, FaceStage]:
    source = Dataset.open(root).scene(key)
    face = read_face_performance(root, source.performance(actor))
    return face, stage_face(face, source, SMALL, fresh_scene(), Fraction(30))


def _evaluated(thing: Any) -> np.ndarray:
    mesh = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    places = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", places)
    return places.reshape(-1, 3)


@pytest.mark.parametrize(("key", "actor"), [("20231119_051", "001"), ("20231126_319", "007")])
def test_the_evaluated_mesh_is_what_the_weights_make(key: str, actor: str, any_root: Path) -> None:
    face, staged = _staged(any_root, key, actor)
    assert face.head is not None
    assert staged.head is not None
    assert staged.head.mesh.name == f"mesh-{actor}"
    column = face.track.names.index("eyeLookOut_L")
    for frame in (1, 1 + int(face.track.weights[:, column].argmax()), face.frames):
        staged.scene.frame_set(frame)
        rows = slice(frame - 1, frame)
        weights, arkit = face.track.weights[rows], face.arkit.weights[rows]
        wanted = next(face.head.model.blocks(weights, face.head.eyes(), arkit)).reshape(-1, 3)
        away = np.abs(_evaluated(staged.head.mesh) - to_blender(wanted))
        assert away.max() < METRES_OF_1E_4_CM


def test_eyes_turn_by_expressions_that_need_no_scripts(any_root: Path) -> None:
    _, staged = _staged(any_root, "20231119_051", "001")
    assert staged.head is not None
    assert staged.head.armature is not None
    curves = staged.head.armature.animation_data.drivers
    assert len(curves) == 4
    assert all(curve.driver.is_simple_expression for curve in curves)
    keys = staged.head.mesh.data.shape_keys
    keys.animation_data_clear()
    for block in keys.key_blocks:
        block.value = 0.0
    keys.key_blocks["eyeLookUp_L"].value = 1.0
    keys.key_blocks["eyeLookIn_R"].value = 0.5
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    bones = staged.head.armature.evaluated_get(graph).pose.bones
    left, right = (bones[eye_bone(side)].y_axis for side in ("Left", "Right"))
    assert np.degrees(np.arcsin(left.z)) == pytest.approx(26.0, abs=1e-3)
    # Inwards for the right eye is towards the subject's left, at +X.
    assert np.degrees(np.arcsin(right.x)) == pytest.approx(15.0, abs=1e-3)
    assert right.y < 0


def test_lashes_follow_the_lids(any_root: Path) -> None:
    face, staged = _staged(any_root, "20231119_051", "001")
    assert staged.head is not None
    lashes = staged.head.lashes
    assert lashes is not None
    open_at = 1 + int(face.track.weights[:, face.track.names.index("eyeBlink_L")].argmin())
    shut_at = 1 + int(face.track.weights[:, face.track.names.index("eyeBlink_L")].argmax())
    staged.scene.frame_set(open_at)
    before = _evaluated(lashes)
    staged.scene.frame_set(shut_at)
    after = _evaluated(lashes)
    upper = (before[:, 0] > 0) & (before[:, 2] > np.median(before[:, 2]))
    assert (before[upper, 2] - after[upper, 2]).max() > 0.004  # metres: the lid comes down
    names = {block.name for block in lashes.data.shape_keys.key_blocks}
    assert "eyeBlink_L" in names
    assert "jawForward" not in names


def test_the_head_is_upright_faces_the_camera_and_is_in_the_picture(any_root: Path) -> None:
    face, staged = _staged(any_root, "20231119_051", "001")
    assert staged.head is not None
    places = _evaluated(staged.head.mesh)
    assert np.ptp(places[:, 2]) == pytest.approx(0.345, abs=0.03)
    assert staged.camera.location.y < places[:, 1].min()
    assert staged.scene.frame_end == face.frames == 943
    parts = {slot.name.split(".")[0] for slot in staged.head.mesh.data.materials}
    assert parts == {"face skin", "face gums", "face teeth", "face eye", "face lashes"}


def test_without_a_template_a_built_in_person_plays_and_it_is_said(sample_root: Path) -> None:
    face, staged = _staged(sample_root, "20240126_034", "008")
    assert face.head is None
    assert staged.head is None
    assert "built-in-face" in [finding.code for finding in staged.findings]
    view = staged.camera.matrix_world.inverted()
    skin = max(staged.objects, key=lambda thing: len(thing.data.vertices) if "skin" in thing.name else 0)
    crown = view @ max((vertex.co for vertex in skin.data.vertices), key=lambda place: place.z)
    height = 0.5 + crown.y / -crown.z * staged.camera.data.lens / staged.camera.data.sensor_width
    assert 0.8 < height < 0.95  # of the picture: the head fills it
    keyed = [thing for thing in staged.objects if thing.data.shape_keys is not None]
    jaw = next(keys for thing in keyed if (keys := thing.data.shape_keys).key_blocks.get("jawOpen"))
    staged.scene.frame_set(1 + int(face.arkit.column("jawOpen").argmax()))
    assert jaw.key_blocks["jawOpen"].value == pytest.approx(
        float(face.arkit.column("jawOpen").max()), abs=1e-5
    )
