# SPDX-License-Identifier: GPL-3.0-or-later
"""The dataset that tests read has what they need: the captured one's layout, moving faces, whole heads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.face.arkit import read_face
from interact_addon.core.face.head.eyes import find_eyes
from interact_addon.core.face.head.lashes import lash_hairs
from interact_addon.core.face.head.parts import PARTS, part_of_faces
from interact_addon.core.face.head.vertices import read_head


def test_it_has_the_files_of_the_captured_one(sample_root: Path, interact_mini: Path) -> None:
    def names(root: Path) -> set[str]:
        return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}

    assert names(sample_root) == names(interact_mini)


def test_bodies_turn_back_without_a_jump(sample_root: Path) -> None:
    """At 30 frames a second nobody's joint moves 20 centimetres from one frame to the next."""
    for path in sorted((sample_root / "bvhs").glob("*.bvh")):
        places = forward(to_motion(read(path), units="cm", up="Y"))[0]
        steps = np.linalg.norm(np.diff(places, axis=0), axis=-1)
        assert steps.max() < 0.2, path.name
        assert np.ptp(places, axis=0).max() > 0.5, path.name


def test_every_shape_moves_and_none_as_another(sample_root: Path) -> None:
    for folder, count in (("face_arkit", 51), ("face_ict", 55)):
        paths = sorted((sample_root / folder).glob("*.npy"))
        weights = np.concatenate([np.load(path) for path in paths])
        assert weights.shape == (3236, count)
        assert weights.min() >= 0.0
        assert 0.5 < weights.max() <= 1.0
        assert np.ptp(weights, axis=0).min() > 0.03
    columns = np.concatenate([np.load(path) for path in sorted((sample_root / "face_arkit").glob("*.npy"))]).T
    assert len({column.tobytes() for column in columns}) == 51


@pytest.mark.parametrize("actor", ["001", "002", "003", "007"])
def test_heads_have_all_parts(sample_root: Path, actor: str) -> None:
    head = read_head(sample_root / "face_ict_templates" / f"{actor}.obj", sample_root / "blendshape_ict.npy")
    assert head.findings == ()
    assert set(part_of_faces(head.mesh)) == set(range(len(PARTS)))
    assert lash_hairs(head.mesh) is not None
    assert len(find_eyes(head.mesh)) == 2
    assert np.abs(head.basis).reshape(55, -1).max(axis=1).min() > 0.3  # centimetres
    faces = head.mesh.vertices[head.mesh.corners.reshape(-1, 4)]
    normals = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0])
    for part in (0, 3, 5):  # skin and eyeballs face outward
        rows = part_of_faces(head.mesh) == part
        middles = faces[rows].mean(axis=1)
        outward = ((middles - middles.mean(axis=0)) * normals[rows]).sum(axis=1)
        assert (outward > 0).all(), PARTS[part]


def test_a_live_link_recording_reads_as_one(live_link: Path, sample_root: Path) -> None:
    track = read_face(live_link)
    assert (track.rate, track.frames, track.findings) == (60, 300, ())
    weights = np.load(sample_root / "face_arkit" / "20231126_003_319.npy")[:300]
    np.testing.assert_allclose(track.weights[:, :51], weights, atol=1e-6)
