# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes measured from files: against another version, many at once, kept by content."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import CancelledError, DatasetError, UsageError
from interact_addon.core.measures import Measured, Person, run
from interact_addon.core.measures.performed import Performed
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.measuring import MeasureTask, many, measure_tasks, tasks_of
from interact_addon.core.performance.measuring.cache import MeasureCache
from interact_addon.core.performance.measuring.people import in_both
from interact_addon.core.performance.measuring.scene import measured_people
from interact_addon.core.performance.take import load_scene
from tests.stand_in_measures import write_moved

pytestmark = pytest.mark.usefixtures("stand_in_measures")
KEY = "20260101_001"


def tasks(
    root: Path, against: Path | None = None, measures: Collection[str] | None = None
) -> list[MeasureTask]:
    other = None if against is None else Dataset.open(against)
    return tasks_of([(scene, TakeOptions(), None) for scene in Dataset.open(root).scenes()], other, measures)


def test_a_scene_is_measured_from_its_files(demo_root: Path) -> None:
    (found,) = measure_tasks(tasks(demo_root))
    motion = to_motion(read(demo_root / "bvhs" / "20260101_001_001.bvh"))
    (height,) = found.of("height", "001")
    assert height.value == pytest.approx(100 * motion.positions[:, 0, 2].mean())
    assert height.series is not None
    assert len(height.series) == found.frames == 120
    assert [each.who for each in found.of("height")] == ["001", "002"]
    assert [each.who for each in found.of("apart")] == ["001+002"]
    assert found.seconds(30) == 1.0
    assert {each.measure for each in found.values} == {"height", "apart"}
    assert "array" not in repr(height)
    (one,) = measure_tasks(tasks(demo_root, measures="height"))
    assert {each.measure for each in one.values} == {"height"}


def test_against_a_version_that_is_moved_by_7_cm(demo_root: Path, tmp_path: Path) -> None:
    other = write_moved(demo_root, tmp_path / "other", "002", 7.0)
    (found,) = measure_tasks(tasks(other, demo_root))
    assert {each.who: each.value for each in found.of("moved")} == pytest.approx({"001": 0.0, "002": 7.0})
    assert not [each for each in found.findings if each.code.startswith("versions")]


def test_versions_of_other_lengths_and_rates_are_compared_where_both_are(
    demo_root: Path, tmp_path: Path
) -> None:
    other = write_moved(demo_root, tmp_path / "other", "001", 3.0, frames=90)
    (found,) = measure_tasks(tasks(demo_root, other))
    moved = found.of("moved", "001")[0]
    assert moved.value == pytest.approx(3.0)
    assert len(moved.series) == 90
    assert "001 has 120 frames and 90 in the other version" in str(found.findings)

    takes = load_scene(Dataset.open(demo_root).scene(KEY)).takes
    first, second = (Person(take.performance.actor_id, take.body, take.face) for take in takes)
    slow = Person("001", first.motion.resampled(Fraction(15)), first.face.resampled(Fraction(15)))
    here, there, findings = in_both([first, second], [slow])
    assert [person.actor for person in here] == ["001"]
    assert there[0].motion.rate == there[0].face.rate == 30
    assert np.allclose(there[0].motion.positions[::2], first.motion.positions[::2], atol=1e-9)
    assert [each.code for each in findings] == ["not-compared"]
    with pytest.raises(DatasetError, match="002 are not in the other version, which has 001"):
        in_both([second], [first])


def test_people_are_matched_by_actor(demo_root: Path) -> None:
    takes = load_scene(Dataset.open(demo_root).scene(KEY)).takes
    people = [Person(take.performance.actor_id, take.body) for take in takes]
    found = measured_people(KEY, people, people[::-1])
    assert [each.value for each in found.of("moved")] == [0.0, 0.0]


def test_a_scene_that_cannot_be_read_does_not_stop_the_others(sample_root: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(sample_root, tmp_path / "own"))
    (root / "bvhs" / "20231119_001_051.bvh").write_text("HIERARCHY")
    seen = []
    found = measure_tasks(tasks(root), on_scene=lambda each: seen.append(each.key))
    assert [each.key for each in found] == seen == [scene.key for scene in Dataset.open(root).scenes()]
    assert "20231119_001_051.bvh" in str(found[0].error)
    assert [bool(each.values) for each in found] == [False, True, True]
    one = root / "one"
    one.mkdir()
    for name in ("bvhs", "actors.db", "scenarios.db"):
        shutil.copytree(root / name, one / name) if name == "bvhs" else shutil.copy(root / name, one)
    for path in (one / "bvhs").glob("*_319.bvh"):
        path.unlink()
    found = measure_tasks(tasks(sample_root, one))
    assert "20231126_319" in str(found[1].error)
    assert found[2].error is None


def test_a_fault_of_ours_costs_one_scene(sample_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(scene: Performed, source: Performed | None) -> list[Measured]:
        if scene.frames == 450:
            raise ValueError("All-NaN slice")
        return []

    monkeypatch.setattr(run, "MEASURERS", (replace(run.MEASURERS[0], run=faulty),))
    found = measure_tasks(tasks(sample_root))
    assert [each.error is None for each in found] == [True, False, False]
    assert "20231126_319: measuring failed (ValueError: All-NaN slice)" in str(found[1].error)


def test_stopping(sample_root: Path) -> None:
    seen = []
    with pytest.raises(CancelledError):
        measure_tasks(tasks(sample_root), on_scene=seen.append, cancelled=lambda: len(seen) == 2)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        (("heigth",), "no measure is called heigth. There are height, apart, moved"),
        ((), "no measure is named"),
        (("moved",), "moved compares with another version"),
    ],
)
def test_measures_that_cannot_be_measured(demo_root: Path, measures: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        tasks(demo_root, measures=measures)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the scenes that were measured, not found."""
    keys: list[str] = []
    true = many.measure_task
    monkeypatch.setattr(many, "measure_task", lambda task: (keys.append(task.scene.key), true(task))[1])
    return keys


def test_what_was_measured_is_found_by_content(demo_root: Path, tmp_path: Path, measured: list[str]) -> None:
    root, folder = Path(shutil.copytree(demo_root, tmp_path / "own")), tmp_path / "cache"
    (first,) = measure_tasks(tasks(root), cache=MeasureCache(folder))
    (again,) = measure_tasks(tasks(root), cache=MeasureCache(folder))
    assert measured == [KEY]
    for one, other in zip(first.values, again.values, strict=True):
        assert (one.measure, one.who, one.value, one.frame) == (
            other.measure, other.who, other.value, other.frame
        )  # fmt: skip
        assert np.array_equal(one.series, other.series)
    assert (first.rate, first.frames, first.findings) == (again.rate, again.frames, again.findings)
    (bare,) = measure_tasks(tasks(root), cache=MeasureCache(folder), series=False)
    assert [each.series for each in bare.values] == [None] * 3

    body = root / "bvhs" / "20260101_001_001.bvh"
    os.utime(body, ns=(1, 1))  # another time, the same content
    (part,) = measure_tasks(tasks(root, measures=("apart",)), cache=MeasureCache(folder))
    assert [each.measure for each in part.values] == ["apart"]
    assert measured == [KEY]
    write_moved(demo_root, tmp_path / "moved", "001", 5.0)
    shutil.copy(tmp_path / "moved" / "bvhs" / body.name, body)
    (changed,) = measure_tasks(tasks(root), cache=MeasureCache(folder))
    assert measured == [KEY, KEY]
    assert changed.of("apart")[0].value != first.of("apart")[0].value
    measure_tasks(tasks(root, demo_root), cache=MeasureCache(folder))
    assert len(measured) == 3


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04junk", b"\x00" * 500])
def test_a_cache_that_cannot_be_read_is_ignored(
    demo_root: Path, tmp_path: Path, measured: list[str], junk: bytes
) -> None:
    measure_tasks(tasks(demo_root), cache=MeasureCache(tmp_path))
    for path in tmp_path.iterdir():
        path.write_bytes(junk)
    (found,) = measure_tasks(tasks(demo_root), cache=MeasureCache(tmp_path))
    assert len(measured) == 2
    assert len(found.values) == 3


def test_a_cache_of_damaged_bytes_is_ignored(demo_root: Path, tmp_path: Path) -> None:
    """Whichever byte of the packed numbers, their headers and the archive's list is another one."""
    (task,) = tasks(demo_root)
    cache = MeasureCache(tmp_path)
    (true,) = measure_tasks([task], cache=cache)
    (path,) = tmp_path.glob("*.npz")
    whole = path.read_bytes()
    random = np.random.default_rng(3)
    for place in random.integers(0, len(whole), 300).tolist():
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << int(random.integers(8))]) + whole[place + 1 :]
        )
        found = cache.find(task)
        assert found is None or [each.value for each in found.values] == [each.value for each in true.values]


def test_a_kept_scene_does_not_hide_that_its_other_version_is_missing(
    demo_root: Path, sample_root: Path, tmp_path: Path
) -> None:
    measure_tasks(tasks(demo_root), cache=MeasureCache(tmp_path))
    (found,) = measure_tasks(tasks(demo_root, sample_root), cache=MeasureCache(tmp_path))
    assert KEY in str(found.error)
    assert not found.values


def test_a_cache_that_cannot_be_written_only_costs_time(demo_root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (found,) = measure_tasks(tasks(demo_root), cache=MeasureCache(tmp_path / "file" / "cache"))
    assert found.values


def test_errors_are_not_kept(demo_root: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(demo_root, tmp_path / "own"))
    body = root / "bvhs" / "20260101_001_001.bvh"
    text = body.read_bytes()
    body.write_text("HIERARCHY")
    assert measure_tasks(tasks(root), cache=MeasureCache(tmp_path / "cache"))[0].error is not None
    body.write_bytes(text)
    assert measure_tasks(tasks(root), cache=MeasureCache(tmp_path / "cache"))[0].error is None


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows ends processes otherwise")
def test_the_processes_leave_ctrl_c_to_the_one_that_started_them() -> None:
    """Else each of them prints a traceback."""
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('goes on')"
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with many.deaf():
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("goes on\n", "")
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
