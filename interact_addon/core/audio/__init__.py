# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices: what a WAV file holds, and how loud it is."""

from .voice import VoiceLevel, measure_level, read_samples
from .wav import WavInfo, read_wav_info

__all__ = ["VoiceLevel", "WavInfo", "measure_level", "read_samples", "read_wav_info"]
