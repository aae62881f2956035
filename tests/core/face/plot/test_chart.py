# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset, Performance, Scene
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.face.plot import PlotOptions, face_chart
from interact_addon.core.foundation.errors import FaceError, UsageError

FRAMES = 90


def person(folder: Path, actor: str, face: np.ndarray | None, samples: np.ndarray | None) -> Performance:
    face_path = voice_path = None
    if face is not None:
        face_path = folder / f"{actor}.npy"
        np.save(face_path, face)
    if samples is not None:
        voice_path = folder / f"{actor}.wav"
        with wave.open(str(voice_path), "wb") as stream:
            stream.setparams((1, 2, 8000, 0, "NONE", ""))
            stream.writeframes((samples * 32767).astype("<i2").tobytes())
    return Performance(f"20240101_{actor}_001", actor, None, face_arkit=face_path, voice=voice_path)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """One actor whose jaw moves a lot and whose right eye blinks a little; one without a face."""
    weights = np.zeros((FRAMES, 51), np.float32)
    weights[::2, ARKIT_51.index("jawOpen")] = 0.8
    weights[::2, ARKIT_51.index("eyeBlinkRight")] = 0.3
    weights[:, ARKIT_51.index("mouthLeft")] = 0.9  # much, but it never moves
    samples = np.zeros(24000)
    samples[8000:16000] = np.sin(np.arange(8000)) * 0.5
    people = (person(tmp_path, "001", weights, samples), person(tmp_path, "002", None, samples * 0))
    return Scene("20240101_001", "20240101", 1, people, "friends", "joy")


def test_the_most_active_first(scene: Scene) -> None:
    chart = face_chart(scene)
    first, second = chart.people
    assert [row.label for row in first.rows] == ["jawOpen", "eyeBlink"]
    assert [side for side, _ in first.rows[1].curves] == ["left", "right"]
    assert first.rows[1].curves[1][1].max() == np.float32(0.3)
    assert [side for side, _ in first.rows[0].curves] == [""]
    assert second.rows == ()
    assert (chart.start, chart.end) == (0.0, 3.0)
    assert chart.title.startswith("20240101_001")
    assert [finding.code for finding in chart.findings] == ["missing-face"]


def test_the_waveform_is_at_its_time(scene: Scene) -> None:
    person_chart = face_chart(scene).people[0]
    loud = np.abs(person_chart.wave).max(axis=1) > 0.1
    assert person_chart.wave_times[loud].min() == pytest.approx(1.0, abs=0.01)
    assert person_chart.wave_times[loud].max() == pytest.approx(2.0, abs=0.01)
    assert person_chart.wave.max() == pytest.approx(0.5, abs=0.01)
    assert person_chart.wave.min() == pytest.approx(-0.5, abs=0.01)


def test_chosen_shapes_and_times(scene: Scene) -> None:
    options = PlotOptions(names=("mouthLeft", "EyeBlink_R", "eyeblink"), start=1.0, end=2.0)
    chart = face_chart(scene, options, ["001"])
    (only,) = chart.people
    assert [row.label for row in only.rows] == ["mouthLeft", "eyeBlinkRight", "eyeBlink"]
    assert [len(row.curves) for row in only.rows] == [1, 1, 2]
    assert len(only.times) == 31
    assert (only.times[0], only.times[-1]) == (1.0, 2.0)
    assert only.wave_times.min() >= 1.0
    assert len(face_chart(scene, PlotOptions(shapes=1)).people[0].rows) == 1


def test_wrong_use(scene: Scene) -> None:
    with pytest.raises(UsageError, match="no ARKit shape"):
        face_chart(scene, PlotOptions(names=("smile",)))
    with pytest.raises(UsageError, match="nothing lies after 3 s"):
        face_chart(scene, PlotOptions(start=3.0))
    for wrong in ({"shapes": 0}, {"shapes": 52}, {"start": -1.0}, {"start": 2.0, "end": 2.0}):
        with pytest.raises(UsageError, match="invalid"):
            PlotOptions(**wrong)
    with pytest.raises(FaceError, match="no face that can be read"):
        face_chart(scene, actors=["002"])


def test_unreadable_files_are_told(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "001.wav").write_bytes(b"RIFF")
    chart = face_chart(scene)
    assert {finding.code for finding in chart.findings} == {"unreadable-voice", "missing-face"}
    assert len(chart.people[0].wave) == 0
    (tmp_path / "001.npy").write_bytes(b"")
    with pytest.raises(FaceError):
        face_chart(scene)


def test_a_real_scene(any_root: Path) -> None:
    chart = face_chart(Dataset.open(any_root).scene("20231119_051"))
    first, second = chart.people
    assert [row.label for row in first.rows] == [row.label for row in second.rows]
    liveliest = {row.label for row in first.rows[:3]}
    assert {"eyeBlink", "jawOpen" if any_root.name == "interact_mini" else "mouthSmile"} <= liveliest
    assert chart.findings == ()
    assert chart.end == pytest.approx(31.4333, abs=1e-3)


def test_an_ict_face_where_there_is_no_other(sample_root: Path) -> None:
    ict = sample_root / "face_ict" / "20231119_001_051.npy"
    scene = Scene(
        "20231119_051", "20231119", 51, (Performance("20231119_001_051", "001", None, face_ict=ict),)
    )
    chart = face_chart(scene)
    assert {finding.code for finding in chart.findings} == {"ict-face-shown", "missing-voice"}
    assert len(chart.people[0].rows) == 10
