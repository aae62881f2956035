# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.face.head.vertices import Head, VertexOptions, read_head, write_vertices
from interact_addon.core.face.ict.frames import FRAMES
from interact_addon.core.face.ict.streams import STREAMS, VERTEX_FORMATS
from interact_addon.core.foundation.errors import FaceError, UsageError, WorkError


@pytest.fixture
def head(head_files: tuple[Path, Path]) -> Head:
    return read_head(*head_files)


@pytest.fixture
def weights() -> np.ndarray:
    return np.random.default_rng(2).random((11, 55)).astype(np.float32)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch) -> None:
    """Several blocks even for a few frames of a small mesh."""
    monkeypatch.setattr("interact_addon.core.face.head.deform.BLOCK_BYTES", 4 * 30 * 12)


def expected(head: Head, weights: np.ndarray) -> np.ndarray:
    return head.model.apply(weights).reshape(len(weights), -1, 3)


def test_npy(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    done: list[int] = []
    write_vertices(weights, head, tmp_path / "v.npy", progress=done.append)
    array = np.load(tmp_path / "v.npy", allow_pickle=False)
    assert (array.shape, array.dtype) == ((11, 90), np.dtype("<f4"))
    np.testing.assert_allclose(array.reshape(11, 30, 3), expected(head, weights), atol=2e-6)
    assert done == [4, 4, 3]


def test_mdd(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    write_vertices(weights, head, tmp_path / "v.mdd", VertexOptions("mdd", rate=Fraction(24000, 1001)))
    raw = (tmp_path / "v.mdd").read_bytes()
    assert struct.unpack(">ii", raw[:8]) == (11, 30)
    times = np.frombuffer(raw, ">f4", 11, 8)
    np.testing.assert_allclose(times, np.arange(11) * 1001 / 24000, rtol=1e-6)
    points = np.frombuffer(raw, ">f4", offset=8 + 44).reshape(11, 30, 3)
    np.testing.assert_allclose(points, expected(head, weights), atol=2e-6)


def test_pc2(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    write_vertices(weights, head, tmp_path / "v.pc2", VertexOptions("pc2"))
    raw = (tmp_path / "v.pc2").read_bytes()
    assert struct.unpack("<12siiffi", raw[:32]) == (b"POINTCACHE2\0", 1, 30, 1.0, 1.0, 11)
    points = np.frombuffer(raw, "<f4", offset=32).reshape(11, 30, 3)
    np.testing.assert_allclose(points, expected(head, weights), atol=2e-6)


def test_obj_frames(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    write_vertices(weights, head, tmp_path / "v", VertexOptions("obj"))
    files = sorted((tmp_path / "v").iterdir())
    assert [file.name for file in files] == [f"v_{number:06d}.obj" for number in range(1, 12)]
    for frame in (0, 5, 10):
        mesh = read_mesh(files[frame])
        np.testing.assert_allclose(mesh.vertices, expected(head, weights)[frame], atol=2e-6)
        np.testing.assert_array_equal(mesh.corners, head.mesh.corners)
        assert mesh.materials == ("M_Face",)


def test_obj_frames_keep_texture_coordinates(any_root: Path, tmp_path: Path) -> None:
    root = any_root
    head = read_head(root / "face_ict_templates" / "001.obj", root / "blendshape_ict.npy")
    write_vertices(np.zeros((1, 55)), head, tmp_path / "v", VertexOptions("obj"))
    mesh = read_mesh(tmp_path / "v" / "v_000001.obj")
    for name in ("vertices", "corners", "counts", "uv_corners", "face_material"):
        np.testing.assert_array_equal(getattr(mesh, name), getattr(head.mesh, name))
    np.testing.assert_allclose(mesh.uvs, head.mesh.uvs, atol=1e-6)
    assert mesh.materials == head.mesh.materials


def test_ply_frames(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    write_vertices(weights, head, tmp_path / "v", VertexOptions("ply"))
    raw = (tmp_path / "v" / "v_000003.ply").read_bytes()
    text, _, body = raw.partition(b"end_header\n")
    assert b"element vertex 30\n" in text
    assert b"element face 20\n" in text
    points = np.frombuffer(body, "<f4", 90).reshape(30, 3)
    np.testing.assert_allclose(points, expected(head, weights)[2], atol=2e-6)
    faces, at = [], 360
    while at < len(body):
        count = body[at]
        faces.append(struct.unpack(f"<{count}i", body[at + 1 : at + 1 + 4 * count]))
        at += 1 + 4 * count
    assert faces == [tuple(face) for face in head.mesh.corners.reshape(20, 4).tolist()]


def test_eyes_are_turned_only_when_asked(any_root: Path, tmp_path: Path) -> None:
    root = any_root
    head = read_head(root / "face_ict_templates" / "001.obj", root / "blendshape_ict.npy")
    weights = np.load(root / "face_ict" / "20231119_001_051.npy")[400:402]
    write_vertices(weights, head, tmp_path / "a.npy")
    write_vertices(weights, head, tmp_path / "b.npy", VertexOptions(eyes=True))
    plain, turned = (np.load(tmp_path / f"{name}.npy").reshape(2, -1, 3) for name in "ab")
    eyes = np.zeros(len(head.mesh.vertices), bool)
    for eye in head.eyes():
        eyes[eye.vertices] = True
    assert eyes.any()
    np.testing.assert_array_equal(plain[:, eyes], np.repeat(head.mesh.vertices[None, eyes], 2, 0))
    moved = np.abs(turned - plain).max(axis=(0, 2)) > 1e-4
    assert moved[eyes].mean() > 0.9
    assert not moved[~eyes].any()


def test_an_hour_takes_no_memory_for_its_length(any_root: Path, tmp_path: Path) -> None:
    """What is held is a few blocks, however many frames there are."""
    import tracemalloc

    root = any_root
    head = read_head(root / "face_ict_templates" / "001.obj", root / "blendshape_ict.npy")
    peaks = []
    for frames in (40, 160):
        weights = np.zeros((frames, 55), np.float32)
        tracemalloc.start()
        write_vertices(weights, head, tmp_path / "v.npy")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


def test_nothing_half_written_remains(head: Head, weights: np.ndarray, tmp_path: Path, monkeypatch) -> None:
    def stop(frames: int) -> None:
        raise KeyboardInterrupt

    for kind in ("npy", "ply"):
        out = tmp_path / "out"
        out.mkdir()
        with pytest.raises(KeyboardInterrupt):
            write_vertices(weights, head, out / f"v.{kind}", VertexOptions(kind), stop)
        assert list(out.iterdir()) == []
        out.rmdir()


def test_a_full_disk(head: Head, weights: np.ndarray, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(WorkError, match="no room"):
        write_vertices(weights, head, tmp_path / "v.npy")
    assert list(tmp_path.glob("*v.npy*")) == []


def test_places_where_nothing_can_be_written(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="cannot be written"):
        write_vertices(weights, head, tmp_path / "absent" / "v.npy")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(FaceError, match=r"other files, such as thesis\.txt"):
        write_vertices(weights, head, tmp_path / "mine", VertexOptions("ply"))
    (tmp_path / "file").touch()
    with pytest.raises(FaceError, match="this is a file"):
        write_vertices(weights, head, tmp_path / "file", VertexOptions("ply"))


def test_frames_of_an_earlier_run_are_replaced(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    write_vertices(weights, head, tmp_path / "v", VertexOptions("ply"))
    write_vertices(weights[:3], head, tmp_path / "v", VertexOptions("ply"))
    assert len(list((tmp_path / "v").iterdir())) == 3


def test_wrong_use(head: Head, weights: np.ndarray, tmp_path: Path) -> None:
    assert set(VERTEX_FORMATS) == {*STREAMS, *FRAMES}
    with pytest.raises(UsageError, match="invalid format 'abc'"):
        VertexOptions("abc")
    with pytest.raises(FaceError, match="do not fit"):
        write_vertices(weights[:, :51], head, tmp_path / "v.npy")
    with pytest.raises(FaceError, match="no left eyeball"):
        write_vertices(weights, head, tmp_path / "v.npy", VertexOptions(eyes=True))
    assert list(tmp_path.glob("*v.npy*")) == []
