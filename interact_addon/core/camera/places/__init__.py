# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where a camera can stand: what each is to show, and where it is put."""

from .place import FAR, NEAR, PlacedCamera, place_camera
from .sides import Performer, Standing, sideways, view_side

__all__ = ["FAR", "NEAR", "Performer", "PlacedCamera", "Standing", "place_camera", "sideways", "view_side"]
