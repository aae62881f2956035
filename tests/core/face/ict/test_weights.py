# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of ICT weights that cannot be used: each is told by what is wrong with it, and none is ever run."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.ict.weights import count_frames, read_ict_weights
from interact_addon.core.foundation.errors import FaceError


class Explosive:
    """Unpickling it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        ((9, 51), "51 columns are those of ARKit"),
        ((9, 53), "ICT-FaceKit's"),
        ((9, 7), r"shape \(9, 7\), not \(frames, 55\)"),
        ((55, 9), "transpose it"),
        ((9, 55, 1), r"not \(frames, 55\)"),
        ((0, 55), "no frames"),
    ],
)
def test_another_number_of_shapes(shape: tuple[int, ...], complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "clip.npy"
    np.save(path, np.zeros(shape, np.float32))
    for read in (read_ict_weights, count_frames):
        with pytest.raises(FaceError, match=complaint) as caught:
            read(path)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e300])
def test_values_that_are_no_numbers(value: float, tmp_path: Path) -> None:
    weights = np.zeros((9, 55))
    weights[4, 7] = value
    np.save(tmp_path / "clip.npy", weights)
    with pytest.raises(
        FaceError, match="1 of the weights are not finite numbers, the first in frame 4, column 7"
    ):
        read_ict_weights(tmp_path / "clip.npy")


def test_nothing_is_unpickled_and_headers_are_not_believed(tmp_path: Path) -> None:
    path, trace = tmp_path / "clip.npy", tmp_path / "it was run"
    for protocol in (2, 5):
        path.write_bytes(pickle.dumps(Explosive(trace), protocol))
        with pytest.raises(FaceError, match="pickle, which is not opened"):
            read_ict_weights(path)
    np.save(path, np.array([[Explosive(trace)]], dtype=object), allow_pickle=True)
    with pytest.raises(FaceError, match="not a readable numpy array"):
        read_ict_weights(path)
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000000, 55), }\n"
    for raw in (
        b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(220),
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff",
        b"\x93NUMPY\x02\x00" + (60_000).to_bytes(4, "little") + b" " * 60_000,
    ):
        path.write_bytes(raw)
        for read in (read_ict_weights, count_frames):
            with pytest.raises(FaceError, match="not a readable numpy array"):
                read(path)
    assert not trace.exists()
