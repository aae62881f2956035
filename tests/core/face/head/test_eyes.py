# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.face.head.eyes import LOOK_DEGREES, eye_angles, eye_rotations, find_eyes, turn_eyes
from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.face.head.parts import part_vertices
from interact_addon.core.foundation.errors import FaceError


def looking(**weights: float) -> np.ndarray:
    row = np.zeros((1, 51), np.float32)
    for name, value in weights.items():
        row[0, ARKIT_51.index(name)] = value
    return row


@pytest.mark.parametrize(
    ("name", "eye", "axis", "sign"),
    [
        # The subject looks along +Z, up is +Y, the left hand at +X.
        ("eyeLookOutLeft", 0, 0, 1),
        ("eyeLookInLeft", 0, 0, -1),
        ("eyeLookOutRight", 1, 0, -1),
        ("eyeLookInRight", 1, 0, 1),
        ("eyeLookUpLeft", 0, 1, 1),
        ("eyeLookDownLeft", 0, 1, -1),
        ("eyeLookUpRight", 1, 1, 1),
        ("eyeLookDownRight", 1, 1, -1),
    ],
)
def test_where_each_shape_looks(name: str, eye: int, axis: int, sign: int) -> None:
    gaze = eye_rotations(looking(**{name: 1.0}))[0] @ np.array([0.0, 0.0, 1.0])
    way = name.removeprefix("eyeLook").removesuffix("Left").removesuffix("Right")
    assert gaze[eye, axis] == pytest.approx(sign * np.sin(np.radians(LOOK_DEGREES[way])))
    assert gaze[eye, 1 - axis] == pytest.approx(0, abs=1e-12)
    assert gaze[eye, 2] > 0
    assert gaze[1 - eye].tolist() == [0, 0, 1]


def test_rotations_are_rotations_and_add_up() -> None:
    weights = np.random.default_rng(0).random((50, 51)).astype(np.float32)
    turns = eye_rotations(weights)
    np.testing.assert_allclose(
        turns @ turns.swapaxes(-1, -2), np.broadcast_to(np.eye(3), turns.shape), atol=1e-12
    )
    np.testing.assert_allclose(np.linalg.det(turns), 1)
    yaw, pitch = np.moveaxis(eye_angles(weights), -1, 0)
    gaze = turns @ np.array([0.0, 0.0, 1.0])
    np.testing.assert_allclose(np.arcsin(-gaze[..., 1]), pitch, atol=1e-12)
    np.testing.assert_allclose(np.arctan2(gaze[..., 0], gaze[..., 2]), yaw, atol=1e-12)


def test_the_angles_are_what_a_phone_records(arkit_samples: Path) -> None:
    """Live Link Face writes the eyes' pitch in radians beside the weights: positive is down there."""
    import csv

    with (arkit_samples / "alexdjulin_alex_rom_3.csv").open() as stream:
        table = list(csv.DictReader(stream))
    for side in ("Left", "Right"):
        for way in ("Up", "Down"):
            look = np.array([float(row[f"EyeLook{way}{side}"]) for row in table])
            other = np.array([float(row[f"EyeLook{'Down' if way == 'Up' else 'Up'}{side}"]) for row in table])
            pitch = np.array([float(row[f"{side}EyePitch"]) for row in table])
            clear = (look > 0.15) & (other < 0.02)
            slope = np.degrees(np.abs(look[clear] @ pitch[clear]) / (look[clear] @ look[clear]))
            assert slope == pytest.approx(LOOK_DEGREES[way], abs=0.3)


@pytest.mark.parametrize("actor", ["001", "002", "003", "007"])
def test_the_eyes_of_the_templates(interact_mini: Path, actor: str) -> None:
    mesh = read_mesh(interact_mini / "face_ict_templates" / f"{actor}.obj")
    left, right = find_eyes(mesh)
    assert left.centre[0] > 0 > right.centre[0]
    np.testing.assert_allclose(left.centre * [-1, 1, 1], right.centre, atol=1e-3)
    for eye in (left, right):
        assert len(eye.vertices) == 1570
        sclera = part_vertices(mesh, f"sclera_{eye.side.lower()}")
        distances = np.linalg.norm(mesh.vertices[sclera] - eye.centre, axis=1)
        # A human eye's is 1.2 cm; ICT's are wider. Most of the sclera is on the ball; the cornea is not.
        assert 1.4 < eye.radius < 1.7
        off = np.abs(distances - eye.radius)
        assert np.quantile(off, 0.6) < 0.06
        assert off.max() < 0.25
        iris = mesh.vertices[part_vertices(mesh, f"iris_{eye.side.lower()}")]
        np.testing.assert_allclose(iris[:, :2].mean(axis=0), eye.centre[:2], atol=0.12)


def test_only_eyeballs_turn_and_keep_their_shape(any_root: Path) -> None:
    mesh = read_mesh(any_root / "face_ict_templates" / "001.obj")
    eyes = find_eyes(mesh)
    points = np.repeat(mesh.vertices[None], 2, axis=0)
    turn_eyes(points, eyes, eye_rotations(np.concatenate((looking(), looking(eyeLookUpLeft=1.0)))))
    np.testing.assert_allclose(points[0], mesh.vertices, atol=2e-6)
    moved = np.flatnonzero((np.abs(points[1] - mesh.vertices) > 1e-4).any(axis=1))
    assert set(moved) <= set(eyes[0].vertices)
    assert len(moved) > 0.95 * len(eyes[0].vertices)
    before = np.linalg.norm(mesh.vertices[eyes[0].vertices] - eyes[0].centre, axis=1)
    after = np.linalg.norm(points[1, eyes[0].vertices] - eyes[0].centre, axis=1)
    np.testing.assert_allclose(after, before, atol=1e-5)
    front = mesh.vertices[eyes[0].vertices, 2].argmax()
    assert points[1, eyes[0].vertices[front], 1] > mesh.vertices[eyes[0].vertices[front], 1] + 0.5


def test_a_mesh_without_eyes(head_files: tuple[Path, Path]) -> None:
    with pytest.raises(FaceError, match="no left eyeball"):
        find_eyes(read_mesh(head_files[0]))
