# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices: what a WAV file holds, and how loud it is."""

from .wav import WavInfo, read_wav_info

__all__ = ["WavInfo", "read_wav_info"]
