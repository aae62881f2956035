# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice recordings: reads WAV files, judges whether they are heard, detects speech, and trims them."""

from .hearing import Hearing, hear, voice_findings
from .speech import SpeechOptions, speech_segments
from .trim import Piece, Trim, write_plain, write_trimmed
from .voice import VoiceLevel, measure_level, read_samples
from .wav import WavInfo, read_wav_info

__all__ = [
    "Hearing",
    "Piece",
    "SpeechOptions",
    "Trim",
    "VoiceLevel",
    "WavInfo",
    "hear",
    "measure_level",
    "read_samples",
    "read_wav_info",
    "speech_segments",
    "voice_findings",
    "write_plain",
    "write_trimmed",
]
