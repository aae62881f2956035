# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays that the fuzzer found: without frames, or lists of different lengths where a table should be."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.animation.motion_files import MotionReading, find_form
from interact_addon.core.foundation.errors import MotionError


@pytest.mark.parametrize(
    "array", [np.zeros((0, 66)), np.zeros((0, 22, 3)), np.zeros((2, 0, 262)), np.zeros((0, 263))], ids=str
)
def test_arrays_without_frames_are_told(tmp_path: Path, array: Any) -> None:
    path = tmp_path / "joints.npy"
    np.save(path, array.astype(np.float32))
    form = find_form(path)
    with pytest.raises(MotionError, match=r"joints\.npy"):
        form.read(path, form.people(path)[0], MotionReading())


@pytest.mark.parametrize("key", ["poses", "trans", "betas"])
def test_ragged_lists_are_told(tmp_path: Path, key: str) -> None:
    path = tmp_path / "take.pkl"
    values: dict[str, Any] = {"poses": np.zeros((2, 156)), "trans": np.zeros((2, 3)), "betas": np.zeros(10)}
    path.write_bytes(pickle.dumps({**values, "mocap_framerate": 30, key: [[1.0, 2.0], [3.0]]}))
    form = find_form(path)
    with pytest.raises(MotionError, match=f"its {key} are not a table of numbers"):
        form.read(path, "", MotionReading())
    if key == "poses":
        with pytest.raises(MotionError, match="not a table of numbers"):
            form.length(path, "")
