# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive in the package is what the generator makes, and is made the same every time."""

from __future__ import annotations

import io
import sqlite3
import sys
import wave
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read as read_bvh
from interact_addon.core.demo import ARCHIVE
from tools.make_demo import make_archive
from tools.make_demo.__main__ import main

# What the last written digit may differ by where another processor or numpy rounds sines in its own way.
ROUNDING = {"degrees, cm": 2e-6, "weights": 1e-6, "samples": 1}


def _unpack(data: bytes, folder: Path) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
        return archive.namelist()


@pytest.fixture(scope="module")
def made() -> bytes:
    return make_archive()


def test_the_package_holds_what_the_generator_makes(made: bytes, tmp_path: Path) -> None:
    names = _unpack(made, tmp_path / "made")
    assert _unpack(ARCHIVE.read_bytes(), tmp_path / "ours") == names == sorted(names)
    assert len(names) == 10
    for name in names:
        first, second = _values(tmp_path / "made" / name), _values(tmp_path / "ours" / name)
        assert first.keys() == second.keys()
        for key, value in first.items():
            if isinstance(value, np.ndarray):
                np.testing.assert_allclose(value, second[key], rtol=0, atol=ROUNDING[key], err_msg=name)
            else:
                assert value == second[key], (name, key)


def _values(path: Path) -> dict[str, object]:
    """What is in a file, whatever version of SQLite wrote it."""
    if path.suffix == ".bvh":
        bvh = read_bvh(path)
        return {"joints": bvh.joints, "frame time": bvh.frame_time_text, "degrees, cm": bvh.values}
    if path.suffix == ".npy":
        weights = np.load(path, allow_pickle=False)
        return {"type": weights.dtype, "weights": weights}
    if path.suffix == ".wav":
        with wave.open(str(path)) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(int)
            return {"format": sound.getparams(), "samples": samples}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return {"statements": list(database.iterdump())}


def test_it_is_made_the_same_every_time(
    made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo.zip"
    monkeypatch.setattr(sys, "argv", ["make_demo", "--out", str(out)])
    main()

    assert out.read_bytes() == made
    assert f"{out}: {len(made) / 1000:.0f} kB" in capsys.readouterr().out
    with zipfile.ZipFile(out) as archive:
        for info in archive.infolist():
            assert (info.date_time, info.external_attr >> 16) == ((1980, 1, 1, 0, 0, 0), 0o100644)
