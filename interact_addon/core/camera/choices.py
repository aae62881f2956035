# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the places where a camera can stand, and whom each is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..foundation.choices import Choice, ids
from ..foundation.errors import UsageError
from ..schema.kind import OneOf

__all__ = [
    "CAMERAS",
    "CAMERA_MOVES",
    "CAMERA_PRESETS",
    "EDIT",
    "EDIT_STYLES",
    "CameraName",
    "Place",
    "focal_of",
    "place_of",
    "shows_faces",
]

EDIT = "edit"

CAMERAS: tuple[Choice, ...] = (
    Choice("front", "Front", "Both people, from the side where more of their faces is visible", 0),
    Choice("side", "Side", "Both people, from three quarters", 1),
    Choice("over_shoulder_a", "Over Shoulder A", "From behind the first person at the second", 2),
    Choice("over_shoulder_b", "Over Shoulder B", "From behind the second person at the first", 3),
    Choice("close_a", "Close A", "A portrait of the first person", 4),
    Choice("close_b", "Close B", "A portrait of the second person", 5),
    Choice("orbit", "Orbit", "Once around both", 6),
    Choice("two_shot", "Two Shot", "Both people from the hips up, as near as they let it", 7),
    Choice("pov_a", "Eyes of A", "What the first person sees", 8),
    Choice("pov_b", "Eyes of B", "What the second person sees", 9),
    Choice(EDIT, "Edited", "Cut like a conversation, from who speaks, who moves and how near they are", 10),
)
CAMERA_PRESETS = ids(CAMERAS)

CAMERA_MOVES: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "Still where that shows its subject, else following", 0),
    Choice("static", "Still", "From the best single place", 1),
    Choice("follow", "Follow", "A smooth path that keeps people and faces in sight", 2),
)
EDIT_STYLES: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "Shots of 4.5 seconds on average, as in films", 2),
    Choice("calm", "Calm", "Shots of about 7 seconds", 0),
    Choice("lively", "Lively", "Shots of about 3 seconds", 1),
)

_OF_ONE = ("front", "side", "over_shoulder", "close", "pov")


@dataclass(frozen=True, slots=True)
class CameraName(OneOf):
    """One of the cameras, or one with the id of the actor that it is about, such as ``close:006``."""

    @property
    def closed(self) -> bool:
        """Names with actors are not among the choices."""
        return False

    def check(self, what: str, value: Any) -> str:
        """The name."""
        if value in self.names:
            return str(value)
        name, _, actor = value.partition(":") if isinstance(value, str) else ("", "", "")
        if name in _OF_ONE and actor and not any(c.isspace() or c in "/\\:" for c in actor):
            return str(value)
        raise UsageError(
            f"invalid {what} {value!r}",
            cure=f"Use one of {', '.join(self.names)}, or {', '.join(_OF_ONE)} with an actor's id,"
            " as in close:006",
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a camera stands.

    Attributes:
        name: ``front``, ``side``, ``over_shoulder``, ``close``, ``orbit``, ``two_shot``, ``pov`` or ``edit``.
        actor: The number of the person that it is about: of ``close`` who is seen, of ``over_shoulder`` whose
            shoulder it is, of ``pov`` whose eyes; None for a camera about everybody.
    """

    name: str
    actor: int | None = None


def place_of(camera: str, actors: Sequence[str]) -> Place:
    """Return where a camera stands.

    Args:
        camera: One of ``CAMERA_PRESETS``, or such as ``close:006``.
        actors: The ids of the people, in order.

    Raises:
        UsageError: there is no such person, or the camera needs two and there is one.
    """
    name, _, actor = camera.partition(":")
    number: int | None = None
    if actor:
        if actor not in actors:
            raise UsageError(
                f"camera {camera}: there is no actor {actor}",
                cure=f"The {'actor is' if len(actors) == 1 else 'actors are'} {', '.join(actors)}",
            )
        number = list(actors).index(actor)
    elif name[-2:] in ("_a", "_b"):
        name, number = name[:-2], "ab".index(name[-1])
    if (number or 0) >= len(actors) or (name == "over_shoulder" and len(actors) < 2):
        raise UsageError(
            f"camera preset {camera} needs two people and this scene has one",
            cure="Use front, side, close_a, pov_a, orbit or edit",
        )
    return Place(name, number)


def focal_of(camera: str) -> float:
    """Return a camera's own focal length, millimetres on a 36 mm sensor.

    Portraits are taken with a longer lens; eyes see more at once.
    """
    return {"close": 85.0, "pov": 24.0}.get(_bare(camera), 50.0)


def shows_faces(camera: str) -> bool:
    """Return whether faces are large in a camera's picture, at times at least."""
    return _bare(camera) in ("close", "pov", EDIT)


def _bare(camera: str) -> str:
    name = camera.partition(":")[0]
    return name[:-2] if name[-2:] in ("_a", "_b") else name
