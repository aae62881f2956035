# SPDX-License-Identifier: GPL-3.0-or-later
"""Movies: find ffmpeg, count a file's frames and samples, mix the voices in."""

from .ffmpeg import Ffmpeg, find_ffmpeg
from .mux import MuxOptions, MuxResult, mux
from .probe import AudioStream, MovieInfo, VideoStream, probe
from .voices import Placed, Voice

__all__ = [
    "AudioStream",
    "Ffmpeg",
    "MovieInfo",
    "MuxOptions",
    "MuxResult",
    "Placed",
    "VideoStream",
    "Voice",
    "find_ffmpeg",
    "mux",
    "probe",
]
