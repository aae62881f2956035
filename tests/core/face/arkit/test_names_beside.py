# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51, names_file, read_face
from interact_addon.core.foundation.errors import FaceError

from .conftest import weights_by_name

ORDER = sorted(ARKIT_51, key=lambda name: name[::-1])  # an order that nobody has


@pytest.fixture
def array(tmp_path: Path) -> Path:
    shapes = weights_by_name(40)
    path = tmp_path / "20260101_001_001.npy"
    np.save(path, np.stack([shapes[name] for name in ORDER], axis=1))
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("20260101_001_001.names.txt", "\n".join(ORDER)),
        ("20260101_001_001.names.txt", ", ".join(f'"{name[0].upper()}{name[1:]}"' for name in ORDER)),
        ("20260101_001_001.names.json", json.dumps(ORDER)),
        ("names.txt", "\ufeff" + "\r\n".join(ORDER) + "\r\n\r\n"),
        ("names.json", json.dumps(ORDER)),
    ],
)
def test_names_decide(array: Path, name: str, text: str) -> None:
    (array.parent / name).write_text(text, encoding="utf-8")
    assert names_file(array) == array.parent / name
    track = read_face(array)
    assert (track.names, track.findings) == (ARKIT_51, ())
    for shape, values in weights_by_name(40).items():
        if shape in ARKIT_51:
            np.testing.assert_allclose(track.column(shape), values, atol=1e-6)
    assert read_face(array, columns="arkit").findings == ()  # names count more than a choice


def test_an_arrays_own_names_come_before_its_folders(array: Path) -> None:
    (array.parent / "names.txt").write_text("\n".join(ARKIT_51))
    (array.parent / f"{array.stem}.names.txt").write_text("\n".join(ORDER))
    np.testing.assert_allclose(read_face(array).column("jawOpen"), weights_by_name(40)["jawOpen"], atol=1e-6)


def test_names_for_another_width(array: Path) -> None:
    (array.parent / "names.txt").write_text("\n".join(ARKIT_51[:20]))
    assert read_face(array).frames == 40  # the folder's names are for other arrays
    (array.parent / f"{array.stem}.names.txt").write_text("jawOpen\nmouthClose")
    with pytest.raises(FaceError, match=r"has 2 names, but 20260101_001_001\.npy has 51 columns"):
        read_face(array)


@pytest.mark.parametrize(
    ("name", "raw", "complaint"),
    [
        ("names.txt", b"\xff\xfe\xfa", "not names of columns"),
        ("names.json", b"[1, 2]", "not a list of names"),
        ("names.json", b'{"a": 1}', "not a list of names"),
        ("names.json", b"[", "not names of columns"),
        ("names.txt", b"x" * 70_000, "too large"),
    ],
)
def test_broken_names(array: Path, name: str, raw: bytes, complaint: str) -> None:
    (array.parent / name).write_bytes(raw)
    with pytest.raises(FaceError, match=complaint) as caught:
        read_face(array)
    assert str(array.parent / name) in str(caught.value)


def test_names_let_arrays_of_any_width_be_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([[0.1, 0.2, 7], [0.3, 0.4, 7]], np.float32))
    (tmp_path / "a.names.txt").write_text("jawOpen;mouthSmile_L;mood")
    track = read_face(tmp_path / "a.npy")
    assert track.names == ("jawOpen", "mouthSmileLeft")
    codes = [finding.code for finding in track.findings]
    assert codes == ["face-columns", "face-columns-extra"]  # the mood of 7 is no weight
