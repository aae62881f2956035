# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.foundation.errors import FaceError, UsageError
from interact_addon.core.performance.loose_files import (
    ReadOptions,
    actor_in,
    dataset_root_of,
    find_performance_files,
    key_in,
    read_body,
    read_weights,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("20231119_001_051.bvh", "20231119_001_051"),
        ("20231119_001_051 edited (2).bvh", "20231119_001_051"),
        ("take-20231119_001_051.v3.npy", "20231119_001_051"),
        ("20231119_001_051_face.npy", "20231119_001_051"),
        ("20231119_051.bvh", None),
        ("120231119_001_051.bvh", None),
        ("20231119_0001_051.bvh", None),
        ("walk.bvh", None),
    ],
)
def test_keys_in_names(name: str, key: str | None) -> None:
    found = key_in(Path("somewhere") / name)
    assert (None if found is None else str(found)) == key


def test_actors_in_names() -> None:
    actors = ("001", "002", "010")
    assert actor_in(Path("20231119_002_051.npy"), actors) == "002"
    assert actor_in(Path("20231119_003_051.npy"), actors) is None
    assert actor_in(Path("face 010 take 2.npy"), actors) == "010"
    assert actor_in(Path("face0010.npy"), actors) is None
    assert actor_in(Path("001 and 002.npy"), actors) is None


def test_the_dataset_of_a_file(demo_root: Path, tmp_path: Path) -> None:
    assert dataset_root_of(demo_root / "bvhs" / "x.bvh") == demo_root.absolute()
    assert dataset_root_of(demo_root / "x.bvh") == demo_root.absolute()
    assert dataset_root_of(tmp_path / "x.bvh") is None


def test_files_of_one_performance_are_one(sample_root: Path, tmp_path: Path) -> None:
    key = "20231119_001_051"
    body, face = sample_root / "bvhs_retarget" / f"{key}.bvh", sample_root / "face_ict" / f"{key}.npy"
    (parts,), failures = find_performance_files([body, face])
    assert failures == []
    # What was picked counts before what the dataset would choose.
    assert (parts.key, parts.actor_id, parts.body, parts.face) == (key, "001", body, face)
    assert parts.voice == sample_root / "wav" / f"{key}.wav"
    assert parts.sex == "male"
    (parts,), _ = find_performance_files([sample_root / "wav" / f"{key}.wav"])
    assert parts.body == sample_root / "bvhs" / f"{key}.bvh"
    assert parts.face == sample_root / "face_arkit" / f"{key}.npy"

    shutil.copyfile(parts.voice, tmp_path / f"{key}.WAV")
    shutil.copyfile(parts.face, tmp_path / f"{key}.npy")
    (parts,), failures = find_performance_files([tmp_path / f"{key}.npy"])
    assert (failures, parts.body, parts.voice) == ([], None, tmp_path / f"{key}.WAV")


def test_files_of_no_performance_are_told_one_by_one(sample_root: Path, tmp_path: Path) -> None:
    good = sample_root / "bvhs" / "20231119_001_051.bvh"
    absent = sample_root / "bvhs" / "20231119_005_051.bvh"
    found, failures = find_performance_files(
        [tmp_path / "walk.bvh", absent, good, tmp_path / "no" / good.name]
    )
    assert [parts.key for parts in found] == ["20231119_001_051"]
    assert "walk.bvh: the name tells no performance" in str(failures[0])
    assert "actor 005 is not in scene 20231119_051" in str(failures[1])
    with pytest.raises(UsageError, match="no file is chosen"):
        find_performance_files([])


def test_bodies_at_the_scenes_rate(demo_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "fast.bvh"
    text = (demo_root / "bvhs" / "20260101_001_001.bvh").read_text()
    path.write_text(text.replace("Frame Time: 0.033333", "Frame Time: .0083333"))
    document = bvh.read(path)
    own, findings = read_body(path, None, ReadOptions())
    assert (own.rate, own.frames, findings) == (Fraction(120), document.frames, ())
    slower, (finding,) = read_body(path, Fraction(30), ReadOptions())
    assert (slower.rate, slower.frames) == (Fraction(30), round(document.frames / 4))
    assert (finding.code, finding.level) == ("resampled", "info")
    np.testing.assert_allclose(slower.positions, own.positions[::4][: slower.frames], atol=1e-12)
    kept, (finding,) = read_body(path, Fraction(30), ReadOptions(timing="keep"))
    assert (kept.rate, kept.frames) == (Fraction(30), document.frames)
    assert "plays 0.25 times as fast" in finding.message
    larger, _ = read_body(path, None, ReadOptions(units="m", up="Y"))
    assert np.ptp(larger.positions) == pytest.approx(np.ptp(own.positions) / 0.01)


def test_what_was_guessed_is_told(chain_bvh: Path) -> None:
    _, findings = read_body(chain_bvh, None, ReadOptions())
    assert "units-guessed" in [finding.code for finding in findings]
    _, findings = read_body(chain_bvh, None, ReadOptions(units="cm", up="Y"))
    assert findings == ()


def test_weights_at_the_scenes_rate(sample_root: Path, live_link: Path) -> None:
    path = sample_root / "face_arkit" / "20231119_001_051.npy"
    weights = np.load(path)
    track = read_weights(path, Fraction(30), ReadOptions())
    np.testing.assert_array_equal(track.weights, weights)
    track = read_weights(path, Fraction(30), ReadOptions(array_rate=Fraction(60)))
    np.testing.assert_array_equal(track.weights[:400], weights[: 2 * 400 : 2])
    track = read_weights(path, Fraction(24), ReadOptions(timing="keep"))
    np.testing.assert_array_equal(track.weights, weights)
    # A table tells its own rate.
    assert "60 frames per second" in read_weights(live_link, Fraction(30), ReadOptions()).findings[-1].message


def test_ict_weights_become_arkits(any_root: Path, tmp_path: Path) -> None:
    for key in ("20231119_001_051", "20231126_007_319"):
        track = read_weights(any_root / "face_ict" / f"{key}.npy", Fraction(30), ReadOptions())
        theirs = np.load(any_root / "face_arkit" / f"{key}.npy")
        np.testing.assert_allclose(track.weights, theirs, atol=1e-5)
        assert [finding.code for finding in track.findings] == ["ict-converted"]
    path = tmp_path / "face.npy"
    np.save(path, np.full((3, 55), np.nan, np.float32))
    with pytest.raises(FaceError, match="not finite"):
        read_weights(path, Fraction(30), ReadOptions())


def test_readings_that_make_no_sense() -> None:
    with pytest.raises(UsageError, match="no timing"):
        ReadOptions(timing="stretch")
    with pytest.raises(UsageError, match="make no sense"):
        ReadOptions(array_rate=Fraction(0))
