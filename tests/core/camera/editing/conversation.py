# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people who stand and talk, cameras around them, and who speaks when: the answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from interact_addon.core.camera.editing import Speech
from interact_addon.core.camera.framing import View, look_rotation
from interact_addon.core.camera.shot import Placed
from interact_addon.core.camera.stage import BODY, FACE, HEAD, PARTS, StagePerson

RATE = Fraction(30)
STEP = 0.05
APART = 1.2
AT = {
    # Turned towards +X, where the wide cameras stand: their faces are seen from there.
    "front": (4.0, 0.0),
    "two_shot": (2.2, 0.2),
    "side": (3.0, -2.6),
    "close_a": (1.0, 0.4),
    "close_b": (1.0, -0.4),
    "over_shoulder_a": (0.5, -1.4),
    "over_shoulder_b": (0.5, 1.4),
}


def person(number: int, frames: int, moves: float = 0.0) -> StagePerson:
    """The first stands at -Y and looks at the second; both turn 40 degrees to +X."""
    side = -1.0 if number == 0 else 1.0
    sway = moves * np.sin(np.arange(frames) / 8.0)
    root = np.stack([sway, np.full(frames, side * APART / 2), np.full(frames, 0.95)], axis=1)
    look = np.array([np.sin(np.radians(40)), -side * np.cos(np.radians(40)), 0.0])
    eyes = root + [0.0, 0.0, 0.67] + 0.09 * look
    across = np.array([-look[1], look[0], 0.0])
    grid = [0.04 * x * across + [0, 0, 0.05 * z] for x in (-1, 0, 1) for z in (-1, 0, 1)]
    points = [eyes + place for place in grid] + [root + [0, 0, 0.85], root + [0, 0, -0.9], root]
    part = [PARTS.index(FACE)] * len(grid) + [PARTS.index(HEAD), PARTS.index(BODY), PARTS.index(BODY)]
    ends = np.stack([root + [0, 0, -0.9], root + [0, 0, 0.4]], axis=1)[:, None]
    return StagePerson(
        actor_id=f"00{number + 1}",
        points=np.stack(points, axis=1).astype(np.float32),
        part=np.array(part, np.int8),
        ends=ends.astype(np.float32),
        radii=np.full((1, 2), 0.15),
        of_head=np.zeros(1, np.bool_),
        of_hands=np.zeros(1, np.bool_),
        eyes=eyes,
        look=np.tile(look, (frames, 1)),
        root=root,
        facing=np.tile(look, (frames, 1)),
    )


def pair(seconds: float, moves: float = 0.0) -> tuple[StagePerson, ...]:
    frames = round(seconds * RATE)
    return tuple(person(number, frames, moves) for number in (0, 1))


def placed(at: tuple[float, float], seconds: float, hidden: Sequence[tuple[float, float]] = ()) -> Placed:
    """A camera that stands somewhere, and shows what it is for except in some spans of seconds."""
    frames = round(seconds * RATE)
    samples = np.arange(0, frames, 6)
    place = np.array([*at, 1.6])
    shown = np.ones(len(samples), np.bool_)
    for begin, end in hidden:
        shown[(samples >= begin * RATE) & (samples < end * RATE)] = False
    view = View(place, look_rotation(np.array([-at[0], -at[1], 0.0])))
    return Placed(view, samples, shown, np.ones_like(shown), np.ones_like(shown))


def cameras(seconds: float, *names: str) -> dict[str, Placed]:
    return {name: placed(AT[name], seconds) for name in names or AT}


def speech(seconds: float, *turns: tuple[int, float, float], people: int = 2) -> Speech:
    """Turns as (who, from, to), in seconds; words of 0.4 s with 0.1 s between."""
    count = round(seconds / STEP)
    talks = np.zeros((people, count), np.bool_)
    for who, begin, end in turns:
        talks[who, round(begin / STEP) : round(end / STEP)] = True
    words = talks & (np.arange(count) % 10 < 8)
    return Speech(talks, words, np.where(talks, 0.0, np.nan), STEP)
