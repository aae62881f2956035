# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.ict import ICT_55, ORDERS, make_mapping
from interact_addon.core.face.ict.datasets import (
    calibrate_dataset,
    calibration_folder,
    clip_pairs,
    dataset_of,
    fingerprint,
    keep_mapping,
    kept_mapping,
    load_mapping,
    save_mapping,
)
from interact_addon.core.foundation.errors import DatasetError, FaceError, WorkError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def dataset(tmp_path: Path, uneven: np.ndarray) -> Path:
    """Three clips in both forms, in the configuration's order, merged by the maximum."""
    root = tmp_path / "data"
    mapping = make_mapping("config", "max")
    for name in ("face_ict", "face_arkit"):
        (root / name).mkdir(parents=True)
    for number, part in enumerate(np.array_split(uneven, 3)):
        weights = part[:, [ICT_55.index(name) for name in ORDERS["config"]]]
        np.save(root / "face_ict" / f"20240101_001_{number:03d}.npy", weights)
        np.save(root / "face_arkit" / f"20240101_001_{number:03d}.npy", mapping.to_arkit(weights))
    return root


def test_a_dataset_is_calibrated_and_left_alone(dataset: Path, cache: Path) -> None:
    before = sorted((str(path), path.stat().st_mtime_ns) for path in dataset.rglob("*"))
    found = calibrate_dataset(dataset)
    assert (found.mapping.order, found.merges, found.clips) == ("config", ("max",), 3)
    assert kept_mapping(dataset) is None
    kept = keep_mapping(dataset, found)
    assert kept is not None
    assert kept.parent == calibration_folder() == cache / "faces"
    assert kept_mapping(dataset) == found.mapping
    assert sorted((str(path), path.stat().st_mtime_ns) for path in dataset.rglob("*")) == before


def test_what_was_kept_goes_with_the_content_not_the_place(dataset: Path, cache: Path) -> None:
    found = calibrate_dataset(dataset)
    keep_mapping(dataset, found)
    moved = dataset.rename(dataset.with_name("elsewhere"))
    assert kept_mapping(moved) == found.mapping
    file = moved / "face_ict" / "20240101_001_001.npy"
    np.save(file, np.load(file) * 0.5)
    assert kept_mapping(moved) is None


def test_a_kept_file_that_is_broken_is_as_none(dataset: Path, cache: Path) -> None:
    kept = keep_mapping(dataset, calibrate_dataset(dataset))
    assert kept is not None
    kept.write_text("{")
    assert kept_mapping(dataset) is None


def test_unknown_is_not_kept(dataset: Path, cache: Path) -> None:
    for file in dataset.rglob("*.npy"):
        np.save(file, np.zeros_like(np.load(file)))
    found = calibrate_dataset(dataset)
    assert found.order_status == "unknown"
    assert keep_mapping(dataset, found) is None
    assert not cache.exists()


def test_bad_clips_are_told_and_left_out(dataset: Path) -> None:
    (dataset / "face_ict" / "20240101_001_000.npy").write_bytes(b"")
    file = dataset / "face_arkit" / "20240101_001_002.npy"
    np.save(file, np.load(file)[:-1])
    found = calibrate_dataset(dataset)
    assert (found.clips, found.mapping.order) == (1, "config")
    codes = {finding.code for finding in found.findings}
    assert {"unreadable-face", "face-forms-differ"} <= codes


def test_no_clip_in_both_forms(dataset: Path, tmp_path: Path) -> None:
    shutil.rmtree(dataset / "face_arkit")
    with pytest.raises(DatasetError, match="no clip is in both"):
        calibrate_dataset(dataset)
    with pytest.raises(DatasetError, match="folder does not exist"):
        calibrate_dataset(tmp_path / "absent")


def test_where_files_lie(dataset: Path, tmp_path: Path) -> None:
    assert dataset_of([dataset / "face_ict"]) == dataset
    assert dataset_of([dataset / "face_ict" / "20240101_001_000.npy"]) == dataset
    assert dataset_of([dataset]) == dataset
    assert dataset_of([tmp_path / "other" / "x.npy"]) is None
    assert len(clip_pairs(dataset)) == 3
    assert len(fingerprint(dataset)) == 32


def test_saved_mappings(dataset: Path, tmp_path: Path) -> None:
    found = calibrate_dataset(dataset)
    path = tmp_path / "mapping.json"
    save_mapping(path, found)
    assert load_mapping(path) == found.mapping
    values = json.loads(path.read_text())
    assert values["order_status"] == "sure"
    assert values["columns"][0]["residual"] < 1e-6
    with pytest.raises(WorkError, match="cannot be written"):
        save_mapping(tmp_path / "absent" / "m.json", found)
    spoilt = json.loads(path.read_text())
    spoilt["mapping"]["arkit"][0]["sources"] = [99]
    infinite = json.loads(path.read_text())
    infinite["mapping"]["arkit"][0]["sources"] = [float("inf")]
    huge = json.loads(path.read_text())
    huge["mapping"]["ict"][0]["scale"] = 10**400
    cases = ["", "[1]", "{}", "[" * 100_000, "\x00"]
    cases += map(json.dumps, (infinite, huge, spoilt, {"format": "other"}))
    for text in cases:
        path.write_text(text)
        with pytest.raises(FaceError) as caught:
            load_mapping(path)
        assert str(path) in str(caught.value)
    with pytest.raises(FaceError, match="cannot be read"):
        load_mapping(tmp_path / "absent.json")
    path.write_bytes(b" " * (2 << 20))
    with pytest.raises(FaceError, match="too large"):
        load_mapping(path)
