# SPDX-License-Identifier: GPL-3.0-or-later
"""ARKit blendshape weights over time, by name."""

from .arkit import ARKIT_51, ARKIT_52
from .face_options import FaceReading, face_columns_option, face_rate_option
from .layouts import COLUMN_ORDERS
from .loudness import loudness_of
from .matching import ShapeMatch, match_shape_keys
from .names_beside import names_file
from .reading import read_face, read_rows
from .rows import FaceRows
from .spelling import canonical_name
from .track import FaceTrack

__all__ = [
    "ARKIT_51",
    "ARKIT_52",
    "COLUMN_ORDERS",
    "FaceReading",
    "FaceRows",
    "FaceTrack",
    "ShapeMatch",
    "canonical_name",
    "face_columns_option",
    "face_rate_option",
    "loudness_of",
    "match_shape_keys",
    "names_file",
    "read_face",
    "read_rows",
]
