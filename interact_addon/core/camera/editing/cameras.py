# SPDX-License-Identifier: GPL-3.0-or-later
"""The cameras that an edit is made of, each placed for the whole scene."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from ..choices import focal_of
from ..framing import Lens
from ..places import PlacedCamera, place_camera
from ..stage import StagePerson

__all__ = ["EDIT_PLACES", "edit_cameras"]

EDIT_PLACES = ("front", "two_shot", "side", "close_a", "close_b", "over_shoulder_a", "over_shoulder_b")
"""The cameras that an edit is made of, if there are two people."""
_OF_ONE = ("front", "side", "close_a")


def edit_cameras(
    stage: Sequence[StagePerson],
    width: int,
    height: int,
    rate: Fraction,
    focal: float | None = None,
    move: str = "auto",
    on_step: Callable[[float, str], None] | None = None,
) -> dict[str, PlacedCamera]:
    """Return camera name to where it is placed, of those that show their subject.

    Args:
        stage: The people.
        width: Width of the picture in pixels.
        height: Its height.
        rate: Frames per second.
        focal: Focal length of all in millimetres; None for each camera's own.
        move: ``auto``, ``static`` or ``follow``.
        on_step: Told the share that is done and the next camera's name, before each of them.
    """
    out = {}
    names = EDIT_PLACES if len(stage) > 1 else _OF_ONE
    for number, name in enumerate(names):
        if on_step is not None:
            on_step(number / len(names), name)
        lens = Lens(focal_of(name) if focal is None else focal, 36.0, width, height)
        camera = place_camera(stage, name, lens, rate, move)
        if camera.camera == name:  # else another one shows more, which is there already
            out[name] = camera
    return out
