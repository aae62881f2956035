# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's voices and faces: who is heard when, at which pitch and level, and lips that fit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.face.arkit import ARKIT_51
from tools.make_demo import Performed, perform_scene
from tools.make_demo.phonemes import PHONEMES
from tools.make_demo.script import Play, write_play
from tools.make_demo.voice import SAMPLE_RATE, loudness

Array = NDArray[np.float64]


@pytest.fixture(scope="module")
def pair() -> tuple[Performed, Performed]:
    return perform_scene()


@pytest.fixture(scope="module")
def play() -> Play:
    return write_play(4.0)


@pytest.fixture(scope="module")
def long() -> tuple[tuple[Performed, Performed], Play]:
    """Long enough for every phrase."""
    return perform_scene(16.0), write_play(16.0)


def level(voice: NDArray[np.int16], start: float, end: float) -> float:
    """Decibels below full scale of a stretch of a voice."""
    part = voice[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].astype(np.float64) / 32768
    return float(10 * np.log10(np.mean(part**2) + 1e-12))


def pitch(voice: NDArray[np.int16], start: float, end: float) -> float:
    """Hertz, by the highest peak of the autocorrelation between 70 and 400 Hz."""
    part = voice[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].astype(np.float64)
    part = part - part.mean()
    size = 1 << (2 * len(part)).bit_length()
    wave = np.fft.irfft(np.abs(np.fft.rfft(part * np.hanning(len(part)), size)) ** 2, size)
    shortest, longest = SAMPLE_RATE // 400, SAMPLE_RATE // 70
    return SAMPLE_RATE / (shortest + int(np.argmax(wave[shortest:longest])))


def shape(one: Performed, name: str) -> Array:
    return one.face[:, ARKIT_51.index(name)].astype(np.float64)


def vowels(play: Play, speaker: int, *names: str) -> NDArray[np.int64]:
    """The frames in the middle of these vowels."""
    moments = [
        0.5 * (sound.start + sound.end)
        for turn in play.of(speaker)
        for sound in turn.sounds
        if sound.phoneme in names
    ]
    return np.round(np.array(moments) * 30).astype(np.int64)


def test_they_take_turns(play: Play) -> None:
    assert [turn.speaker for turn in play.turns] == [0, 1, 0, 1]
    for before, after in itertools.pairwise(play.turns):
        assert before.end <= after.start + 1e-9
    assert play.turns[-1].end < 4.0


@pytest.mark.parametrize("seconds", [3.0, 4.0, 7.5, 30.0, 60.0])
def test_plays_of_any_length_fit(seconds: float) -> None:
    play = write_play(seconds)
    assert {turn.speaker for turn in play.turns} == {0, 1}
    assert play.turns[-1].end < seconds
    assert seconds - play.turns[-1].end < 2.5
    for turn in play.turns:
        for sound in turn.sounds:
            assert sound.phoneme in PHONEMES
            assert sound.end > sound.start


@pytest.mark.parametrize("speaker", [0, 1])
def test_voice_is_heard_at_its_own_turns_only(
    pair: tuple[Performed, Performed], play: Play, speaker: int
) -> None:
    voice = pair[speaker].voice
    assert voice.dtype == np.int16
    assert voice.shape == (192_000,)
    for turn in play.of(speaker):
        assert -27.0 < level(voice, turn.start, turn.end) < -12.0
    # Between one's turns, but for the room's echo after them and the breath before them, there is silence.
    own = play.of(speaker)
    quiet = [(0.0, own[0].start - 0.35), (own[-1].end + 0.15, 4.0)]
    quiet += [(one.end + 0.15, two.start - 0.35) for one, two in itertools.pairwise(own)]
    quiet = [(start, end) for start, end in quiet if end - start > 0.05]
    others = play.of(1 - speaker)
    assert any(min(end, t.end) - max(start, t.start) > 0.1 for start, end in quiet for t in others)
    for start, end in quiet:
        assert level(voice, start, end) < -65.0


@pytest.mark.parametrize("speaker", [0, 1])
def test_voice_peaks_six_decibels_below_full_scale(pair: tuple[Performed, Performed], speaker: int) -> None:
    peak = np.abs(pair[speaker].voice.astype(np.float64)).max() / 32768
    assert 20 * np.log10(peak) == pytest.approx(-6.0, abs=0.1)


@pytest.mark.parametrize(("speaker", "low", "high"), [(0, 95, 155), (1, 175, 275)])
def test_voice_has_the_pitch_of_its_speaker(
    pair: tuple[Performed, Performed], play: Play, speaker: int, low: float, high: float
) -> None:
    heard = [
        pitch(pair[speaker].voice, sound.start + 0.02, sound.end - 0.02)
        for turn in play.of(speaker)
        for sound in turn.sounds
        if PHONEMES[sound.phoneme].vowel
    ]
    assert len(heard) >= 4
    assert low < np.median(heard) < high


def test_vowels_sound_different(long: tuple[tuple[Performed, Performed], Play]) -> None:
    """The first two resonances are where the table says: 'ah' has its energy higher up than 'oo'."""
    play, voice = long[1], long[0][0].voice

    def centre(name: str) -> float:
        powers = []
        for turn in play.of(0):
            for sound in turn.sounds:
                if sound.phoneme == name:
                    part = voice[round(sound.start * SAMPLE_RATE) : round(sound.end * SAMPLE_RATE)]
                    powers.append(np.abs(np.fft.rfft(part * np.hanning(len(part)), 8192)) ** 2)
        power = np.mean(powers, axis=0)
        frequency = np.fft.rfftfreq(8192, 1 / SAMPLE_RATE)
        band = (frequency > 200) & (frequency < 1200)
        return float(np.sum(power[band] * frequency[band]) / np.sum(power[band]))

    assert centre("AA") > centre("UW") + 150


@pytest.mark.parametrize("speaker", [0, 1])
def test_jaw_follows_the_loudness(pair: tuple[Performed, Performed], speaker: int) -> None:
    loud = loudness(pair[speaker].voice, 120, 30.0)
    jaw = shape(pair[speaker], "jawOpen")
    assert np.corrcoef(loud, jaw)[0, 1] > 0.6
    assert jaw.max() > 0.3
    assert jaw[:20].max() < 0.05  # nobody speaks while walking in


def test_lips_follow_the_vowels(long: tuple[tuple[Performed, Performed], Play]) -> None:
    pair, play = long
    for speaker in (0, 1):
        one = pair[speaker]
        open_, rounded, wide = (shape(one, n) for n in ("jawOpen", "mouthPucker", "mouthStretchLeft"))
        ah, oo, ee = (vowels(play, speaker, *n) for n in (("AA", "AE", "AY"), ("UW", "W"), ("IY", "IH")))
        assert open_[ah].mean() > 2 * open_[oo].mean()
        assert rounded[oo].mean() > 0.4 > 0.1 > rounded[ah].mean()
        assert wide[ee].mean() > 2 * wide[oo].mean() + 0.05
    lips = vowels(play, 0, "M", "B", "P")
    assert len(lips)
    assert shape(pair[0], "mouthPressLeft")[lips].mean() > 0.25
    assert shape(pair[0], "jawOpen")[lips].mean() < 0.15


@pytest.mark.parametrize("speaker", [0, 1])
def test_mouth_close_never_exceeds_the_open_jaw(pair: tuple[Performed, Performed], speaker: int) -> None:
    assert np.all(shape(pair[speaker], "mouthClose") <= shape(pair[speaker], "jawOpen") + 0.05)


@pytest.mark.parametrize("speaker", [0, 1])
def test_blinks_are_whole_quick_and_of_both_eyes(pair: tuple[Performed, Performed], speaker: int) -> None:
    left, right = (shape(pair[speaker], f"eyeBlink{side}") for side in ("Left", "Right"))
    shut = left > 0.9
    starts = np.flatnonzero(np.diff(shut.astype(int)) == 1)

    assert np.allclose(left, right)
    assert 1 <= len(starts) <= 5
    assert left.max() > 0.95
    assert np.median(left) < 0.2
    for start in starts:
        if start + 8 < len(left):
            assert left[start - 4] < 0.3
            assert left[start + 8] < 0.3  # open again within a quarter of a second


@pytest.mark.parametrize("speaker", [0, 1])
def test_smile_greets_and_brows_speak(pair: tuple[Performed, Performed], speaker: int) -> None:
    smile, brow = shape(pair[speaker], "mouthSmileLeft"), shape(pair[speaker], "browInnerUp")
    assert smile[35:70].max() > smile[5:15].max() + 0.2
    assert brow.max() > 0.2
    for left, right in (("mouthSmileLeft", "mouthSmileRight"), ("browOuterUpLeft", "browOuterUpRight")):
        one, two = shape(pair[speaker], left), shape(pair[speaker], right)
        assert 0 < np.abs(one - two).max() < 0.08  # alike, as a face is, but not a mirror


@pytest.mark.parametrize("speaker", [0, 1])
def test_eyes_dart_and_move_together(pair: tuple[Performed, Performed], speaker: int) -> None:
    one = pair[speaker]
    assert np.allclose(shape(one, "eyeLookOutLeft"), shape(one, "eyeLookInRight"))
    assert np.allclose(shape(one, "eyeLookInLeft"), shape(one, "eyeLookOutRight"))
    sideways = shape(one, "eyeLookOutLeft") - shape(one, "eyeLookInLeft")
    assert 0.1 < np.ptp(sideways) < 1.0
    assert np.abs(np.median(sideways)) < 0.3  # mostly on the other


def test_loudness_is_one_at_its_loudest_and_zero_in_silence() -> None:
    voice = np.zeros(SAMPLE_RATE, dtype=np.int16)
    voice[24_000:28_800] = 10_000
    loud = loudness(voice, 30, 30.0)
    assert loud.max() == 1.0
    assert loud[16] == 1.0
    assert loud[5] == 0.0
    assert np.array_equal(loudness(np.zeros(4800, dtype=np.int16), 3, 30.0), np.zeros(3))
