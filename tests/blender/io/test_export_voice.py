# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices as they stand in the sequencer, to the sample."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.sound import add_voices
from interact_addon.blender.io.export_voice import SampledVoice, sample_voice
from interact_addon.core.audio import write_trimmed

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(not compat.has_audio(), reason="this Blender is built without audio"),
]

RATE, PER_FRAME, FRAMES = 12000, 400, 60


@pytest.fixture
def scene() -> bpy.types.Scene:
    bpy.context.scene.render.fps = 30
    return bpy.context.scene


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two seconds in which every sample says its number."""
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.arange(FRAMES * PER_FRAME) + 1).astype("<i2").tobytes())
    return path


@pytest.fixture
def strip(scene: bpy.types.Scene, recording: Path) -> bpy.types.Strip:
    return add_voices(scene, [("voice 001", recording)])[0][0]


def voice(
    scene: bpy.types.Scene, *strips: bpy.types.Strip, first: int = 1, frames: int = FRAMES, **more
) -> SampledVoice:
    return sample_voice(
        scene, strips, first, Fraction(frames, 30), name="001", rate=Fraction(30),
        folder=Path(bpy.app.tempdir), **more,
    )  # fmt: skip


def heard(found: SampledVoice, path: Path) -> np.ndarray:
    write_trimmed(path, found.trim)
    with wave.open(str(path), "rb") as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int64)


def test_the_whole_strip_is_the_whole_file(scene, strip, recording: Path, tmp_path: Path) -> None:
    found = voice(scene, strip)
    assert found.findings == ()
    write_trimmed(tmp_path / "out.wav", found.trim)
    assert (tmp_path / "out.wav").read_bytes() == recording.read_bytes()


def test_a_range_is_cut_to_the_sample(scene, strip, tmp_path: Path) -> None:
    samples = heard(voice(scene, strip, first=11, frames=7), tmp_path / "out.wav")
    assert samples.tolist() == list(range(10 * PER_FRAME + 1, 17 * PER_FRAME + 1))


def test_a_moved_strip_is_silence_first(scene, strip, tmp_path: Path) -> None:
    compat.move_strip(strip, 5, 30.0)
    samples = heard(voice(scene, strip), tmp_path / "out.wav")
    assert len(samples) == FRAMES * PER_FRAME
    assert not samples[: 5 * PER_FRAME].any()
    assert samples[5 * PER_FRAME :].tolist() == list(range(1, 55 * PER_FRAME + 1))


def test_a_fraction_of_a_frame_is_the_sound_s_own_offset(scene, strip, tmp_path: Path) -> None:
    assert compat.move_strip(strip, 2.25, 30.0) == 0.0
    assert compat.strip_range(strip)[0] == 3
    samples = heard(voice(scene, strip), tmp_path / "out.wav")
    first = int(np.flatnonzero(samples)[0])
    assert abs(first - 2.25 * PER_FRAME) <= 1
    assert samples[first] == 1
    compat.move_strip(strip, -2.25, 30.0)
    assert heard(voice(scene, strip), tmp_path / "out.wav")[0] == 1


def test_cut_handles_are_silence(scene, strip, tmp_path: Path) -> None:
    setattr(strip, compat.strip_name("left_handle"), 11)
    setattr(strip, compat.strip_name("right_handle"), 31)
    samples = heard(voice(scene, strip), tmp_path / "out.wav")
    assert not samples[: 10 * PER_FRAME].any()
    assert samples[10 * PER_FRAME : 30 * PER_FRAME].tolist() == list(
        range(10 * PER_FRAME + 1, 30 * PER_FRAME + 1)
    )
    assert not samples[30 * PER_FRAME :].any()


def test_two_pieces_of_one_voice(scene, strip, recording: Path, tmp_path: Path) -> None:
    second = add_voices(scene, [("again", recording)])[0][0]
    setattr(strip, compat.strip_name("right_handle"), 11)
    setattr(second, compat.strip_name("left_handle"), 21)
    samples = heard(voice(scene, strip, second), tmp_path / "out.wav")
    assert samples[10 * PER_FRAME - 1] == 10 * PER_FRAME
    assert not samples[10 * PER_FRAME : 20 * PER_FRAME].any()
    assert samples[20 * PER_FRAME] == 20 * PER_FRAME + 1


def test_muted_absent_and_unreadable_voices_are_told(scene, strip, recording: Path) -> None:
    assert [finding.code for finding in voice(scene).findings] == ["no-voice"]
    assert voice(scene).trim is None
    strip.mute = True
    assert [finding.code for finding in voice(scene, strip).findings] == ["muted-voice"]
    strip.mute = False
    scene.sequence_editor.channels[strip.channel].mute = True
    assert voice(scene, strip).trim is None
    scene.sequence_editor.channels[strip.channel].mute = False
    assert [finding.code for finding in voice(scene, strip, first=500).findings] == ["no-voice"]
    recording.unlink()
    gone = voice(scene, strip)
    assert (gone.trim, gone.findings[0].code) == (None, "unreadable-voice")
    assert str(recording) in gone.findings[0].message


def test_volume_is_told_and_left_out(scene, strip, tmp_path: Path) -> None:
    strip.volume = 0.5
    found = voice(scene, strip)
    assert "volume of 0.5" in found.findings[0].message
    assert heard(found, tmp_path / "out.wav")[99] == 100


def test_a_packed_recording_is_read_from_the_blend(scene, strip, recording: Path, tmp_path: Path) -> None:
    strip.sound.pack()
    recording.unlink()
    found = sample_voice(
        scene, [strip], 1, Fraction(2), name="001", rate=Fraction(30), folder=tmp_path / "packed"
    )
    assert heard(found, tmp_path / "out.wav").tolist() == list(range(1, FRAMES * PER_FRAME + 1))


def test_other_frame_rates_do_not_shift_the_voice(scene, recording: Path, tmp_path: Path) -> None:
    scene.render.fps, scene.render.fps_base = 24, 1.001
    strip = add_voices(scene, [("voice", recording)], first_frame=25)[0][0]
    rate = Fraction(24000, 1001)
    found = sample_voice(scene, [strip], 1, Fraction(2), name="001", rate=rate, folder=Path(bpy.app.tempdir))
    samples = heard(found, tmp_path / "out.wav")
    assert len(samples) == 2 * RATE
    assert int(np.flatnonzero(samples)[0]) == round(24 / rate * RATE)
