# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations that no edit was tuned on: two people who stand, sway, walk and turn, and their voices.

Turn lengths are log-normal; between two speakers there is mostly a gap of 0.2 seconds, and in two of five
changes they overlap (Heldner and Edlund, "Pauses, gaps and overlaps in conversations", 2010). Listeners say
"mhm" now and then, and sometimes nobody speaks for seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.camera.editing import Speech
from interact_addon.core.camera.stage import BODY, FACE, HEAD, PARTS, StagePerson

Array = NDArray[np.float64]

STEP = 0.05
KINDS = ("talk", "monologue", "silent", "one")


@dataclass(frozen=True, slots=True, eq=False)
class RandomTalk:
    """Two people, and who speaks."""

    stage: tuple[StagePerson, ...]
    speech: Speech
    rate: Fraction


def random_talk(
    seed: int, seconds: float, kind: str = "talk", rate: Fraction = Fraction(30), walk: float = 1.0
) -> RandomTalk:
    """Make a conversation.

    Args:
        seed: Another number makes another one.
        seconds: How long it is.
        kind: ``talk``: they take turns; ``monologue``: the first speaks, the second says "mhm"; ``silent``;
            ``one``: the first alone speaks.
        rate: Frames per second.
        walk: How far they walk, metres.
    """
    random = np.random.default_rng(seed)
    count = max(1, round(seconds / STEP))
    return RandomTalk(
        _people(random, max(2, round(seconds * rate)), float(rate), walk), _voices(random, count, kind), rate
    )


def _voices(random: np.random.Generator, count: int, kind: str) -> Speech:
    talks = np.zeros((2, count), np.bool_)
    at, who = float(random.uniform(0.0, 2.0)), int(random.integers(2)) if kind == "talk" else 0
    while kind != "silent" and at < count * STEP:
        lasts = float(np.clip(random.lognormal(np.log(2.6), 0.8), 0.4, 25.0))
        lasts *= 4.0 if kind == "monologue" else 1.0
        _say(talks[who], at, at + lasts)
        for _ in range(random.poisson(lasts / 8.0) if kind != "one" else 0):  # the listener says "mhm"
            begin = at + random.uniform(0.0, lasts)
            _say(talks[1 - who], begin, begin + random.uniform(0.3, 0.7))
        gap = random.normal(0.2, 0.35) if random.random() > 0.08 else random.uniform(2.0, 7.0)
        at += lasts + max(gap, 0.1 - lasts, 0.3 if kind in ("monologue", "one") else -2.0)
        who = 1 - who if kind == "talk" else who
    words = talks & (random.random((2, count)).cumsum(axis=1) * 0.5 % 1.0 < 0.8)
    level = np.where(talks, _wander(random, (2, count), 60, 3.0), np.nan)
    return Speech(talks, words, level, STEP)


def _say(said: NDArray[np.bool_], begin: float, end: float) -> None:
    said[max(0, round(begin / STEP)) : max(0, round(end / STEP))] = True


def _wander(random: np.random.Generator, shape: tuple[int, ...], width: int, size: float) -> Array:
    """Return smooth random values along the last axis, of a standard deviation."""
    count = shape[-1]
    knots = random.normal(0.0, size, (*shape[:-1], count // width + 3))
    at, between = np.divmod(np.arange(count) / width, 1.0)
    row, blend = at.astype(int), 0.5 - 0.5 * np.cos(np.pi * between)
    return np.asarray(knots[..., row] * (1.0 - blend) + knots[..., row + 1] * blend)


def _people(random: np.random.Generator, frames: int, rate: float, walk: float) -> tuple[StagePerson, ...]:
    away = random.uniform(0.8, 2.2)
    steps = round(4.0 * rate)
    middle = walk * _wander(random, (2, frames), steps, 0.35)
    angle = random.uniform(-np.pi, np.pi) + walk * _wander(random, (frames,), 2 * steps, 0.3)
    apart = np.maximum(away + walk * _wander(random, (frames,), steps, 0.2), 0.6)
    along = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (apart / 2.0)[:, None]
    return tuple(
        _person(random, f"00{number + 1}", middle.T + side * along, -side * along, rate)
        for number, side in enumerate((-1.0, 1.0))
    )


def _person(random: np.random.Generator, actor: str, at: Array, towards: Array, rate: float) -> StagePerson:
    frames, tall = len(at), random.uniform(0.85, 1.1)
    root = np.column_stack([at, np.full(frames, 0.95 * tall)])
    yaw = np.arctan2(towards[:, 1], towards[:, 0]) + random.normal(0.0, 0.4)
    facing = np.column_stack([np.cos(yaw), np.sin(yaw), np.zeros(frames)])
    yaw = yaw + _wander(random, (frames,), round(1.5 * rate), 0.35)
    look = np.column_stack([np.cos(yaw), np.sin(yaw), np.zeros(frames)])
    across = np.column_stack([-look[:, 1], look[:, 0], np.zeros(frames)])
    head = root + [0.0, 0.0, 0.67 * tall]
    eyes = head + 0.09 * look
    hand = root + 0.3 * facing + _wander(random, (3, frames), round(0.5 * rate), 0.15).T
    grid = [eyes + 0.06 * x * across + [0, 0, 0.1 * z - 0.03] for x in (-1, 0, 1) for z in (-1, 0, 1)]
    skull = [head - 0.1 * look, head + [0, 0, 0.12], head + 0.09 * across, head - 0.09 * across]
    body = [root, root + [0, 0, 0.4 * tall], root - [0, 0, 0.95 * tall], hand]
    body += [root + 0.2 * across + [0, 0, 0.4 * tall], root - 0.2 * across + [0, 0, 0.4 * tall]]
    part = [FACE] * len(grid) + [HEAD] * len(skull) + [BODY] * len(body)
    trunk = np.stack([root - [0, 0, 0.8 * tall], root + [0, 0, 0.4 * tall]], axis=1)
    ball = np.stack([head - 0.02 * look, head + [0, 0, 0.04]], axis=1)
    return StagePerson(
        actor_id=actor,
        points=np.stack([*grid, *skull, *body], axis=1).astype(np.float32),
        part=np.array([PARTS.index(each) for each in part], np.int8),
        ends=np.stack([trunk, ball], axis=1).astype(np.float32),
        radii=np.array([[0.17, 0.2], [0.09, 0.09]]),
        of_head=np.array([False, True]),
        of_hands=np.zeros(2, np.bool_),
        eyes=eyes,
        look=look,
        root=root,
        facing=facing,
    )
