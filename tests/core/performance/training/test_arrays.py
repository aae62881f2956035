# SPDX-License-Identifier: GPL-3.0-or-later
"""Training arrays of scenes."""

from __future__ import annotations

import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.performance.training import TrainingOptions, mel_spectrogram, training_arrays


@pytest.fixture(scope="module")
def scene(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


def tone(path: Path, frequency: float, seconds: float, rate: int) -> Path:
    samples = np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(rate)
        stream.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def test_shapes_and_what_they_mean(scene: Scene) -> None:
    arrays = training_arrays(scene)
    assert arrays.joints.shape == (2, 120, 22, 3)
    assert arrays.face.shape == (2, 120, 51)
    assert arrays.mel.shape == (2, 120, 80)
    assert arrays.valid.all()
    assert arrays.face_valid.all()
    assert arrays.mel_valid.all()
    assert np.array_equal(arrays.face[0], np.load(scene.performances[0].face_arkit))
    assert 1.4 < arrays.joints[:, :, 15, 1].mean() < 2.0  # heads, Y up
    assert arrays.facing[:, 60].all()
    assert arrays.label_names == ("sit", "walk", "stand")
    assert {"stand"} <= {arrays.label_names[code] for code in np.unique(arrays.labels)}


@pytest.mark.parametrize(("six", "up"), [("columns", "Y"), ("rows", "Z")])
def test_rotations_and_offsets_give_the_joints(scene: Scene, six: str, up: str) -> None:
    arrays = training_arrays(scene, TrainingOptions(six=six, up=up))
    first, second = arrays.rotations[..., :3].astype(float), arrays.rotations[..., 3:].astype(float)
    local = np.stack([first, second, np.cross(first, second)], axis=-1 if six == "columns" else -2)
    parents = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19)
    turns, joints = local.copy(), np.zeros_like(arrays.joints, dtype=float)
    joints[:, :, 0] = arrays.root
    for joint, parent in enumerate(parents[1:], start=1):
        bone = np.einsum("pfij,pj->pfi", turns[:, :, parent], arrays.offsets[:, joint])
        joints[:, :, joint] = joints[:, :, parent] + bone
        turns[:, :, joint] = turns[:, :, parent] @ local[:, :, joint]
    assert np.abs(joints - arrays.joints).max() < 2e-3


def test_missing_and_shorter_parts_are_masked(scene: Scene, tmp_path: Path) -> None:
    one, other = scene.performances
    short = tmp_path / "short.npy"
    np.save(short, np.load(other.face_arkit)[:50])
    changed = replace(
        scene,
        performances=(
            replace(one, face_arkit=None, voice=None),
            replace(other, face_arkit=short, voice=tone(tmp_path / "short.wav", 440, 1.0, 16000)),
        ),
    )
    arrays = training_arrays(changed)
    assert not arrays.face_valid[0].any()
    assert not arrays.face[0].any()
    assert arrays.face_valid[1].tolist() == [True] * 50 + [False] * 70
    assert not arrays.mel_valid[0].any()
    assert (arrays.mel[0] == -100).all()
    assert arrays.mel_valid[1].sum() == 30
    alone = training_arrays(replace(scene, performances=scene.performances[:1]))
    assert alone.joints.shape[0] == 1
    assert not alone.facing.any()


def test_a_tone_is_in_its_band_in_its_frames(tmp_path: Path) -> None:
    options = TrainingOptions(rate=Fraction(30000, 1001), mels=40)
    path = tone(tmp_path / "tone.wav", 1000, 20.0, 44100)
    mel, sounding = mel_spectrogram(path, 620, options)
    assert sounding == 600  # 19.99 s are 599.1 frames
    inside = mel[5:590]
    top = 2595 * np.log10(1 + 8000 / 700)
    centres = 700 * (10 ** (np.linspace(0, top, 42)[1:-1] / 2595) - 1)
    assert np.abs(centres[inside.argmax(axis=1)] - 1000).max() < 100
    assert -6 < inside.max() < 3
    assert (mel[605:] == -100).all()


def test_the_hop_never_drifts(tmp_path: Path) -> None:
    """A click after an hour of frames of 1470.47 samples is in the frame of its time."""
    rate, options = 8000, TrainingOptions(rate=Fraction(30000, 1001), window=0.01)
    frame = 20_000
    at = round(frame * rate / options.rate)
    samples = np.zeros(at + 4000, "<i2")
    samples[at] = 30000
    path = tmp_path / "click.wav"
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(rate)
        stream.writeframes(samples.tobytes())
    mel, _ = mel_spectrogram(path, frame + 10, options)
    assert int(mel.sum(axis=1).argmax()) == frame
