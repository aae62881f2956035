# SPDX-License-Identifier: GPL-3.0-or-later
"""Tensors, written here from what torch/serialization.py says: no torch is needed, and none was at hand."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.foundation.errors import MotionError
from interact_addon.core.foundation.pickled import read_pickle, unpickle
from tools.fuzz.pickled_seeds import Call, Name, Outside, tensor, torch_rows, torch_zip, written

VALUES = np.arange(6, dtype="<f4")
RAW = VALUES.tobytes()


def read(data: bytes) -> Any:
    return unpickle(data, Path("results.pkl"), "the pickle")


def refusal(data: bytes) -> str:
    with pytest.raises(MotionError) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [("Float", "<f4"), ("Double", "<f8"), ("Half", "<f2"), ("Long", "<i8"), ("Int", "<i4"), ("Short", "<i2"),
     ("Char", "<i1"), ("Byte", "<u1"), ("Bool", "|b1")],
)  # fmt: skip
def test_a_tensor_in_a_pickle(kind: str, dtype: str) -> None:
    values = np.array([0, 1, 1, 0, 1, 0], dtype)
    got = read(written({"motion": tensor(values.tobytes(), (2, 3), (3, 1), kind, count=6)}))["motion"]
    assert got.dtype == np.dtype(dtype)
    assert np.array_equal(got, values.reshape(2, 3))


def test_views_have_their_strides_and_beginning() -> None:
    def one(shape: tuple[int, ...], strides: tuple[int, ...], offset: int = 0) -> Any:
        return read(written(tensor(RAW, shape, strides, offset=offset, count=6)))

    assert np.array_equal(one((3, 2), (1, 3)), VALUES.reshape(2, 3).T)
    assert np.array_equal(one((2,), (2,), 1), [1, 3])
    assert np.array_equal(one((4, 2), (0, 1)), [[0, 1]] * 4)
    assert one((), (), 5) == 5
    assert one((0, 3), (3, 1)).shape == (0, 3)
    assert np.array_equal(one((1, 2), (1 << 62, 1)), [[0, 1]])


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [((2, 4), (4, 1), 0), ((6,), (1,), 1), ((2,), (-1,), 5), ((7,), (1,), -1), ((2, 2), (1 << 61, 1), 0)],
)
def test_views_beyond_the_values_are_refused(
    shape: tuple[int, ...], strides: tuple[int, ...], offset: int
) -> None:
    assert "larger than its values" in refusal(written(tensor(RAW, shape, strides, offset=offset, count=6)))


def test_a_number_repeated_without_end_is_refused() -> None:
    assert "unfolds to far more" in refusal(written([tensor(RAW, (1 << 40,), (0,), count=6)]))


@pytest.mark.parametrize("form", ["rows", "zip", "packed zip"])
def test_files_of_torch_save(form: str, tmp_path: Path) -> None:
    held = {
        "motion": tensor(b"", (2, 3), (3, 1), count=6, alone=False),
        "again": tensor(b"", (3,), (2,), count=6, alone=False),
        "text": ["two people meet"],
    }
    path = tmp_path / "results.pt"
    if form == "rows":
        path.write_bytes(torch_rows(held, {"0": (6, RAW)}))
    else:
        path.write_bytes(torch_zip(held, {"0": RAW}, packed="packed" in form))
    got: Any = read_pickle(path)
    assert np.array_equal(got["motion"], VALUES.reshape(2, 3))
    assert np.array_equal(got["again"], [0, 2, 4])
    assert got["text"] == ["two people meet"]


def test_what_is_wrong_with_torch_files_is_said() -> None:
    kept = tensor(b"", (6,), (1,), count=6, alone=False)
    assert "announces" in refusal(torch_rows(kept, {"0": (1 << 40, RAW)}))
    assert "announces" in refusal(torch_rows(kept, {"0": (-1, RAW)}))
    assert "lacks archive/data/0" in refusal(torch_zip(kept, {"1": RAW}))
    assert "without the data.pkl" in refusal(
        b"PK\x03\x04" + torch_zip(kept, {})[4:].replace(b"data.pkl", b"date.pkl")
    )
    assert "tensor's values are damaged" in refusal(torch_rows(kept, {"9": (6, RAW)}))
    whole = written({"motion": tensor(RAW, (6,), (1,), count=6)})
    for end in range(0, len(whole), 7):
        refusal(whole[:end])
    other = whole.replace(b"little_endian\x88", b"little_endian\x89")
    assert "other order of bytes" in refusal(other)


def test_nothing_is_executed_inside_either() -> None:
    evil = {"a": Call("os system", ("true",))}
    for data in (
        torch_rows(evil, {}),
        torch_zip(evil, {}),
        written([Call("torch.storage _load_from_bytes", (torch_rows(evil, {}),))]),
    ):
        assert "asks for os.system, which is not data" in refusal(data)
    nested = Call("torch.storage _load_from_bytes", (torch_rows(tensor(RAW, (6,), (1,), count=6), {}),))
    assert "asks for torch.storage._load_from_bytes" in refusal(written(nested))
    assert "asks for torch.nn.modules.linear.Linear" in refusal(
        torch_zip(Name("torch.nn.modules.linear Linear"), {})
    )
    strange = Outside(("storage", Name("numpy ndarray"), "0", "cpu", 6, None))
    assert "storage of an unknown kind" in refusal(torch_zip(strange, {"0": RAW}))
    assert "torch.BFloat16Storage" in refusal(written(tensor(RAW, (6,), (1,), "BFloat16", count=6)))


def test_a_packed_storage_that_is_far_larger_than_the_file_is_refused() -> None:
    data = torch_zip(tensor(b"", (6,), (1,), count=6, alone=False), {"0": RAW})
    claim = struct.pack("<II", 24, 24)
    at = data.rindex(claim, 0, data.rindex(b"archive/data/0"))
    lying = data[:at] + struct.pack("<II", 1 << 30, 1 << 30) + data[at + 8 :]
    assert "unfolds to far more" in refusal(lying)
