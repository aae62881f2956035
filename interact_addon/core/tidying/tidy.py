# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the surfaces of a scene's people out of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.skeleton import Motion
from ..contacts import Contacts, find_contacts
from ..contacts.bodies import captured_body
from ..contacts.spans import runs
from ..foundation.errors import CharacterError, UsageError
from ..foundation.findings import Finding
from ..interaction.role_pose import captured_pose
from .curling import with_fingers_on_skin
from .deepest import deepest
from .giving import WAYS
from .pushes import riding
from .report import Depths, tidied_finding
from .segment import Segment, moved_segment, tidied_segment
from .sinking import regions_of
from .skin_points import SkinPoints
from .spells import pieces, widened, windows
from .turned_motion import turned_motion

__all__ = ["Tidied", "TidyPerson", "tidy"]

Array = NDArray[np.float64]

_NEAR = 0.12  # metres between the boxes of two regions
_LONG, _OVER = 10.0, 1.5  # seconds that are solved at once, and that two such windows share
_EASE = 1.0  # seconds before and after, in which people may give way early and come back late


@dataclass(frozen=True, eq=False)
class TidyPerson:
    """A person whose surface is known.

    Attributes:
        actor: Their id.
        motion: What they do: metres, Z up.
        skin: Their surface.
    """

    actor: str
    motion: Motion
    skin: SkinPoints


@dataclass(frozen=True, eq=False)
class Tidied:
    """What the people of a scene do now.

    Attributes:
        motions: One a person; the very same object where nothing had to be changed.
        changes: By person (F, J) metres, how far each joint is moved.
        depths: How deep surfaces lay and lie in each other, in each frame.
        findings: What was changed, with centimetres and frames.
    """

    motions: tuple[Motion, ...]
    changes: tuple[Array, ...]
    depths: Depths
    findings: tuple[Finding, ...]


def tidy(people: Sequence[TidyPerson]) -> Tidied:
    """Return motions in which the people's surfaces are out of each other, changed as little as will do.

    Bodies give way to each other in equal parts; feet that stand stay, and no joint is moved by more than
    6 cm. People whose joints are not known stay as they are. Deterministic.

    Args:
        people: Everyone of the scene, at one frame rate and of any lengths.

    Raises:
        UsageError: the frame rates differ.
    """
    if len({person.motion.rate for person in people}) > 1:
        raise UsageError("tidying needs motions of one frame rate", cure="Resample them first")
    frames = max((person.motion.frames for person in people), default=0)
    motions = [person.motion for person in people]
    depths = Depths(np.full(frames, -np.inf), np.full(frames, -np.inf), np.zeros(frames, np.bool_))
    near, known = _near(people, frames)
    if not near.any():
        return _tidied(people, motions, depths)
    rate = float(people[0].motion.rate)
    whose = [people[n] for n in known]
    contacts = find_contacts([person.motion for person in whose], [person.actor for person in whose])
    depths.touching[:] = _touching(contacts, frames)
    poses = [captured_pose(person.motion) for person in whose]
    reach = max(1, round(_EASE * rate))

    def part(start: int, end: int) -> Segment:
        rows = np.arange(start, end)
        held = [np.minimum(rows, person.motion.frames - 1) for person in whose]
        return Segment(
            [person.motion for person in whose],
            [person.skin for person in whose],
            [pose.in_frames(each) for pose, each in zip(poses, held, strict=True)],
            contacts,
            start,
            near[start:end],
            frames,
        )

    ways = np.zeros((frames, WAYS * len(whose)))
    long, over = round(_LONG * rate), round(_OVER * rate)
    for spell in runs(widened(near, reach)):
        for start, end, share in windows(*spell, long, over):
            found, deep = tidied_segment(part(start, end))
            ways[start:end] += share[:, None] * found
            depths.before[start:end] = deep
        for start, end in pieces(*spell, long):
            segment = part(start, end)
            for n, own, moved in zip(
                known, segment.poses, moved_segment(segment, ways[start:end]), strict=True
            ):
                kept = slice(0, max(0, people[n].motion.frames - start))
                motions[n] = turned_motion(motions[n], start, own.in_frames(kept), moved.in_frames(kept))
    closed = with_fingers_on_skin(
        [person.motion for person in whose],
        [motions[n] for n in known],
        [person.skin for person in whose],
        near,
    )
    for n, motion in zip(known, closed, strict=True):
        motions[n] = motion
    rows = np.flatnonzero(near)
    regions = [
        regions_of(riding(person.motion.skeleton, person.skin.joints, person.skin.places, pose).regions)
        for person, pose in zip(whose, poses, strict=True)
    ]
    for start, end in pieces(0, len(rows), long):
        part_rows = rows[start:end]
        depths.after[part_rows] = deepest(closed, [person.skin for person in whose], regions, part_rows)
    return _tidied(people, motions, depths)


def _near(people: Sequence[TidyPerson], frames: int) -> tuple[NDArray[np.bool_], list[int]]:
    """Return (F,) in which frames two people are near each other, and who has known joints."""
    bodies = {}
    for number, person in enumerate(people):
        try:
            bodies[number] = captured_body(person.motion)
        except CharacterError:
            continue
    near = np.zeros(frames, np.bool_)
    boxes = {}
    for number, body in bodies.items():
        rows = np.minimum(np.arange(frames), body.frames - 1)
        boxes[number] = body.low[:, rows], body.high[:, rows]
    for one, other in combinations(bodies, 2):
        (low, high), (their_low, their_high) = boxes[one], boxes[other]
        apart = np.maximum(low[:, None] - their_high[None], their_low[None] - high[:, None]).max(axis=3)
        near |= apart.min(axis=(0, 1)) < _NEAR
    return near, sorted(bodies)


def _touching(contacts: Contacts, frames: int) -> NDArray[np.bool_]:
    """Return (F,) in which frames two people touch each other."""
    out = np.zeros(frames, np.bool_)
    for each in contacts.between():
        out[each.start : each.end] = True
    return out


def _tidied(people: Sequence[TidyPerson], motions: list[Motion], depths: Depths) -> Tidied:
    changes = []
    for person, motion in zip(people, motions, strict=True):
        if motion is person.motion:
            changes.append(np.zeros((motion.frames, len(motion.skeleton))))
        else:
            changes.append(np.linalg.norm(forward(motion)[0] - forward(person.motion)[0], axis=2))
    finding = tidied_finding(depths, changes)
    return Tidied(tuple(motions), tuple(changes), depths, () if finding is None else (finding,))
