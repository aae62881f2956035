# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines along which touch is described: the trunk and the bones of the limbs, the same in every body.

Backs have any number of bones, so the whole trunk is one line from the hips to the neck. A place near a line
is as far along it as in the capture, and beside it by the same vector, which turns with the line and is as
much longer as the line is: so a hand on a shoulder stays there on wider shoulders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import FINGERS, SIDES
from ..animation.rotations import quaternion_rotate, shortest_arc
from .role_pose import RoleBody, RolePose

__all__ = ["Line", "Place", "line_of", "place_on", "point_of", "shown", "sizes"]

Array = NDArray[np.float64]

_ENDS = {
    "upper_arm": ("forearm",),
    "forearm": ("hand",),
    "thigh": ("shin",),
    "shin": ("foot",),
    "foot": ("toe", "fore_foot"),
}
_KNUCKLES = ("middle.1", "index.1", "ring.1", "pinky.1")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a body.

    Attributes:
        start: The role in whose head it begins.
        end: The role in whose head it ends, or "" for a point.
    """

    start: str
    end: str = ""


@dataclass(frozen=True, eq=False)
class Place:
    """Something near a line, in all frames.

    Attributes:
        along: (F,) from 0 at the line's start to 1 at its end.
        beside: (F, 3) metres in the world, from there.
    """

    along: Array
    beside: Array


def line_of(role: str, *bodies: RoleBody) -> Line | None:
    """Return the line that a role lies on, if all the bodies have it.

    Palms and fingers are on the hand, toes on the foot, shoulders and all of the back on the trunk.
    """
    side, _, part = role.partition("_")
    if side not in SIDES:
        side, part = "", role
    if part.split(".")[0] in FINGERS:
        part = "hand"
    if part in ("toe", "fore_foot"):
        part = "foot"
    if part in ("hips", "shoulder") or part.startswith(("spine", "neck")):
        return _known([Line("hips", "neck.0"), Line("hips", "head")], bodies)
    if part in ("head", "head_end"):
        return _known([Line("neck.0", "head"), Line("head")], bodies)
    if part == "hand":
        found = [Line(f"{side}_hand", f"{side}_{knuckle}") for knuckle in _KNUCKLES]
        return _known([*found, Line(f"{side}_hand")], bodies)
    ends = [Line(f"{side}_{part}", f"{side}_{end}") for end in _ENDS.get(part, ())]
    return _known([*ends, Line(role)], bodies)


def _known(lines: list[Line], bodies: tuple[RoleBody, ...]) -> Line | None:
    for line in lines:
        if all(role in body for body in bodies for role in (line.start, line.end) if role):
            return line
    return None


def point_of(pose: RolePose, line: Line, along: Array | float) -> Array:
    """Return (F, 3) metres, a point on a line."""
    start = pose.at(line.start)
    if not line.end:
        return start
    share = np.asarray(along, dtype=np.float64)
    return start + share[..., None] * (pose.at(line.end) - start)


def place_on(pose: RolePose, line: Line, point: Array) -> Place:
    """Return where a point (F, 3) is, seen from the nearest place on a line."""
    start = pose.at(line.start)
    if not line.end:
        return Place(np.zeros(len(point)), point - start)
    vector = pose.at(line.end) - start
    length = np.maximum(np.sum(vector * vector, axis=1), 1e-9)
    along = np.clip(np.sum((point - start) * vector, axis=1) / length, 0.0, 1.0)
    return Place(along, point - start - along[:, None] * vector)


def shown(place: Place, line: Line, alone: RolePose, now: RolePose, size: float) -> Array:
    """Return (F, 3) metres, where a captured place is on a body that has moved.

    Args:
        place: The place in the capture.
        line: Its line.
        alone: The body as the capture alone moves it: its lines point as the capture's.
        now: The same body as it is now.
        size: How long the line is, relative to the capture's.
    """
    beside = size * place.beside
    if line.end:
        before = alone.at(line.end) - alone.at(line.start)
        turn = shortest_arc(before, now.at(line.end) - now.at(line.start))
        beside = quaternion_rotate(turn, beside)
    return point_of(now, line, place.along) + beside


def sizes(line: Line, captured: RoleBody, played: RoleBody, usual: float) -> float:
    """Return how long a line is relative to the capture's; ``usual`` for a point."""
    if not line.end:
        return usual
    return played.length(line.start, line.end) / max(captured.length(line.start, line.end), 1e-6)
