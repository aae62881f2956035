# SPDX-License-Identifier: GPL-3.0-or-later
"""How far what touches has moved on whom it touches, from one version of a scene to another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.bone_names.table import spine_chain
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
    other person is as far along the touched line (of hands the palm), and beside it by the same vector,
    which turns with the line. How long that vector is may be as in the source or in proportion to the line
    (of two hands to both): the nearer one of the two counts.

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
    size = _size(theirs, (other.body, their.body))
    if _is_hand(theirs):
        palm = np.full(len(point), _PALM)
        place = Place(palm, point - point_of(other, theirs, palm))
        size = 0.5 * (size + _size(mine, bodies)) if _is_hand(mine) else size
    else:
        place = place_on(other, theirs, point)
    wanted = [_carried(place, theirs, other, their, each) for each in (1.0, size)]
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

    On trunks, heads and feet, which rest alike in all bodies, it turns with the bone. Limbs may rest in a T
    or an A: there it turns with the pelvis, and from there by the least turn with the line.
    """
    bone = _bone(line, source), _bone(line, played)
    turn = quaternion_multiply(_axes(played, bone[1]), quaternion_conjugate(_axes(source, bone[0])))
    beside = quaternion_rotate(turn, size * place.beside)
    if line.end and bone[0] == "hips":
        before = quaternion_rotate(turn, source.at(line.end) - source.at(line.start))
        beside = quaternion_rotate(shortest_arc(before, played.at(line.end) - played.at(line.start)), beside)
    return point_of(played, line, place.along) + beside


def _bone(line: Line, pose: RolePose) -> str:
    """Return the role of the bone with which places near a line turn, or the hips."""
    if line.start.endswith("foot"):
        return line.start
    if line.start == "hips":
        return next(reversed(spine_chain(pose.body.roles, "spine")), "hips")
    return "head" if "head" in (line.start, line.end) else "hips"


def _axes(pose: RolePose, role: str) -> Array:
    """Return (N, 4), the turn from the bone of a person who faces -Y, at rest, to a bone."""
    rest = body_frame(pose.body.rest, {each: n for n, each in enumerate(pose.body.roles)})
    return quaternion_multiply(pose.turn_of(role), matrix_to_quaternion(rest))
