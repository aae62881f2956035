# SPDX-License-Identifier: GPL-3.0-or-later
"""How far what touches has moved on whom it touches, from one version of a scene to another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.rotations import (
    matrix_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    shortest_arc,
)
from ..contacts import Contact
from ..interaction import RoleBody, RolePose
from ..interaction.lines import Line, Place, line_of, place_on, point_of

__all__ = ["moved_by"]

Array = NDArray[np.float64]

_PALM = 0.5  # of the way from the wrist to the knuckles


def moved_by(
    contact: Contact, source: tuple[RolePose, RolePose], played: tuple[RolePose, RolePose], frames: int
) -> Array | None:
    """Return metres, per frame of a contact, by which it misses its place on the other person.

    Places are described by lines: bones, or the whole trunk (`core.interaction.lines`). What touches is the
    middle of the palm, or of other parts the place of the part's skin that was closest. Its place on the
    other person is as far along the touched line, and beside it by the same vector, which turns with the
    line. How long that vector is may be as in the source or in proportion to the line: the nearer one of the
    two counts.

    Args:
        contact: The contact in the source.
        source: Who touches and who is touched, in the source.
        played: The same two in the other version.
        frames: How many frames both versions have.

    Returns:
        One value a frame, from the contact's start; None if one of the bodies lacks the joints.
    """
    rows = slice(contact.start, min(contact.end, frames))
    (one, other), (my, their) = ([pose.in_frames(rows) for pose in both] for both in (source, played))
    bodies = one.body, my.body
    mine, theirs = line_of(contact.part, *bodies), line_of(contact.on, other.body, their.body)
    if mine is None or theirs is None or contact.part not in one.body:
        return None
    if _is_hand(mine):
        point, touching = point_of(one, mine, _PALM), point_of(my, mine, _PALM)
    else:
        point = one.at(contact.part) + quaternion_rotate(one.turn_of(contact.part), contact.spot)
        touching = _carried(place_on(one, mine, point), mine, one, my, _size(mine, bodies))
    place = place_on(other, theirs, point)
    if _is_hand(theirs) and theirs.end:
        palm = np.full(len(point), _PALM)
        place = Place(palm, point - point_of(other, theirs, palm))
    sizes = 1.0, _size(theirs, (other.body, their.body))
    wanted = [_carried(place, theirs, other, their, size) for size in sizes]
    return np.min([np.linalg.norm(touching - each, axis=1) for each in wanted], axis=0)


def _is_hand(line: Line) -> bool:
    return line.start.endswith("_hand")


def _size(line: Line, bodies: tuple[RoleBody, RoleBody]) -> float:
    """Return how long a line is in the second body, relative to the first; of a point, their legs."""
    lines = (line,) if line.end else (Line("left_thigh", "left_shin"), Line("right_thigh", "right_shin"))
    for each in lines:
        if all(role in body for body in bodies for role in (each.start, each.end)):
            first, second = (body.length(each.start, each.end) for body in bodies)
            return second / max(first, 1e-6)
    return 1.0


def _carried(place: Place, line: Line, source: RolePose, played: RolePose, size: float) -> Array:
    """Return (N, 3) metres, where a place near a line is on another body.

    It turns with the pelvis, and from there by the least turn with the line: so rest poses need not agree.
    """
    turn = quaternion_multiply(_pelvis(played), quaternion_conjugate(_pelvis(source)))
    beside = quaternion_rotate(turn, size * place.beside)
    if line.end:
        before = quaternion_rotate(turn, source.at(line.end) - source.at(line.start))
        beside = quaternion_rotate(shortest_arc(before, played.at(line.end) - played.at(line.start)), beside)
    return point_of(played, line, place.along) + beside


def _pelvis(pose: RolePose) -> Array:
    """Return (N, 4), the turn from a person who faces -Y to the pelvis."""
    rest = body_frame(pose.body.rest, {role: n for n, role in enumerate(pose.body.roles)})
    return quaternion_multiply(pose.turn_of("hips"), matrix_to_quaternion(rest))
