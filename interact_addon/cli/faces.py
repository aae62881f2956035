# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in ``interact render``: their arguments."""

from __future__ import annotations

import argparse
from dataclasses import replace

from ..core.options.batch import BatchOptions
from ..core.options.face import FaceOptions
from ..core.options.movie import MovieOptions
from .options import read_options

__all__ = ["face_options"]


def face_options(args: argparse.Namespace) -> FaceOptions:
    """Return the options of faces; ``--size`` is theirs where only they are rendered.

    Raises:
        UsageError: an argument is invalid.
    """
    faces = read_options(args, FaceOptions())
    if args.face_size is not None or args.size is None or read_options(args, BatchOptions()).faces:
        return faces
    picture = read_options(args, MovieOptions()).compose.picture
    return replace(faces, width=picture.width, height=picture.height)
