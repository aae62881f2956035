# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo dataset on disk: layout, databases, lengths, safety, sameness."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read as read_bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset
from interact_addon.core.demo import ARCHIVE, DemoResult, write_demo_dataset
from interact_addon.core.face.arkit import ARKIT_51, read_face
from interact_addon.core.foundation.errors import DatasetError
from interact_addon.core.performance.lengths import measure_lengths


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    return write_demo_dataset(tmp_path_factory.mktemp("demo") / "new" / "root")


def test_dataset_reads_as_one_complete_scene(demo: DemoResult) -> None:
    scenes = Dataset.open(demo.root).scenes()

    assert [scene.key for scene in scenes] == [demo.key]
    scene = scenes[0]
    assert scene.findings == ()
    assert [(p.actor_id, p.sex) for p in scene.performances] == [("001", "male"), ("002", "female")]
    assert (scene.relationship, scene.emotion) == ("friends", "joy")
    assert scene.text
    for performance in scene.performances:
        for path in (performance.body, performance.body_retarget, performance.face_arkit, performance.voice):
            assert path in demo.paths


def test_every_recording_is_120_frames_or_4_seconds(demo: DemoResult) -> None:
    lengths = measure_lengths(Dataset.open(demo.root).scene(demo.key))

    assert (demo.frames, demo.rate, lengths.frames, lengths.rate) == (120, 30, 120, 30)
    assert lengths.findings == ()
    for performance in lengths.performances:
        assert performance.body is not None
        assert performance.body.frames == 120
        assert performance.face is not None
        assert performance.face.frames == 120
        assert performance.voice is not None
        assert performance.voice.duration == Fraction(4)


def test_bodies_follow_the_capture_convention(demo: DemoResult) -> None:
    text = (demo.root / "bvhs" / "20260101_001_001.bvh").read_text()

    assert "CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation" in text
    assert text.count("CHANNELS 3 Zrotation Yrotation Xrotation") == 74
    assert "Frame Time: 0.033333\n" in text


def test_joints_are_those_of_the_real_captures(demo: DemoResult, interact_mini: Path) -> None:
    real = to_motion(read_bvh(interact_mini / "bvhs" / "20231119_001_051.bvh"), units="cm", up="Y").skeleton
    made = to_motion(read_bvh(demo.root / "bvhs" / "20260101_001_001.bvh"), units="cm", up="Y").skeleton

    assert made.names == real.names
    assert np.array_equal(made.parents, real.parents)
    # The same rest pose (every bone within 40 degrees of the real one's), but other people.
    bones = np.linalg.norm(real.offsets, axis=1) > 0.01
    cosines = (
        np.sum(made.offsets * real.offsets, axis=1)[bones]
        / (np.linalg.norm(made.offsets, axis=1) * np.linalg.norm(real.offsets, axis=1))[bones]
    )
    assert cosines.min() > np.cos(np.radians(40))
    assert not np.allclose(made.offsets[bones], real.offsets[bones], atol=1e-4)


def test_retargeted_bodies_are_of_one_stature_with_the_feet_on_the_floor(demo: DemoResult) -> None:
    statures = []
    for actor in ("001", "002"):
        path = demo.root / "bvhs_retarget" / f"20260101_{actor}_001.bvh"
        motion = to_motion(read_bvh(path), units="cm", up="Y")
        places = forward(motion)[0]
        statures.append(places[-1, motion.skeleton.index("HeadEnd"), 2])
        toes = places[:, [motion.skeleton.index(f"{side}ToeBase") for side in ("Left", "Right")], 2]
        assert toes.min() > 0.015
    assert abs(statures[0] - statures[1]) < 0.02


def test_face_is_51_float32_weights_within_the_range(demo: DemoResult) -> None:
    for actor in ("001", "002"):
        path = demo.root / "face_arkit" / f"20260101_{actor}_001.npy"
        raw = np.load(path, allow_pickle=False)
        assert raw.dtype == np.float32
        assert raw.shape == (120, 51)
        assert raw.min() >= 0.0
        assert raw.max() <= 1.0
        assert read_face(path, Fraction(30)).names == ARKIT_51


def test_databases_have_the_tables_of_the_real_ones(demo: DemoResult, interact_mini: Path) -> None:
    def columns(root: Path, name: str) -> dict[str, list[tuple[str, str]]]:
        with closing(sqlite3.connect(f"file:{root / name}?mode=ro", uri=True)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {
                table: [(row[1], row[2]) for row in database.execute(f"PRAGMA table_info({table})")]
                for (table,) in tables
            }

    for name in ("actors.db", "scenarios.db"):
        assert columns(demo.root, name) == columns(interact_mini, name)


def test_two_runs_write_the_same_bytes(demo: DemoResult, tmp_path: Path) -> None:
    again = write_demo_dataset(tmp_path)

    assert len(again.paths) == len(demo.paths) == 10
    for one, two in zip(demo.paths, again.paths, strict=True):
        assert one.read_bytes() == two.read_bytes(), two.name


def test_an_earlier_demo_is_replaced(demo: DemoResult, tmp_path: Path) -> None:
    earlier = write_demo_dataset(tmp_path)
    for path in earlier.paths:
        path.write_bytes(b"of an earlier version")
    again = write_demo_dataset(tmp_path)

    assert [scene.key for scene in Dataset.open(tmp_path).scenes()] == [again.key]
    for one, two in zip(demo.paths, again.paths, strict=True):
        assert one.read_bytes() == two.read_bytes(), two.name
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path not in again.paths]


@pytest.mark.parametrize("name", ["bvhs/20231119_001_051.bvh", "actors.db"])
def test_another_dataset_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"precious")

    with pytest.raises(DatasetError, match="contains another dataset"):
        write_demo_dataset(tmp_path)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [Path(name).name]
    assert (tmp_path / name).read_bytes() == b"precious"


def test_a_file_where_the_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(DatasetError, match="taken"):
        write_demo_dataset(tmp_path / "taken")


def _packed(path: Path, contents: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def _unpacked() -> dict[str, bytes]:
    with zipfile.ZipFile(ARCHIVE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["../outside.bvh", "/outside.bvh", "bvhs/20260101_003_001.bvh", "bvhs/"])
def test_names_that_are_not_the_demo_s_are_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = _packed(tmp_path / "x.zip", {**_unpacked(), name: b"not ours"})
    monkeypatch.setattr("interact_addon.core.demo.write.ARCHIVE", packed)

    with pytest.raises(DatasetError, match=r"cannot be read \(it holds other files\)"):
        write_demo_dataset(tmp_path / "root")
    assert list(tmp_path.iterdir()) == [packed]


def test_a_damaged_package_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "x.zip"
    monkeypatch.setattr("interact_addon.core.demo.write.ARCHIVE", packed)
    whole = ARCHIVE.read_bytes()
    some = np.random.default_rng(5)
    # None: it is not there. The directory of names is the last kilobyte and a half.
    damaged = [None, b"", whole[:-30], whole[:1000]]
    for at in (*some.integers(0, len(whole), 5), *(len(whole) - 1 - some.integers(0, 1500, 30))):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << some.integers(8)
        damaged.append(bytes(flipped))

    for number, data in enumerate(damaged):
        if data is not None:
            packed.write_bytes(data)
        try:
            result = write_demo_dataset(tmp_path / "root")
        except DatasetError as error:
            assert error.path == str(packed)  # noqa: PT017
            assert error.cure == "Install the add-on again"  # noqa: PT017
        else:  # bits that mean nothing, such as a date's
            assert number >= 4
            assert [path.read_bytes() for path in sorted(result.paths)] == list(_unpacked().values())


def test_it_is_small() -> None:
    assert ARCHIVE.stat().st_size < 700_000
