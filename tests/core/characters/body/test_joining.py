# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts joined to one."""

from __future__ import annotations

import numpy as np

from interact_addon.core.characters import Part
from interact_addon.core.characters.body.joining import BODY, BODY_PARTS, join_parts, one_body


def part(name: str, joints: tuple[str, ...], slots: tuple[str, ...], **more: object) -> Part:
    """A quad and a triangle, all on the first joint."""
    rng = np.random.default_rng(len(name))
    weights = np.zeros((5, len(joints)), np.float32)
    weights[:, 0] = 1.0
    return Part(
        name=name,
        vertices=rng.normal(size=(5, 3)).astype(np.float32),
        faces=np.array([[0, 1, 2, 3], [2, 3, 4, -1]], np.int32),
        uvs=more.pop("uvs", None),
        material_slots=slots,
        face_material=more.pop("face_material", None),
        weights=weights,
        joints=joints,
        **more,
    )


SKIN = part(
    "skin",
    ("head", "neck"),
    ("skin", "lips", "nails"),
    face_material=np.array([2, 0], np.int16),
    uvs=np.ones((2, 4, 2), np.float32),
    shapes={"jawOpen": np.ones((5, 3), np.float32), "mouthLeft": np.full((5, 3), 2, np.float32)},
    point_data={"tint": np.ones((5, 4), np.float32), "lips": np.ones(5, np.float32)},
)
TEETH = part(
    "teeth",
    ("jaw", "head"),
    ("teeth", "skin"),
    shapes={"jawOpen": np.full((5, 3), 3, np.float32), "tongueOut": np.ones((5, 3), np.float32)},
    point_data={"tint": np.full((5, 4), 0.5, np.float32)},
)


def test_nothing_moves_and_every_face_keeps_its_corners() -> None:
    whole = join_parts("both", (SKIN, TEETH))
    assert (whole.name, whole.smooth) == ("both", True)
    assert np.array_equal(whole.vertices, np.concatenate([SKIN.vertices, TEETH.vertices]))
    assert whole.faces.tolist() == [[0, 1, 2, 3], [2, 3, 4, -1], [5, 6, 7, 8], [7, 8, 9, -1]]
    assert whole.faces.dtype == np.int32
    assert whole.uvs is not None
    assert whole.uvs[:, 0, 0].tolist() == [1.0, 1.0, 0.0, 0.0]


def test_slots_without_a_face_are_left_out_and_the_others_kept() -> None:
    whole = join_parts("both", (SKIN, TEETH))
    assert whole.material_slots == ("skin", "nails", "teeth")
    assert whole.face_material is not None
    assert [whole.material_slots[slot] for slot in whole.face_material] == ["nails", "skin", "teeth", "teeth"]


def test_weights_are_over_the_joints_of_both() -> None:
    whole = join_parts("both", (SKIN, TEETH))
    assert whole.joints == ("head", "neck", "jaw")
    assert whole.weights[:5, 0].tolist() == [1.0] * 5
    assert whole.weights[5:, 2].tolist() == [1.0] * 5
    assert whole.weights.sum(1).tolist() == [1.0] * 10


def test_shapes_and_point_data_are_those_of_both_and_0_where_missing() -> None:
    whole = join_parts("both", (SKIN, TEETH))
    assert list(whole.shapes) == ["jawOpen", "mouthLeft", "tongueOut"]
    assert whole.shapes["jawOpen"][:, 0].tolist() == [1.0] * 5 + [3.0] * 5
    assert whole.shapes["mouthLeft"][:, 0].tolist() == [2.0] * 5 + [0.0] * 5
    assert whole.shapes["tongueOut"][:, 0].tolist() == [0.0] * 5 + [1.0] * 5
    assert whole.point_data["tint"][:, 3].tolist() == [1.0] * 5 + [0.5] * 5
    assert whole.point_data["lips"].tolist() == [1.0] * 5 + [0.0] * 5


def test_a_body_is_what_the_face_moves() -> None:
    hair, top = part("hair", ("head",), ("hair",)), part("top", ("spine",), ("top",))
    parts = one_body([top, SKIN, hair, TEETH])
    assert [one.name for one in parts] == [BODY, "top", "hair"]
    assert set(BODY_PARTS).isdisjoint(one.name for one in parts)
    assert parts[1:] == (top, hair)
