# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.animation.face import apply_face
from interact_addon.core.face.arkit import ARKIT_51, FaceTrack

pytestmark = pytest.mark.blender


def mesh(name: str, keys: list[str]) -> bpy.types.Object:
    data = bpy.data.meshes.new(name)
    data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    if keys:
        thing.shape_key_add(name="Basis")
        for key in keys:
            thing.shape_key_add(name=key).value = 0.0
    return thing


def track(frames: int = 30) -> FaceTrack:
    weights = np.random.default_rng(0).uniform(-0.2, 1.3, (frames, 51)).astype(np.float32)
    return FaceTrack(tuple(ARKIT_51), weights, Fraction(30), ())


def values(thing: bpy.types.Object, frame: int) -> dict[str, float]:
    bpy.context.scene.frame_set(frame)
    return {key.name: key.value for key in thing.data.shape_keys.key_blocks}


def test_weights_arrive_by_name_whatever_the_order_and_spelling() -> None:
    face = track()
    plain = mesh("plain", list(reversed(ARKIT_51)))
    unreal = mesh("unreal", [name[0].upper() + name[1:] for name in ARKIT_51])
    result = apply_face([plain, unreal], face, name="take")
    assert result.shapes == tuple(ARKIT_51)
    assert result.findings == ()
    for frame in (1, 17, 30):
        row = dict(zip(ARKIT_51, face.weights[frame - 1], strict=True))
        seen = values(plain, frame), values(unreal, frame)
        for name, weight in row.items():
            assert seen[0][name] == pytest.approx(weight, abs=1e-6)
            assert seen[1][name[0].upper() + name[1:]] == pytest.approx(weight, abs=1e-6)


def test_values_outside_0_and_1_are_kept() -> None:
    face = track()
    thing = mesh("head", list(ARKIT_51))
    apply_face([thing], face, name="take")
    block = thing.data.shape_keys.key_blocks["jawOpen"]
    column = face.weights[:, ARKIT_51.index("jawOpen")]
    assert column.max() > 1.0
    assert column.min() < 0.0
    assert block.slider_max >= column.max()
    assert block.slider_min <= column.min()
    assert values(thing, int(column.argmax()) + 1)["jawOpen"] == pytest.approx(column.max(), abs=1e-6)


def test_parts_with_few_shapes_share_the_head_s_curves() -> None:
    head, teeth = mesh("head", list(ARKIT_51)), mesh("teeth", ["jawOpen", "jawLeft"])
    result = apply_face([head, teeth, mesh("shoes", [])], track(), name="take")
    assert len(result.actions) == 1
    data = head.data.shape_keys.animation_data, teeth.data.shape_keys.animation_data
    assert data[0].action == data[1].action
    assert values(head, 9)["jawOpen"] == values(teeth, 9)["jawOpen"] != 0.0


def test_missing_shapes_are_told_in_one_finding() -> None:
    thing = mesh("head", [name for name in ARKIT_51 if "Smile" not in name])
    result = apply_face([thing], track(), name="take")
    assert [finding.code for finding in result.findings] == ["missing-shapes"]
    assert "mouthSmileLeft, mouthSmileRight" in result.findings[0].message
    assert len(compat.fcurves_of(thing.data.shape_keys)) == 49


def test_a_body_s_action_gets_a_second_slot_where_blender_has_slots() -> None:
    from interact_addon.blender.common.keys import Channel, write_action

    body = mesh("body", [])
    shared = write_action([body], "take", [Channel("location", 0)], np.array([[1.0, 2.0]]), slot_name="body")
    head = mesh("head", ["jawOpen"])
    result = apply_face([head], track(), name="take", shared=shared)
    if hasattr(shared, "slots"):
        assert result.actions == (shared,)
        assert sorted(slot.target_id_type for slot in shared.slots) == ["KEY", "OBJECT"]
    bpy.context.scene.frame_set(2)
    assert body.location.x == pytest.approx(2.0)
    assert head.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(
        track().weights[1, ARKIT_51.index("jawOpen")], abs=1e-6
    )
