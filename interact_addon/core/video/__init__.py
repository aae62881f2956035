# SPDX-License-Identifier: GPL-3.0-or-later
"""Movies: finding ffmpeg, counting what a file really holds, mixing the voices in."""

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
