# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.audio import Piece, Trim, read_wav_info
from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import read_face
from interact_addon.core.foundation.errors import UsageError, WorkError
from interact_addon.core.performance.export import (
    ExportOptions,
    PerformanceData,
    files,
    performance,
    write_performance,
)

KEY = "20231119_001_051"


@pytest.fixture(scope="module")
def data(demo_root: Path) -> PerformanceData:
    source = Dataset.open(demo_root).scenes()[0].performances[0]
    voice = read_wav_info(source.voice)
    return PerformanceData(
        KEY,
        to_motion(bvh.read(source.body), units="cm", up="Y"),
        np.ascontiguousarray(read_face(source.face_arkit).weights),
        Trim((Piece(voice, 0, 0, voice.samples),), voice.samples),
    )


def everything(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


NAMES = {f"bvhs/{KEY}.bvh", f"face_arkit/{KEY}.npy", f"wav/{KEY}.wav"}


def test_a_dataset_lists_what_was_written(data: PerformanceData, tmp_path: Path) -> None:
    written = write_performance(tmp_path / "new", data)
    assert everything(tmp_path / "new") == NAMES
    assert [file.kind for file in written] == ["body", "face", "voice"]
    (found,) = Dataset.open(tmp_path / "new").scenes()[0].performances
    assert (found.key, found.body, found.voice) == (KEY, written[0].path, written[2].path)
    assert np.array_equal(read_face(found.face_arkit).weights, data.face)


def test_files_that_are_there_stay(data: PerformanceData, tmp_path: Path) -> None:
    (tmp_path / "face_arkit").mkdir()
    there = tmp_path / "face_arkit" / f"{KEY}.npy"
    there.write_bytes(b"precious")
    with pytest.raises(UsageError, match="exists already"):
        write_performance(tmp_path, data)
    assert everything(tmp_path) == {f"face_arkit/{KEY}.npy"}
    assert there.read_bytes() == b"precious"
    write_performance(tmp_path, data, overwrite=True)
    assert everything(tmp_path) == NAMES


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_a_rename_that_fails_changes_nothing(
    data: PerformanceData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    write_performance(tmp_path, data)
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    rename, count = Path.replace, iter(range(100))

    def failing(self: Path, target: Path) -> Path:
        if ".part" in self.name and not self.name.endswith(".before") and next(count) == fails_at:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    changed = PerformanceData(KEY, data.body.sliced(0, 9), data.face[:9] * 0.5, data.voice)
    # The body's own writer renames once itself, before anything is put in its place.
    with pytest.raises((WorkError, bvh.parse.BvhError)):
        write_performance(tmp_path, changed, overwrite=True)
    monkeypatch.undo()
    assert {name: (tmp_path / name).read_bytes() for name in everything(tmp_path)} == before


def test_what_does_not_read_back_is_not_kept(
    data: PerformanceData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(path: Path, document: bvh.Bvh) -> None:
        bvh.write(path, document, decimals=2)

    class Lossy:
        write, read = staticmethod(lossy), staticmethod(bvh.read)

    monkeypatch.setattr(performance, "bvh", Lossy)
    with pytest.raises(WorkError, match="differs when read back"):
        write_performance(tmp_path, data)
    assert everything(tmp_path) == set()


@pytest.mark.parametrize("key", ["walk", "../20231119_001_051", "20231119_051", ""])
def test_only_a_performance_s_key_becomes_a_file_name(
    data: PerformanceData, tmp_path: Path, key: str
) -> None:
    with pytest.raises(UsageError, match="not a performance's key"):
        write_performance(tmp_path / "in", PerformanceData(key, data.body))
    assert everything(tmp_path) == set()


def test_a_folder_that_cannot_be_made_is_told(data: PerformanceData, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkError, match="cannot be written to"):
        write_performance(tmp_path / "file", data)


def test_weights_of_another_width_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="51"):
        write_performance(tmp_path, PerformanceData(KEY, face=np.zeros((3, 52), np.float32)))
    with pytest.raises(UsageError, match="nothing to write"):
        write_performance(tmp_path, PerformanceData(KEY))
    assert everything(tmp_path) == set()


def test_options_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    for wrong in ({"range": "all"}, {"frames": (5, 4)}, {"body": False, "face": False, "voice": False}):
        with pytest.raises(UsageError):
            ExportOptions(tmp_path, **wrong)


def test_all_is_on_the_disk_before_anything_is_renamed_and_the_umask_is_not_touched(
    data: PerformanceData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    rename = os.replace

    def replace(source: Path, target: Path) -> None:
        if ".part" not in Path(target).name:  # not the body's own writer, which writes into a partial name
            done.append("rename")
        rename(source, target)

    monkeypatch.setattr(files, "sync_file", lambda path: done.append("sync"))
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("a thread beside would write with it"))
    write_performance(tmp_path, data)
    assert done == ["sync"] * 3 + ["rename"] * 3
