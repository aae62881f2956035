# SPDX-License-Identifier: GPL-3.0-or-later
"""How deep the built-in people of a scene sink into each other, and whether that is worth saying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Motion
from ...characters import FittedCharacter
from ...characters.surface import posed_surface
from ...contacts.bodies import Body, captured_body
from ...contacts.meshes import Depth, close_frames, depths
from ...contacts.wording import part_text
from ...foundation.findings import Finding
from ...measures.surfaces import partner_gaps

__all__ = ["Sinking", "sinking", "sinking_findings"]

_DEEP = 0.02  # metres: deeper is reported
_STEP = 5  # frames
_FIRST_FRAME = 1  # frames are counted from 1, as on Blender's timeline
_MOST = 24  # frames that are looked at evenly in a scene, and half as many where it looks worst
_BLOCK = 10  # frames, of which the worst is looked at


@dataclass(frozen=True, eq=False)
class Sinking:
    """How deep two people are in each other.

    Attributes:
        actors: The ids of both.
        roles: The roles of the bones of both, which `depth.bones` and `depth.parts` number.
        looked: How many frames of the scene were looked at, evenly spaced.
        depth: Of those in which the two are near each other, and of those in which it looks worst.
        even: (N,) which of these are evenly spaced.
    """

    actors: tuple[str, str]
    roles: tuple[tuple[str, ...], tuple[str, ...]]
    looked: int
    depth: Depth
    even: NDArray[np.bool_]

    def share(self, limit: float) -> float:
        """Return the share of the scene's frames that are deeper than ``limit`` metres."""
        return float((self.depth.depth[self.even] > limit).sum()) / self.looked

    def deepest(self) -> tuple[float, str, str]:
        """Return how deep they are at most, in metres, and the roles of the bones of both there."""
        one, other = np.unravel_index(int(self.depth.parts.argmax()), self.depth.parts.shape)
        return float(self.depth.parts[one, other]), self.roles[0][one], self.roles[1][other]


def sinking(
    actors: Sequence[str],
    motions: Sequence[Motion],
    characters: Mapping[str, FittedCharacter],
    step: int = 1,
    most: int | None = None,
) -> tuple[Sinking, ...]:
    """Measure how deep each two built-in people who come near each other are in each other.

    Args:
        actors: The actors' ids.
        motions: What each of them plays, of the skeletons of their characters.
        characters: Actor id to built-in person; others are left out, and those of another
            size than the motion's.
        step: Every so manieth frame is looked at.
        most: With more frames than that in which two are near each other, the steps are longer, and half as
            many frames more are looked at where their capsules are deepest in each other.

    Raises:
        CharacterError: the joints of somebody are not a person's.
    """
    played = [
        (actor, motion)
        for actor, motion in zip(actors, motions, strict=True)
        if actor in characters and characters[actor].has_bones_of(motion)
    ]
    bodies = [captured_body(motion) for _, motion in played] if len(played) > 1 else []
    surfaces = [posed_surface(characters[actor], motion) for actor, motion in played]
    found = []
    for one, other in combinations(range(len(bodies)), 2):
        near = close_frames(bodies[one], bodies[other])
        if len(near) == 0:
            continue
        pace = step if most is None else max(step, -(-len(near) // most))
        length = min(bodies[one].frames, bodies[other].frames)
        even = near[near % pace == 0]
        worst = even[:0] if most is None else _worst(bodies[one], bodies[other], most // 2)
        frames = np.union1d(even, worst)
        depth = depths(surfaces[one], surfaces[other], frames)
        pair = (surfaces[one], surfaces[other])
        found.append(
            Sinking(
                (played[one][0], played[other][0]),
                (pair[0].roles, pair[1].roles),
                len(range(0, length, pace)),
                depth,
                np.isin(frames, even),
            )
        )
    return tuple(found)


def _worst(body: Body, other: Body, most: int) -> NDArray[np.int64]:
    """Return at most so many frames in which the capsules of two people are deepest in each other."""
    gaps = partner_gaps(body, other, 0.0).gaps
    order = np.argsort(gaps, kind="stable")[: np.count_nonzero(gaps < 0.0)]
    firsts = np.unique(order // _BLOCK, return_index=True)[1]
    return order[np.sort(firsts)[:most]]


def sinking_findings(
    actors: Sequence[str], motions: Sequence[Motion], characters: Mapping[str, FittedCharacter]
) -> tuple[Finding, ...]:
    """Tell which built-in people sink into each other by more than 2 cm, and what helps.

    Args:
        actors: The actors' ids.
        motions: What each of them plays, of the skeletons of their characters.
        characters: Actor id to built-in person; others are left out.

    Raises:
        CharacterError: the joints of somebody are not a person's.
    """
    every = sinking(actors, motions, characters, _STEP, _MOST)
    return tuple(_finding(each) for each in every if each.deepest()[0] > _DEEP)


def _finding(each: Sinking) -> Finding:
    deep, part, other = each.deepest()
    share = max(1, round(100 * each.share(_DEEP)))
    where = f"{each.actors[0]}'s {part_text(part)} and {each.actors[1]}'s {part_text(other)}, "
    where += f"frame {int(each.depth.frames[each.depth.depth.argmax()]) + _FIRST_FRAME}"
    text = (
        f"{' and '.join(each.actors)} sink into each other by up to {100 * deep:.0f} cm ({where}), "
        f"by more than 2 cm in {share} % of the frames; tidying lets them give way (--tidy)"
    )
    return Finding("bodies-sink-in", text)
