# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice recordings: reads WAV files, measures their level, detects speech, and trims them."""

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
