# SPDX-License-Identifier: GPL-3.0-or-later
"""The cameras that an edit is made of, each placed for the whole scene."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from ..choices import focal_of
from ..framing import Lens, View, look_rotation
from ..places import PlacedCamera, place_camera
from ..places.judging import held
from ..shot import Placed
from ..stage import StagePerson

__all__ = ["EDIT_PLACES", "edit_cameras", "face_cameras"]

EDIT_PLACES = ("front", "two_shot", "side", "close_a", "close_b", "over_shoulder_a", "over_shoulder_b")
"""The cameras that an edit is made of, if there are two people."""
_PORTRAIT = 0.6  # metres from a face to where its own movie seems to be seen from
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
    out: dict[str, PlacedCamera] = {}
    names = EDIT_PLACES if len(stage) > 1 else _OF_ONE
    for number, name in enumerate(names):
        if on_step is not None:
            on_step(number / len(names), name)
        lens = Lens(focal_of(name) if focal is None else focal, 36.0, width, height)
        camera = place_camera(stage, name, lens, rate, move, out)
        if camera.camera == name:  # else another one shows more, which is there already
            out[name] = camera
    return out


def face_cameras(
    stage: Sequence[StagePerson], width: int, height: int, rate: Fraction, move: str = "auto"
) -> dict[str, PlacedCamera]:
    """Return the cameras of a movie that cuts between a scene, seen from the front, and movies of faces.

    A face's movie always shows it, whoever stands before it in the scene: nothing is to be found for it. It
    is taken for one from the front camera's side.

    Args:
        stage: The people.
        width: Width of the scene's picture in pixels.
        height: Its height.
        rate: Frames per second.
        move: How the front camera moves.
    """
    lens = Lens(focal_of("front"), 36.0, width, height)
    front = place_camera(stage, "front", lens, rate, move)
    samples, frames = front.placed.samples, max(person.frames for person in stage)
    always = np.ones(len(samples), np.bool_)
    out = {"front": front}
    for person, name in zip(stage, ("close_a", "close_b"), strict=False):
        eyes = held(person.eyes, frames)
        to = front.placed.view.position - eyes
        to /= np.maximum(np.linalg.norm(to, axis=1, keepdims=True), 1e-6)
        view = View(eyes + _PORTRAIT * to, look_rotation(-to))
        out[name] = PlacedCamera(name, Placed(view, samples, always, always, always), lens)
    return out
