# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import FaceReading
from interact_addon.core.performance.lengths import measure_lengths
from interact_addon.core.performance.take import load_scene

MakeDataset = Callable[..., Path]


def measured(root: Path, prefer: str = "auto"):
    return measure_lengths(Dataset.open(root).scene("20231119_051"), prefer)


def test_equal_lengths_are_no_finding(make_dataset: MakeDataset) -> None:
    lengths = measured(make_dataset())
    assert lengths.findings == ()
    assert (lengths.rate, lengths.frames, lengths.seconds) == (30, 30, 1.0)
    row = lengths.performances[0]
    assert (row.body.frames, row.face.frames, row.voice.duration) == (30, 30, 1)


def test_the_real_captures(any_root: Path) -> None:
    lengths = {scene.key: measure_lengths(scene) for scene in Dataset.open(any_root).scenes()}
    assert {key: row.frames for key, row in lengths.items()} == {
        "20231119_051": 943,
        "20231126_319": 450,
        "20240126_034": 450,
    }
    assert round(lengths["20231119_051"].seconds, 2) == 31.43
    assert all(row.rate == 30 and row.findings == () for row in lengths.values())


def test_each_difference_says_which_is_longer_and_by_how_much(
    make_dataset: MakeDataset, make_bvh, make_wav
) -> None:
    root = make_dataset()
    np.save(root / "face_arkit" / "20231119_001_051.npy", np.zeros((33, 51)))
    (root / "wav" / "20231119_001_051.wav").write_bytes(make_wav(40_000))
    (root / "bvhs" / "20231119_002_051.bvh").write_text(make_bvh(29))
    lengths = measured(root)
    assert [finding.code for finding in lengths.findings] == [
        "face-length-differs",
        "voice-length-differs",
        "face-length-differs",
        "voice-length-differs",
        "body-lengths-differ",
    ]
    face, voice, *_, bodies = (finding.message for finding in lengths.findings)
    assert "3 frames (0.100 s) longer" in face
    assert "5 frames (0.167 s) shorter" in voice
    assert "silent" in voice
    assert "1 frame (0.033 s) shorter" in bodies
    assert lengths.frames == 30  # the shorter one decides nothing
    assert measured(root, "bvhs_retarget").performances[1].body.frames == 30


def test_less_than_a_frame_is_no_difference(make_dataset: MakeDataset, make_wav) -> None:
    root = make_dataset()
    (root / "wav" / "20231119_001_051.wav").write_bytes(make_wav(48_000 + 1599))
    assert measured(root).findings == ()


def test_files_that_cannot_be_read_become_findings(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    (root / "bvhs" / "20231119_001_051.bvh").write_text("HIERARCHY\n")
    face = root / "face_arkit" / "20231119_001_051.npy"
    face.write_bytes(face.read_bytes()[:-100])
    np.save(root / "face_arkit" / "20231119_002_051.npy", np.array([{}], object), allow_pickle=True)
    (root / "wav" / "20231119_001_051.wav").write_bytes(b"RIFF")
    lengths = measured(root)
    assert [finding.code for finding in lengths.findings] == [
        "unreadable-body",
        "unreadable-face",
        "unreadable-voice",
        "unreadable-face",
    ]
    assert lengths.performances[0].body is None
    assert lengths.frames == 30


def test_a_voice_cut_short_is_told(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    voice = root / "wav" / "20231119_001_051.wav"
    voice.write_bytes(voice.read_bytes()[:-9600])
    assert [finding.code for finding in measured(root).findings] == ["wav-cut-short", "voice-length-differs"]


def test_a_voice_without_samples_is_told_once(make_dataset: MakeDataset, make_wav) -> None:
    root = make_dataset()
    (root / "wav" / "20231119_001_051.wav").write_bytes(make_wav(0))
    assert [finding.code for finding in measured(root).findings] == ["voice-empty"]
    scene = load_scene(Dataset.open(root).scene("20231119_051"))
    assert [finding.code for finding in scene.findings if "001_051.wav" in (finding.path or "")] == [
        "voice-empty"
    ]


def test_different_rates_are_told(make_dataset: MakeDataset, make_bvh) -> None:
    root = make_dataset()
    (root / "bvhs" / "20231119_002_051.bvh").write_text(make_bvh(60, "0.016667"))
    lengths = measured(root)
    assert [finding.code for finding in lengths.findings] == ["body-rates-differ"]
    assert (lengths.rate, lengths.frames) == (30, 30)


def test_faces_in_tables_are_measured_as_arrays_are(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    array = root / "face_arkit" / "20231119_001_051.npy"
    array.unlink()
    table = array.with_suffix(".csv")
    for count, codes in ((30, []), (33, ["face-length-differs"])):
        table.write_text("\n".join(["time,jawOpen", *(f"{k / 30:.5f},0.1" for k in range(count))]))
        lengths = measured(root)
        assert [finding.code for finding in lengths.findings] == codes
        assert (lengths.performances[0].face.frames, lengths.performances[0].face.duration) == (
            count,
            Fraction(count, 30),
        )
    assert "3 frames (0.100 s) longer" in lengths.findings[0].message
    table.write_text("time,jawOpen\n0.1,x\n")
    assert [finding.code for finding in measured(root).findings] == ["unreadable-face"]
    table.unlink()
    frames = [{"weights": [0.1], "time": k / 60} for k in range(60)]
    array.with_suffix(".json").write_text(json.dumps({"names": ["jawOpen"], "frames": frames}))
    lengths = measured(root)
    assert (lengths.findings, lengths.performances[0].face.seconds) == ((), 1)


def test_a_face_of_another_rate_is_measured_at_it(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    for path in (root / "face_arkit").iterdir():
        np.save(path, np.zeros((60, 51), np.float32))
    assert [finding.code for finding in measured(root).findings] == ["face-length-differs"] * 2
    scene = Dataset.open(root).scene("20231119_051")
    assert measure_lengths(scene, reading=FaceReading(face_rate=Fraction(60))).findings == ()
