# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in characters: people, their bodies, and fitting them to a captured skeleton."""

from __future__ import annotations

from ..animation.feet import GroundHeights, ground_heights
from .body.base_mesh import Body, build_body
from .body.detail import Detail
from .body.helper_bones import HelperBone
from .body.looks import Look, all_looks, cast_looks, look_by_id, look_for_actor
from .body.part import Part, part_from_faces
from .clothing.wearing import dressed, open_wardrobe
from .fitting.fitted import FittedCharacter, fitted_character
from .fitting.frame import standing
from .fitting.own_skeleton import own_skeleton_character
from .fitting.resized import resized_character
from .makehuman.wardrobe_folder import Piece, Wardrobe

__all__ = [
    "Body",
    "Detail",
    "FittedCharacter",
    "GroundHeights",
    "HelperBone",
    "Look",
    "Part",
    "Piece",
    "Wardrobe",
    "all_looks",
    "build_body",
    "cast_looks",
    "dressed",
    "fitted_character",
    "ground_heights",
    "look_by_id",
    "look_for_actor",
    "open_wardrobe",
    "own_skeleton_character",
    "part_from_faces",
    "resized_character",
    "standing",
]
