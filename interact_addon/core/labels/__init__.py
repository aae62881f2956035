# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do in each frame, and the words they say: read from files, or found from the motion."""

from .finding import FOUND_NAMES, found_labels
from .model import Labels, Segment, frame_labels
from .reading import ASSUMED_NAMES, LABEL_EXTENSIONS, read_labels
from .textgrid import Interval, read_words
from .writing import save_codes, save_labels, save_segments, segments_csv

__all__ = [
    "ASSUMED_NAMES",
    "FOUND_NAMES",
    "LABEL_EXTENSIONS",
    "Interval",
    "Labels",
    "Segment",
    "found_labels",
    "frame_labels",
    "read_labels",
    "read_words",
    "save_codes",
    "save_labels",
    "save_segments",
    "segments_csv",
]
