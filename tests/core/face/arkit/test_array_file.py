# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import io
import pickle
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.face.arkit import ARKIT_51, ARKIT_52, array_file, read_face
from interact_addon.core.face.arkit.layouts import layouts_of
from interact_addon.core.foundation.errors import FaceError

from .conftest import in_layout, weights_by_name


def table(frames: int = 5, columns: int = 51) -> np.ndarray:
    return in_layout(layouts_of(columns)[0], weights_by_name(frames)).astype(np.float64)


def saved(path: Path, array: np.ndarray, **kwargs) -> Path:
    np.save(path, array, **kwargs)
    return path


def header(text: str, data: bytes = b"") -> bytes:
    padded = text.encode("latin1") + b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded + data


@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8", ">f4", ">f8"])
@pytest.mark.parametrize(("columns", "names"), [(51, ARKIT_51), (52, ARKIT_52)])
def test_both_widths_in_any_float(tmp_path: Path, dtype: str, columns: int, names: tuple[str, ...]) -> None:
    array = table(columns=columns)
    track = read_face(saved(tmp_path / "a.npy", array.astype(dtype)), Fraction(30))
    assert track.names == names
    assert track.rate == 30
    assert track.weights.dtype == np.float32
    np.testing.assert_allclose(track.weights, array, atol=1e-3 if dtype == "<f2" else 1e-7)
    assert track.findings == ()


def test_integers_and_fortran_order(tmp_path: Path) -> None:
    array = np.asfortranarray(np.eye(51, dtype=np.uint8)[:7])
    track = read_face(saved(tmp_path / "a.npy", array))
    assert np.array_equal(track.weights, array)
    assert track.weights.flags.c_contiguous
    assert read_face(saved(tmp_path / "b.npy", array), Fraction(60)).rate == 60


def test_values_out_of_range_are_kept_and_told(tmp_path: Path) -> None:
    array = table()
    array[0, 0], array[1, 1] = -0.2, 1.2
    track = read_face(saved(tmp_path / "a.npy", array))
    assert (track.weights.min(), track.weights.max()) == (np.float32(-0.2), np.float32(1.2))
    assert track.findings == ()
    track = read_face(saved(tmp_path / "b.npy", array * 100))
    assert track.weights.max() == 120
    assert [finding.code for finding in track.findings] == ["face-values-unusual"]


def test_the_real_arrays(any_root: Path) -> None:
    track = read_face(any_root / "face_arkit" / "20231119_001_051.npy")
    assert (track.frames, track.names, round(track.seconds, 2)) == (943, ARKIT_51, 31.43)
    assert track.column("eyeBlinkLeft").max() > 0.5


@pytest.mark.parametrize(
    ("array", "complaint"),
    [
        (np.zeros((0, 51)), "no frames"),
        (np.zeros((5, 50)), r"shape \(5, 50\)"),
        (np.zeros((5, 54)), "names.txt"),
        (np.zeros((5, 0)), r"shape \(5, 0\)"),
        (np.zeros((51, 200)), "transpose"),
        (np.zeros(51), r"shape \(51,\)"),
        (np.zeros(()), r"shape \(\)"),
        (np.zeros((1, 5, 51)), r"shape \(1, 5, 51\)"),
        (np.zeros((5, 51), complex), "complex128, not numbers"),
        (np.full((5, 51), "0.1"), "not numbers"),
        (np.zeros((5, 51), [("a", "f4")]), "not single numbers"),
        (np.zeros(5, [("a", "S4")]), "not single numbers"),
        (np.zeros(5, [("a", "f4")]), "no column is an ARKit shape"),
        (np.full((5, 51), 1e300), "not finite"),
    ],
)
def test_other_arrays_are_refused(tmp_path: Path, array: np.ndarray, complaint: str) -> None:
    with pytest.raises(FaceError, match=complaint) as caught:
        read_face(saved(tmp_path / "a.npy", array))
    assert str(tmp_path / "a.npy") in str(caught.value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_named(tmp_path: Path, value: float) -> None:
    array = table()
    array[3, 24] = array[4, 0] = value
    with pytest.raises(FaceError, match=r"2 of the weights .* first jawOpen in frame 3"):
        read_face(saved(tmp_path / "a.npy", array))


class Explosive:
    def __reduce__(self):
        return (exec, ("raise SystemExit('a pickle was run')",))


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    objects = saved(tmp_path / "a.npy", np.array([[Explosive()]], object), allow_pickle=True)
    with pytest.raises(FaceError, match="not a readable numpy array"):
        read_face(objects)
    (tmp_path / "b.npy").write_bytes(pickle.dumps(Explosive()))
    with pytest.raises(FaceError, match="pickle, which is not opened"):
        read_face(tmp_path / "b.npy")


def test_other_files_under_this_name(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(b"\x89HDF\r\n")
    with pytest.raises(FaceError, match="HDF5"):
        read_face(path)
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    with pytest.raises(FaceError, match="not a readable archive"):
        read_face(path)
    path.write_bytes(b"")
    with pytest.raises(FaceError, match="empty"):
        read_face(path)
    path.write_bytes(b"\x00\x01\xff" * 1000)
    with pytest.raises(FaceError):
        read_face(path)
    with pytest.raises(FaceError, match="cannot be read"):
        read_face(tmp_path / "absent.npy")
    with pytest.raises(FaceError, match="cannot be read"):
        read_face(tmp_path)


@pytest.mark.parametrize(
    "raw",
    [
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 51), }", b"\x00" * 100),  # cut short
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 51), }", b"\x00" * 100),
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 51), }", b"\x00" * 1020),
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (5"),
        header("{'descr': '|O', 'fortran_order': False, 'shape': (5, 51), }", b"\x00" * 4080),
        header("__import__('os').system('true')"),
        header("(" * 5000),
        header(" " * 60_000),
        b"\x93NUMPY",
        b"\x93NUMPY\x09\x00" + b"\x00" * 200,
    ],
)
def test_broken_headers(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.npy").write_bytes(raw)
    with pytest.raises(FaceError):
        read_face(tmp_path / "a.npy")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=120)
@given(data=st.data())
def test_mutated_files_give_a_track_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    stream = io.BytesIO()
    np.save(stream, table(2))
    raw = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, 140))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.npy"
    path.write_bytes(raw[: data.draw(st.integers(1, len(raw)))])
    try:
        track = read_face(path)
    except FaceError as error:
        told = str(error)
        assert str(path) in told
    else:
        assert np.isfinite(track.weights).all()


def test_named_fields_need_no_order(tmp_path: Path) -> None:
    kind = [("jawOpen", "f4"), ("_neutral", "f4"), ("EyeBlinkLeft", "f8"), ("mouthSmile_R", "i1")]
    array = np.array([(0.5, 0, 0.25, 1), (0.6, 0, 0.35, 0)], kind)
    track = read_face(saved(tmp_path / "a.npy", array))
    assert track.names == ("eyeBlinkLeft", "jawOpen", "mouthSmileRight")
    np.testing.assert_allclose(track.weights, [[0.25, 0.5, 1], [0.35, 0.6, 0]], atol=1e-6)
    assert [finding.code for finding in track.findings] == ["face-columns"]


@pytest.mark.parametrize("names", [np.array(ARKIT_51[::-1]), np.array(ARKIT_51[::-1], "S")])
def test_archives_hold_names_and_a_rate(tmp_path: Path, names: np.ndarray) -> None:
    array = table()
    np.savez(tmp_path / "a.npz", weights=array[:, ::-1], names=names, fps=np.float64(60))
    track = read_face(tmp_path / "a.npz")
    assert (track.names, track.rate, track.findings) == (ARKIT_51, 60, ())
    np.testing.assert_allclose(track.weights, array, atol=1e-6)
    assert read_face(tmp_path / "a.npz", Fraction(30)).frames == 2  # its own rate is 60


def test_archives_that_are_none(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", one=table(), two=table())
    with pytest.raises(FaceError, match=r"not 2 \(one, two\)"):
        read_face(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", names=np.array([{}], object))
    with pytest.raises(FaceError, match="not a readable archive"):
        read_face(tmp_path / "b.npz")
    raw = (tmp_path / "a.npz").read_bytes()
    for cut in range(10, len(raw), len(raw) // 40):
        (tmp_path / "c.npz").write_bytes(raw[:cut])
        with pytest.raises(FaceError):
            read_face(tmp_path / "c.npz")


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_file, "_MAX_BYTES", 1 << 20)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "weights.npy", header("{'descr': '<f4', 'fortran_order': False, 'shape': (9, 51), }")
        )
        archive.writestr("more.npy", bytes(1 << 20))
    with pytest.raises(FaceError, match="more than 1 MiB"):
        read_face(tmp_path / "a.npz")
