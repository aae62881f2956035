# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene's people and their contacts as lines and marks in space, to be drawn frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.rotations import quaternion_rotate
from ..animation.skeleton import Motion
from .model import Contact, Contacts

__all__ = ["Drawing", "Figures", "figures_of"]

Array = NDArray[np.float32]

_PEOPLE = ((0.25, 0.62, 1.0, 1.0), (1.0, 0.66, 0.15, 1.0), (0.4, 0.9, 0.8, 1.0), (0.85, 0.85, 0.85, 1.0))
_OTHER, _SELF, _GROUND = (1.0, 0.12, 0.25, 1.0), (0.85, 0.35, 1.0, 1.0), (0.3, 0.9, 0.35, 1.0)
_MARK = 0.035  # metres from the middle of a mark to its corners; half of that where the floor is touched
_CORNERS = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], dtype=np.float32)
_SIDES = [[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5]]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is drawn in a frame: metres in the world, colours with alpha.

    Attributes:
        lines: (N, 2, 3) the people's bones.
        line_colours: (N, 4).
        marks: (M, 3, 3) triangles round the places that touch.
        mark_colours: (M, 4).
    """

    lines: Array
    line_colours: Array
    marks: Array
    mark_colours: Array


@dataclass(frozen=True, eq=False)
class Figures:
    """The people of a scene as stick figures.

    Attributes:
        contacts: Their contacts.
        bones: Of each person (F, S, 2, 3) metres, the ends of the bones.
        touching: Of each person, contact -> which bones touch, (S,) bool.
        places: Of each contact (frames, 3) metres, the place that touches.
    """

    contacts: Contacts
    bones: tuple[Array, ...]
    touching: tuple[dict[str, NDArray[np.bool_]], ...]
    places: tuple[Array, ...]

    def at(self, frame: int) -> Drawing:
        """Return what is drawn in a frame, counted from 0; nothing of people who are not there (any more)."""
        there = [person for person, bones in enumerate(self.bones) if 0 <= frame < len(bones)]
        active = [
            (n, each) for n, each in enumerate(self.contacts.contacts) if each.start <= frame < each.end
        ]
        colours = {
            n: np.tile(np.array(_PEOPLE[n % 4], np.float32), (self.bones[n].shape[1], 1)) for n in there
        }
        for _, contact in sorted(active, key=lambda pair: _rank(pair[1])):
            for person, role in ((contact.person, contact.part), (contact.other, contact.on)):
                if person in colours and person is not None:
                    lines = self.touching[person].get(role)
                    if lines is not None:
                        colours[person][lines] = _colour(contact)
        spots = [self.places[n][frame - contact.start] for n, contact in active]
        sizes = [_MARK / (1 + (contact.other is None)) for _, contact in active]
        marks = [spot + size * _CORNERS[_SIDES] for spot, size in zip(spots, sizes, strict=True)]
        shades = [np.tile(np.array(_colour(contact), np.float32), (len(_SIDES), 1)) for _, contact in active]
        return Drawing(
            np.concatenate([np.empty((0, 2, 3), np.float32), *(self.bones[n][frame] for n in there)]),
            np.concatenate([np.empty((0, 4), np.float32), *colours.values()]),
            np.concatenate([np.empty((0, 3, 3), np.float32), *marks]).astype(np.float32),
            np.concatenate([np.empty((0, 4), np.float32), *shades]),
        )


def figures_of(people: Sequence[Motion], contacts: Contacts) -> Figures:
    """Return the figures of a scene.

    Args:
        people: The motions in which the contacts were found, metres, Z up.
        contacts: The contacts.
    """
    bones, touching, places = [], [], []
    posed = [forward(motion) for motion in people]
    for motion, (positions, rotations) in zip(people, posed, strict=True):
        skeleton = motion.skeleton
        inner = np.flatnonzero(skeleton.parents >= 0)
        leaves = np.flatnonzero(np.isfinite(skeleton.end_offsets).all(axis=1))
        tips = positions[:, leaves] + quaternion_rotate(rotations[:, leaves], skeleton.end_offsets[leaves])
        begins = np.concatenate([skeleton.parents[inner], leaves])
        ends = np.concatenate([positions[:, inner], tips], axis=1)
        bones.append(np.stack([positions[:, begins], ends], axis=2).astype(np.float32))
        joints = {role: skeleton.index(name) for role, name in skeleton.naming.roles.items()}
        touching.append({role: begins == joint for role, joint in joints.items()})
    for contact in contacts.contacts:
        skeleton, (positions, rotations) = people[contact.person].skeleton, posed[contact.person]
        joint = skeleton.index(skeleton.naming.roles[contact.part])
        during = slice(contact.start, contact.end)
        spot = quaternion_rotate(rotations[during, joint], contact.spot)
        places.append((positions[during, joint] + spot).astype(np.float32))
    return Figures(contacts, tuple(bones), tuple(touching), tuple(places))


def _rank(contact: Contact) -> int:
    """What is drawn over what: the partner over oneself, that over the floor."""
    return 0 if contact.other is None else 1 + (contact.other != contact.person)


def _colour(contact: Contact) -> tuple[float, ...]:
    return (_GROUND, _SELF, _OTHER)[_rank(contact)]
