# SPDX-License-Identifier: GPL-3.0-or-later
"""ARKit blendshape weights over time, by name."""

from .arkit import ARKIT_51, ARKIT_52
from .matching import ShapeMatch, match_shape_keys
from .reading import read_face
from .spelling import canonical_name
from .track import FaceTrack

__all__ = [
    "ARKIT_51",
    "ARKIT_52",
    "FaceTrack",
    "ShapeMatch",
    "canonical_name",
    "match_shape_keys",
    "read_face",
]
