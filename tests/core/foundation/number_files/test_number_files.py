# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays and archives: what numpy writes is read, what lies about its size is a sentence."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.foundation.errors import MotionError
from interact_addon.core.foundation.number_files import (
    checked,
    peek_npy,
    peek_npz,
    read_npy,
    read_npy_object,
    read_npz,
)
from tools.fuzz.pickled_seeds import npz

POSES = np.arange(12, dtype=np.float32).reshape(4, 3)


class Runs:
    def __reduce__(self) -> Any:
        return os.system, ("true",)


def raw(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def npy(path: Path, array: Any) -> Path:
    np.save(path, array, allow_pickle=True)
    return path


def refusal(read: Any, path: Path) -> str:
    with pytest.raises(MotionError) as caught:
        read(path)
    assert caught.value.path == str(path)
    return str(caught.value)


@pytest.mark.parametrize("dtype", ["<f8", ">f4", "<f2", ">i2", "|u1", "|b1"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_as_numpy_writes_them(tmp_path: Path, dtype: str, order: Any) -> None:
    array = np.asarray(POSES.astype(dtype), order=order)
    path = npy(tmp_path / "a.npy", array)
    got = read_npy(path)
    assert np.array_equal(got, array)
    assert got.dtype.isnative
    assert peek_npy(path)[0] == (4, 3)
    np.savez_compressed(tmp_path / "a.npz", poses=array)
    assert np.array_equal(read_npz(tmp_path / "a.npz")["poses"], array)


def test_newer_headers_and_those_of_python_2(tmp_path: Path) -> None:
    for version in ((1, 0), (2, 0), (3, 0)):
        with (tmp_path / "a.npy").open("wb") as stream:
            np.lib.format.write_array(stream, POSES, version)
        assert np.array_equal(read_npy(tmp_path / "a.npy"), POSES)
    (tmp_path / "a.npy").write_bytes(raw(POSES).replace(b"(4, 3), }  ", b"(4L, 3L), }"))
    assert np.array_equal(read_npy(tmp_path / "a.npy"), POSES)


def test_objects_in_an_array(tmp_path: Path) -> None:
    path = npy(tmp_path / "results.npy", {"motion": POSES, "text": ["a", "b"]})
    got: Any = read_npy_object(path)
    assert np.array_equal(got["motion"], POSES)
    assert got["text"] == ["a", "b"]
    assert "Python objects, not numbers" in refusal(read_npy, path)
    assert "Python objects, not numbers" in refusal(peek_npy, path)
    assert np.array_equal(read_npy_object(npy(tmp_path / "a.npy", POSES)), POSES)  # type: ignore[arg-type]
    evil = npy(tmp_path / "evil.npy", {"motion": Runs()})
    assert "system, which is not data: it is not executed" in refusal(read_npy_object, evil)


def test_what_is_no_array_of_numbers_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    whole = raw(POSES)
    cases = {
        b"": "not an array",
        b"\x93NUMPY\x01": "not an array",
        npz({"a": whole}): "archive of several arrays",
        whole[:60]: "ends within its header",
        whole[:-1]: "truncated or damaged",
        whole + b"\0": "truncated or damaged",
        whole.replace(b"(4, 3)", b"(4,-3)"): "impossible shape",
        whole.replace(b"(4, 3), }      ", b"(4, 3" + b"0" * 8 + b")}"): "truncated or damaged",
        whole.replace(b"'shape'", b"'hsape'"): "not that of an array",
        whole.replace(b"'<f4'", b"'<x4'"): "not plain numbers",
        whole.replace(b"{'descr", b"((((((("): "header is damaged",
        raw(np.zeros(2, [("a", "<f4"), ("b", "<i4")])): "fields, not plain numbers",
        raw(np.zeros(2, np.complex64)): "not plain numbers",
        raw(np.zeros(2, "M8[s]")): "not plain numbers",
        b"\x93NUMPY\x09" + whole[7:]: "version 9",
    }
    for data, words in cases.items():
        path.write_bytes(data)
        assert words in refusal(read_npy, path), words
        refusal(peek_npy, path)
    assert "cannot be read" in refusal(read_npy, tmp_path / "none.npy")
    assert "cannot be read" in refusal(peek_npy, tmp_path)


def test_texts_in_archives_however_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "P1.npz"
    for gender in (np.array("male"), np.array(b"male"), np.array("male", dtype=object)):
        np.savez(path, poses=POSES, gender=gender)
        assert read_npz(path)["gender"] == "male"
    names = np.array(["pelvis", "head"], dtype=object)
    np.savez(path, names=names, old=np.array([b"a"]), rate=np.array(30), none=np.array(None))
    got: Any = read_npz(path)
    assert got["names"].tolist() == ["pelvis", "head"]
    assert got["old"].tolist() == ["a"]
    assert got["rate"] == 30
    np.savez(path, poses=POSES, info=np.array({"a": 1}))
    assert "the array info holds Python objects" in refusal(read_npz, path)
    assert set(read_npz(path, only=("poses",))) == {"poses"}
    np.savez(path, poses=POSES, gender=np.array(Runs(), dtype=object))
    assert "system, which is not data: it is not executed" in refusal(read_npz, path)
    assert peek_npz(path) == {"poses": (4, 3), "gender": ()}


def test_archives_that_are_damaged_or_lie(tmp_path: Path) -> None:
    path = tmp_path / "P1.npz"
    whole = npz({"poses": raw(POSES), "trans": raw(POSES)})
    for data, words in {
        b"": "not a readable archive",
        whole[: len(whole) // 2]: "not a readable archive",
        whole[:-30]: "not a readable archive",
        npz({}): "no arrays",
        npz({"poses": raw(POSES)[:-4]}): "the array poses has",
        npz({"poses": raw(POSES).replace(b"(4, 3)", b"(4,99)")}): "the array poses has",
        npz({"poses": b"hello"}): "the array poses: not an array",
        npz({f"a{n}": b"" for n in range(1001)}): "1001 arrays",
    }.items():
        path.write_bytes(data)
        assert words in refusal(read_npz, path), words
        assert words in refusal(peek_npz, path), words
    path.write_bytes(whole.replace(b"\0\0\x80\x3f", b"\0\0\x80\x3e"))  # a number
    assert "Bad CRC" in refusal(read_npz, path)
    locked = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := locked.find(mark, start + 1)) >= 0:
            locked[start + at] |= 1
    path.write_bytes(locked)
    assert "encrypted" in refusal(read_npz, path)


def test_an_archive_that_unpacks_to_far_more_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    head = raw(np.zeros((0, 3), np.float32)).replace(b"(0, 3), }        ", b"(20000000, 3), } ")
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("poses.npy", "w", force_zip64=True) as stream,
    ):
        stream.write(head)
        for _ in range(240):
            stream.write(bytes(1_000_000))
    tracemalloc.start()
    try:
        assert "claims to unpack to 240000128, which no motion does" in refusal(read_npz, path)
        assert tracemalloc.get_traced_memory()[1] < 1 << 22
    finally:
        tracemalloc.stop()


def test_a_member_that_hides_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "lie.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("poses.npy", raw(POSES) + bytes(10_000_000))
    data, size = path.read_bytes(), len(raw(POSES))
    true = (len(raw(POSES)) + 10_000_000).to_bytes(4, "little")
    path.write_bytes(data.replace(true, size.to_bytes(4, "little")))
    refusal(read_npz, path)


def test_checked_tells_shape_frame_and_number(tmp_path: Path) -> None:
    path = tmp_path / "joints.npy"
    assert checked(POSES, path, "the joints", (None, 3)).dtype == np.float64
    assert checked([[1, 2, 3]], path, "the joints", (None, 3)).shape == (1, 3)
    bad = POSES.copy()
    bad[2, 1] = np.nan
    big = POSES.astype(np.float64)
    big[3, 0] = 1e300
    for array, words in (
        (POSES[:, :2], r"the joints have the shape \(4, 2\), not \(frames, 3\)"),
        (POSES[0], r"the joints have the shape \(3\), not"),
        (POSES[:0], "the joints have no frames"),
        (bad, r"frame 2 of the joints has a number that is not finite \(nan\)"),
        (np.full((1, 3), -np.inf), "frame 0"),
        (big, r"frame 3 of the joints has the number 1e\+300"),
        ([[1, 2], [3]], "not a table of numbers"),
        (["a"], "are not numbers"),
        ({"a": 1}, "are not numbers"),
        (None, "are not numbers"),
    ):
        with pytest.raises(MotionError, match=words):
            checked(array, path, "the joints", (None, 3))
    with pytest.raises(MotionError, match="frame 2 of"):
        checked(np.stack([POSES, bad]), path, "the joints", (2, None, 3), frames=1)
