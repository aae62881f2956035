# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices: what a WAV file holds, how loud it is, when somebody speaks, and a part of it as a new file."""

from .speech import SpeechOptions, speech_segments
from .trim import Piece, Trim, write_trimmed
from .voice import VoiceLevel, measure_level, read_samples
from .wav import WavInfo, read_wav_info

__all__ = [
    "Piece",
    "SpeechOptions",
    "Trim",
    "VoiceLevel",
    "WavInfo",
    "measure_level",
    "read_samples",
    "read_wav_info",
    "speech_segments",
    "write_trimmed",
]
