# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.convert import ConvertOptions, Task, convert, plan
from interact_addon.core.face.convert.heads import HeadFinder
from interact_addon.core.face.convert.journal import JOURNAL
from interact_addon.core.face.head.vertices import VertexOptions
from interact_addon.core.face.ict import make_mapping
from interact_addon.core.foundation.errors import UsageError, WorkError

TO_ARKIT = ConvertOptions("face_ict", "face_arkit")


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "face_ict"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(4):
        np.save(folder / f"20240101_001_{number:03d}.npy", rng.random((6, 55)).astype(np.float32))
    return folder


def tasks(clips: Path, out: Path) -> list[Task]:
    return plan("face_ict", "face_arkit", [clips], out)


@pytest.mark.parametrize("jobs", [1, 3])
def test_all_of_a_folder(clips: Path, tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "deep" / "out"
    seen: list[str] = []
    report = convert(
        tasks(clips, out),
        ConvertOptions("face_ict", "face_arkit", jobs=jobs),
        lambda steps, name: seen.append(name),
    )
    assert (len(report.done), report.skipped, report.failed, report.frames) == (4, [], [], 24)
    assert sorted(seen) == sorted(task.source.name for task in tasks(clips, out))
    for task in report.done:
        np.testing.assert_array_equal(np.load(task.out), make_mapping().to_arkit(np.load(task.source)))
    assert sorted(path.name for path in out.iterdir()) == [
        JOURNAL,
        *sorted(path.name for path in clips.iterdir()),
    ]
    umask = os.umask(0)
    os.umask(umask)
    assert report.done[0].out.stat().st_mode & 0o777 == 0o666 & ~umask


def test_what_is_done_is_skipped_and_what_changed_is_not(clips: Path, tmp_path: Path) -> None:
    todo = tasks(clips, tmp_path / "out")
    convert(todo, TO_ARKIT)
    assert len(convert(todo, TO_ARKIT).skipped) == 4
    np.save(todo[0].source, np.ones((3, 55), np.float32))  # another source
    todo[1].out.unlink()  # no result
    todo[2].out.write_bytes(b"damaged")  # another result
    again = convert(todo, TO_ARKIT)
    assert again.done == todo[:2]
    assert again.skipped == todo[3:]
    ((task, error),) = again.failed
    assert task == todo[2]
    assert "other content" in str(error)
    assert todo[2].out.read_bytes() == b"damaged"
    convert([task], replace(TO_ARKIT, force=True))
    assert np.load(todo[2].out).shape == (6, 51)
    # Other options make other results.
    other = ConvertOptions("face_ict", "face_arkit", make_mapping(merge="max"))
    assert len(convert(todo, other).done) == 4
    assert len(convert(todo, other).skipped) == 4
    forced = ConvertOptions("face_ict", "face_arkit", make_mapping(merge="max"), force=True)
    assert len(convert(todo, forced).done) == 4


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "done": 3}', "\x00" * 50])
def test_a_broken_journal_costs_only_the_work(clips: Path, tmp_path: Path, text: str) -> None:
    todo = tasks(clips, tmp_path / "out")
    convert(todo, TO_ARKIT)
    (tmp_path / "out" / JOURNAL).write_text(text)
    assert len(convert(todo, TO_ARKIT).done) == 4
    assert len(convert(todo, TO_ARKIT).skipped) == 4


def test_a_bad_file_costs_only_itself(clips: Path, tmp_path: Path) -> None:
    todo = tasks(clips, tmp_path / "out")
    np.save(todo[1].source, np.full((3, 55), np.nan))
    np.save(todo[2].source, np.zeros((3, 51)))
    report = convert(todo, TO_ARKIT)
    assert [task.source for task in report.done] == [todo[0].source, todo[3].source]
    told = {task.source.name: str(error) for task, error in report.failed}
    assert "not finite numbers, the first in frame 0, column 0" in told[todo[1].source.name]
    assert "51 columns are those of ARKit" in told[todo[2].source.name]
    assert not todo[1].out.exists()
    assert [task.source for task in convert(todo, TO_ARKIT).skipped] == [todo[0].source, todo[3].source]


def test_interrupted_and_taken_up_again(clips: Path, tmp_path: Path) -> None:
    todo = tasks(clips, tmp_path / "out")
    done: list[str] = []

    def stop(steps: int, name: str) -> None:
        done.append(name)
        if len(done) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(todo, TO_ARKIT, stop)
    report = convert(todo, TO_ARKIT)
    assert len(report.skipped) >= 2
    assert len(report.skipped) + len(report.done) == 4
    assert not list((tmp_path / "out").glob(".*.part"))


def test_an_existing_result_survives_a_failure(clips: Path, tmp_path: Path, monkeypatch) -> None:
    todo = tasks(clips, tmp_path / "out")
    convert(todo, TO_ARKIT)
    before = todo[0].out.read_bytes()
    monkeypatch.setattr("os.replace", lambda *paths: (_ for _ in ()).throw(OSError(28, "No space left")))
    report = convert(todo, ConvertOptions("face_ict", "face_arkit", force=True))
    assert len(report.failed) == 4
    assert "No space left" in str(report.failed[0][1])
    assert todo[0].out.read_bytes() == before
    assert not list((tmp_path / "out").glob(".*.part"))


def test_what_does_not_read_back_is_not_kept(clips: Path, tmp_path: Path, monkeypatch) -> None:
    todo = tasks(clips, tmp_path / "out")[:1]
    real = np.load

    def spoilt(path, *args, **kwargs):
        array = real(path, *args, **kwargs)
        return array + 1 if str(path).endswith(".part") else array

    monkeypatch.setattr(np, "load", spoilt)
    ((_, error),) = convert(todo, TO_ARKIT).failed
    assert "differs when read back" in str(error)
    assert not todo[0].out.exists()


def test_live_link_tables_become_ict(live_link: Path, tmp_path: Path) -> None:
    report = convert(
        plan("face_arkit", "face_ict", [live_link.parent], tmp_path / "out"),
        ConvertOptions("face_arkit", "face_ict"),
    )
    assert report.failed == []
    assert {finding.code for finding in report.findings} >= {"shape-left-out", "shape-made-up"}
    for task in report.done:
        weights = np.load(task.out)
        assert weights.shape[1] == 55
        assert weights[:, 28].max() > 0.3  # jawOpen, by name and not by the table's own order


def test_vertices_of_each_actors_own_template(sample_root: Path, tmp_path: Path) -> None:
    todo = plan("face_ict", "vertices", [sample_root / "face_ict"], tmp_path / "out", "pc2")
    todo = [task for task in todo if "319" in task.source.name or "008" in task.source.name]
    short = tmp_path / "short"
    short.mkdir()
    cut = []
    for task in todo:
        np.save(short / task.source.name, np.load(task.source)[:2])
        cut.append(Task(short / task.source.name, task.out))
    report = convert(
        cut,
        ConvertOptions("face_ict", "vertices", vertices=VertexOptions("pc2"), heads=HeadFinder(sample_root)),
    )
    assert sorted(task.out.name for task in report.done) == ["20231126_003_319.pc2", "20231126_007_319.pc2"]
    ((task, error),) = report.failed
    assert "actor 008 has no template" in str(error)
    # With the generic mesh, the third as well; the other two are there.
    generic = tmp_path / "ict"
    generic.mkdir()
    shutil.copy(sample_root / "face_ict_templates" / "001.obj", generic / "generic_neutral_mesh.obj")
    heads = HeadFinder(sample_root, generic=generic)
    options = ConvertOptions("face_ict", "vertices", vertices=VertexOptions("pc2"), heads=heads)
    report = convert(cut, options)
    assert (len(report.skipped), len(report.done), report.failed) == (2, 1, [])
    assert [finding.code for finding in report.findings] == ["generic-template"]


def test_a_file_in_no_dataset(clips: Path, tmp_path: Path) -> None:
    report = convert(
        plan("face_ict", "vertices", [clips], tmp_path / "out"), ConvertOptions("face_ict", "vertices")
    )
    assert len(report.failed) == 4
    assert "is not in a dataset" in str(report.failed[0][1])


def test_wrong_use(clips: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to convert"):
        convert([], TO_ARKIT)
    (tmp_path / "file").touch()
    with pytest.raises(WorkError, match="cannot be created"):
        convert([Task(clips / "a.npy", tmp_path / "file" / "a.npy")], TO_ARKIT)


def test_two_runs_into_one_folder_keep_each_others_notes(clips: Path, tmp_path: Path) -> None:
    from interact_addon.core.face.convert.journal import Journal

    todo = tasks(clips, tmp_path / "out")
    convert(todo, TO_ARKIT)
    (tmp_path / "out" / JOURNAL).unlink()
    first, second = Journal(tmp_path / "out"), Journal(tmp_path / "out")
    first.record(todo[0], "a")
    second.record(todo[1], "a")
    first.save()
    second.save()
    again = Journal(tmp_path / "out")
    assert again.is_done(todo[0], "a")
    assert again.is_done(todo[1], "a")
    assert not again.is_done(todo[1], "b")


def test_progress_reaches_the_total(clips: Path, tmp_path: Path) -> None:
    from interact_addon.core.face.convert.run import total_steps

    todo = tasks(clips, tmp_path / "out")
    convert(todo[:2], TO_ARKIT)
    steps: list[int] = []
    convert(todo, TO_ARKIT, lambda count, name: steps.append(count))
    assert sum(steps) == total_steps(todo, TO_ARKIT) == 4
    frames = total_steps(todo, ConvertOptions("face_ict", "vertices"))
    assert frames == 24
