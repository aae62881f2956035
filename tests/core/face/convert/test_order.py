# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversions as a window orders them: the same results, told how far they are, given up at any file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.convert.order import FaceConversion
from interact_addon.core.face.ict import make_mapping
from interact_addon.core.foundation.errors import CancelledError, FaceError, UsageError

FILES = 6


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(FILES):
        np.save(folder / f"20240101_001_{number:03d}.npy", rng.random((6, 55)).astype(np.float32))
    return folder


def never() -> bool:
    return False


def test_all_of_a_folder_and_how_far(clips: Path, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    order = FaceConversion("face_ict", "face_arkit", (clips,), tmp_path / "out")
    report = order.run(lambda share, text: told.append((share, text)), never)
    assert len(report.done) == FILES
    for task in report.done:
        np.testing.assert_array_equal(np.load(task.out), make_mapping().to_arkit(np.load(task.source)))
    assert told[0] == (0.0, "Reading")
    shares = [share for share, _ in told[1:]]
    assert shares == pytest.approx(np.arange(1, FILES + 1) / FILES)
    assert {text for _, text in told[1:]} == {path.name for path in clips.iterdir()}
    again = order.run(lambda share, text: None, never)
    assert (len(again.done), len(again.skipped)) == (0, FILES)


def test_given_up_between_files_what_is_finished_stays(clips: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out", []
    order = FaceConversion("face_ict", "face_arkit", (clips,), out)
    with pytest.raises(CancelledError):
        order.run(lambda share, text: told.append(share), lambda: len(told) > 2)
    finished = sorted(out.glob("*.npy"))
    assert 2 <= len(finished) < FILES
    for path in finished:
        assert np.load(path).shape == (6, 51)
    rest = order.run(lambda share, text: None, never)
    assert {task.out for task in rest.skipped} == set(finished)
    assert len(rest.done) == FILES - len(finished)


def test_given_up_at_once_nothing_is_read(clips: Path, tmp_path: Path) -> None:
    order = FaceConversion("face_ict", "face_arkit", (clips,), tmp_path / "out")
    with pytest.raises(CancelledError):
        order.run(lambda share, text: None, lambda: True)
    assert len(list((tmp_path / "out").glob("*.npy"))) < FILES


def test_nothing_to_convert(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no face_ict files to convert"):
        FaceConversion("face_ict", "face_arkit", (), tmp_path).run(lambda share, text: None, never)
    with pytest.raises(FaceError, match="cannot be read"):
        FaceConversion("face_ict", "face_arkit", (tmp_path / "nowhere",), tmp_path / "out").run(
            lambda share, text: None, never
        )


def test_the_datasets_own_order_is_used(any_root: Path, tmp_path: Path) -> None:
    """Its clips are in both forms: what comes out is what the dataset has."""
    for source, target in (("face_ict", "face_arkit"), ("face_arkit", "face_ict")):
        inputs = tuple(sorted((any_root / source).glob("*_051.npy")))
        assert len(inputs) == 2
        order = FaceConversion(source, target, inputs, tmp_path / target, root=any_root)
        for task in order.run(lambda share, text: None, never).done:
            np.testing.assert_array_equal(np.load(task.out), np.load(any_root / target / task.out.name))


@pytest.mark.parametrize("eyes", [False, True])
def test_vertices(sample_root: Path, tmp_path: Path, eyes: bool) -> None:
    clip = next(iter(sorted((sample_root / "face_ict").glob("*_001_051.npy"))))
    short = tmp_path / clip.name
    np.save(short, np.load(clip)[200:206])
    told: list[str] = []
    order = FaceConversion("face_ict", "vertices", (short,), tmp_path / "out", eyes=eyes, root=sample_root)
    (task,) = order.run(lambda share, text: told.append(text), never).done
    vertices = np.load(task.out)
    assert vertices.shape[0] == 6
    assert vertices.shape[1] % 3 == 0
    assert vertices.dtype == np.float32
    assert short.name in told
    obj = FaceConversion("face_ict", "vertices", (short,), tmp_path / "obj", kind="obj", root=sample_root)
    (frames,) = obj.run(lambda share, text: None, never).done
    assert len(list(frames.out.glob("*.obj"))) == 6


def test_vertices_given_up_leave_no_part(sample_root: Path, tmp_path: Path) -> None:
    clip = next(iter(sorted((sample_root / "face_ict").glob("*_001_051.npy"))))
    inputs = []
    for number in range(3):
        inputs.append(tmp_path / f"20231119_001_{number:03d}.npy")
        shutil.copy(clip, inputs[-1])
        np.save(inputs[-1], np.load(clip)[:5])
    order = FaceConversion("face_ict", "vertices", tuple(inputs), tmp_path / "out", root=sample_root)
    told: list[str] = []
    with pytest.raises(CancelledError):
        order.run(lambda share, text: told.append(text), lambda: inputs[1].name in told)
    assert [path.name for path in (tmp_path / "out").glob("*.npy")] == [inputs[0].name]
    assert not list((tmp_path / "out").glob("*.part*"))
    assert inputs[2].name not in told
