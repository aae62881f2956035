# SPDX-License-Identifier: GPL-3.0-or-later
"""The script of the demo: who says what, and when.

The opening is fixed: both walk in, the man waves and says hello, the woman answers. Then they take turns with
everyday phrases until the end of the take.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .phonemes import PHONEMES

__all__ = ["ARRIVAL", "SHORTEST", "Play", "Sound", "Turn", "write_play"]

ARRIVAL = 1.62
"""Time at which both have arrived, in seconds."""
SHORTEST = 3.0
"""Shortest length in seconds with time to walk in, greet and speak."""

_PAUSE = 0.09
_TAIL = 0.06

# Text and its sounds: a digit marks a stressed vowel (2: main stress of the phrase).
_PHRASES: dict[str, str] = {
    "Hello!": "HH AH L OW2",
    "Hi!": "HH AY2",
    "How have you been?": "HH AW1 HH AE Y UW B IH2 N",
    "Really well!": "R IY1 L IY W EH2 L",
    "I am so glad you came.": "AY AE M S OW2 G L AE1 D Y UW K EY1 M",
    "It has been years!": "IH T HH AE Z B IH N Y IH2 R Z",
    "You have not changed at all.": "Y UW HH AE V N AA2 T SH EY1 N D AE T AA1 L",
    "Shall we sit down and talk?": "SH AE L W IY S IH1 T D AW N AE N T AA2 K",
    "Yes, I would love to.": "Y EH2 S - AY W UH D L AH2 V T UW",
    "There is so much to tell.": "DH EH R IH Z S OW2 M AH1 T SH T UW T EH2 L",
}
_GREETINGS = ((0, "Hello!", 1.08), (1, "Hi!", 1.62))
_TALK = (
    "How have you been?",
    "Really well!",
    "I am so glad you came.",
    "It has been years!",
    "You have not changed at all.",
    "Shall we sit down and talk?",
    "There is so much to tell.",
    "Yes, I would love to.",
)
_TALK_FROM = 2.08
_PACE = (1.0, 0.95)


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound with its time. ``stress``: 0 none, 1 stressed, 2 main stress of the phrase."""

    phoneme: str
    start: float
    end: float
    stress: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One phrase of one person (0 or 1)."""

    speaker: int
    text: str
    sounds: tuple[Sound, ...]

    @property
    def start(self) -> float:
        """Start of the first sound in seconds."""
        return self.sounds[0].start

    @property
    def end(self) -> float:
        """End of the last sound in seconds."""
        return self.sounds[-1].end

    @property
    def question(self) -> bool:
        """Whether it is a question, with rising pitch at the end."""
        return self.text.endswith("?")

    def beats(self) -> tuple[tuple[float, int], ...]:
        """Return times and stress of the stressed vowels, on which hands, head and brows move."""
        return tuple((0.5 * (s.start + s.end), s.stress) for s in self.sounds if s.stress)


@dataclass(frozen=True, slots=True)
class Play:
    """All turns, in order of time."""

    seconds: float
    turns: tuple[Turn, ...]

    def of(self, speaker: int) -> tuple[Turn, ...]:
        """Return one person's turns."""
        return tuple(turn for turn in self.turns if turn.speaker == speaker)


def write_play(seconds: float) -> Play:
    """Write the script for a take of ``seconds``: the greeting, then as many turns as fit."""
    turns = [_turn(who, text, start) for who, text, start in _GREETINGS]
    now = _TALK_FROM
    for number in range(10_000):
        turn = _turn(number % 2, _TALK[number % len(_TALK)], now)
        if turn.end > seconds - _TAIL:
            break
        turns.append(turn)
        now = turn.end + _PAUSE * (1.0 if turn.end < 4.0 else 3.0)
    return Play(seconds, tuple(turn for turn in turns if turn.end <= seconds - _TAIL))


def _turn(speaker: int, text: str, start: float) -> Turn:
    marked = _PHRASES[text].split()
    names = [mark.rstrip("012") for mark in marked]
    stress = [int(mark[-1]) if mark[-1].isdigit() else 0 for mark in marked]
    vowels = [i for i, name in enumerate(names) if PHONEMES[name].vowel]
    length = np.array([PHONEMES[name].seconds for name in names]) * _PACE[speaker]
    length *= np.array([(0.92, 1.12, 1.3)[level] for level in stress])
    length[vowels[-1] :] *= 1.25  # people slow down on a phrase's last syllable
    edges = start + np.concatenate([[0.0], np.cumsum(length)])
    sounds = zip(names, edges[:-1].tolist(), edges[1:].tolist(), stress, strict=True)
    return Turn(speaker, text, tuple(Sound(*sound) for sound in sounds))
