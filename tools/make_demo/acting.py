# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan body movements to the speech: greeting, gestures on stressed syllables, nods, shifts of weight."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .arms import ArmPose
from .curves import bump, drift, ease
from .script import Play, Turn

__all__ = ["Acting", "act"]

Array = NDArray[np.float64]

HANG = ArmPose((0.06, 0.18, -1.0), (0.26, 0.12, -1.0), (-0.25, -1.0, 0.0), flex=0.06, curl=0.34)
LOW = ArmPose((-0.02, 0.22, -1.0), (0.62, 0.04, -0.78), (-0.1, -1.0, -0.3), curl=0.36)
WAVE = ArmPose(
    (0.55, 0.60, -0.58), (0.56, 0.25, 0.80), (1.0, 0.0, 0.0), flex=-0.12, curl=0.10, spread=0.8, lift=0.10
)
ANSWER = ArmPose(
    (0.22, 0.26, -0.94), (0.62, 0.10, 0.78), (0.95, -0.2, 0.2), flex=-0.18, curl=0.18, spread=0.5, lift=0.03
)
BEAT = ArmPose((0.10, 0.24, -0.96), (0.92, -0.12, 0.22), (0.1, -0.9, 0.42), flex=-0.05, curl=0.28, spread=0.4)
OFFER = ArmPose((0.30, 0.22, -0.92), (0.93, 0.16, 0.1), (0.1, -0.35, 0.94), flex=-0.22, curl=0.16, spread=0.6)
OPEN = ArmPose((0.16, 0.34, -0.92), (0.84, 0.42, 0.14), (0.2, -0.5, 0.85), flex=-0.18, curl=0.18, spread=0.7)


@dataclass(frozen=True, slots=True)
class Acting:
    """Movement plan of one person; (N,) arrays over the frames of the take.

    Attributes:
        arms: Keys of the right and the left arm: seconds and pose.
        wave: Outward waving of the right forearm, radians.
        strokes: For each arm, the forearm's movement on stressed syllables, radians.
        shifts: Keys of weight shifts: (seconds, to the left, forward), metres.
        nod: Pitch of the head, positive down, radians.
        tilt: Roll of the head, positive to its right, radians.
        shake: Yaw of the head, positive to the left, radians.
        lean: Pitch of the trunk, positive forward, radians.
        swivel: Yaw of the trunk, positive to the left, radians.
        breath: From -1 (empty) to 1 (full).
        effort: From 0 at rest to 1 while greeting or speaking.
        smile: From 0 to 1.
    """

    arms: tuple[list[tuple[float, ArmPose]], list[tuple[float, ArmPose]]]
    wave: Array
    strokes: tuple[Array, Array]
    shifts: tuple[tuple[float, float, float], ...]
    nod: Array
    tilt: Array
    shake: Array
    lean: Array
    swivel: Array
    breath: Array
    effort: Array
    smile: Array


def act(play: Play, speaker: int, arrive: float, at: Array, rng: np.random.Generator) -> Acting:
    """Plan the movement of one person (``speaker`` 0 or 1), who stands from ``arrive`` seconds on."""
    own, other = play.of(speaker), play.of(1 - speaker)
    talk = own[1:]
    right, left = _greeting(speaker, arrive)
    strokes = (np.zeros_like(at), np.zeros_like(at))
    for number, turn in enumerate(talk):
        hands = _gesture(turn, number + speaker, right, left, rng)
        for hand in hands:
            for when, stress in turn.beats():
                depth = 0.10 + 0.07 * stress
                strokes[hand][:] -= depth * bump(at, when + 0.03, 0.13, 0.24)
                strokes[hand][:] += 0.7 * depth * bump(at, when - 0.13, 0.16, 0.13)
    speaking = _talking(own, at)
    hearing = _talking(other, at)
    nod, lean, shake = _head(own, other, at, rng)
    wave = np.zeros_like(at)
    if speaker == 0:
        wave = 0.30 * bump(at, 1.24, 0.36, 0.40) * np.sin(2 * np.pi * 2.6 * (at - 0.90)) + 0.02
    return Acting(
        arms=(right, left),
        wave=wave,
        strokes=strokes,
        shifts=_shifts(speaker, arrive, play, rng),
        nod=nod + drift(at, rng, 1.9, 0.012),
        tilt=(0.05 if speaker else -0.03) * hearing + drift(at, rng, 2.7, 0.02),
        shake=shake + drift(at, rng, 2.2, 0.02),
        lean=lean + 0.02 * hearing + drift(at, rng, 3.0, 0.008),
        swivel=drift(at, rng, 2.9, 0.03) * ease((at - arrive) / 0.6),
        breath=_breath(own, at, rng),
        effort=np.maximum(speaking, bump(at, 1.4, 0.5, 0.7)),
        smile=_smile(speaker, own, at),
    )


def _greeting(speaker: int, arrive: float) -> tuple[list[tuple[float, ArmPose]], list[tuple[float, ArmPose]]]:
    """Return keys of both arms until the talk begins."""
    if speaker == 0:
        tired = replace(WAVE, upper=(0.52, 0.58, -0.64))
        right = [(0.0, HANG), (0.40, HANG), (0.95, WAVE), (1.46, tired), (1.98, LOW)]
        left = [(0.0, HANG), (arrive, HANG)]
    else:
        right = [(0.0, HANG), (arrive + 0.1, HANG)]
        left = [(0.0, HANG), (1.16, HANG), (1.64, ANSWER), (1.88, ANSWER), (2.44, HANG)]
    return right, left


def _gesture(
    turn: Turn,
    number: int,
    right: list[tuple[float, ArmPose]],
    left: list[tuple[float, ArmPose]],
    rng: np.random.Generator,
) -> tuple[int, ...]:
    """Append keys for one spoken turn; return the hands that gesture (0 right, 1 left)."""
    # Repeating cycle: right hand, both hands, left hand.
    hands: tuple[int, ...] = ((0,), (0, 1), (1,))[number % 3]
    for hand, keys in ((0, right), (1, left)):
        late = 0.07 * hand if len(hands) == 2 else 0.0  # two hands do not move exactly together
        if keys[-1][1] is HANG and keys[-1][0] > turn.start - 0.4:
            keys.pop()  # skip lowering a hand that would be raised again at once
        busy = keys[-1][1] is not HANG
        if hand in hands:
            begin = max(turn.start - 0.22, keys[-1][0] + 0.06)
            if not busy:
                keys.append((begin, HANG))
            keys.append((max(turn.start + 0.20, begin + 0.34) + late, _varied(BEAT, rng)))
            last = OFFER if number % 2 == 0 else OPEN
            keys.append((max(turn.end - 0.14 + 0.5 * late, keys[-1][0] + 0.26), _varied(last, rng)))
            keys.append((keys[-1][0] + 0.30, _varied(last, rng)))
            keys.append((keys[-1][0] + 0.55, HANG))
        else:
            if not busy:
                keys.append((max(turn.start, keys[-1][0] + 0.05), HANG))
            keys.append((max(turn.start + 0.5, keys[-1][0] + 0.4), _varied(LOW, rng)))
            keys.append((max(turn.end + 0.1, keys[-1][0] + 0.3), _varied(LOW, rng)))
            keys.append((keys[-1][0] + 0.6, HANG))
    return hands


def _varied(pose: ArmPose, rng: np.random.Generator) -> ArmPose:
    """Return a pose with small random variations."""
    vary = rng.normal(0.0, 0.035, (2, 3))
    upper, fore = np.array([pose.upper, pose.fore]) + vary
    return replace(pose, upper=tuple(upper.tolist()), fore=tuple(fore.tolist()))


def _talking(turns: tuple[Turn, ...], at: Array) -> Array:
    """Return 0 to 1: whether one of the turns is being spoken, with soft edges."""
    out = np.zeros_like(at)
    for turn in turns:
        out = np.maximum(out, ease((at - turn.start + 0.2) / 0.3) * ease((turn.end + 0.3 - at) / 0.35))
    return out


def _head(
    own: tuple[Turn, ...], other: tuple[Turn, ...], at: Array, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Return nods, lean and turns of the head: on own stressed syllables, and as response to the other."""
    nod, lean, shake = np.zeros_like(at), np.zeros_like(at), np.zeros_like(at)
    for number, turn in enumerate(own):
        for when, stress in turn.beats():
            nod = nod + (0.02 + 0.03 * stress) * bump(at, when + 0.04, 0.14, 0.26)
            nod = nod - 0.03 * bump(at, when - 0.12, 0.14, 0.14)
        if number == 0:  # greeting: chin up first, then a bow of the head
            nod = nod - 0.06 * bump(at, turn.start - 0.04, 0.22, 0.2)
            nod = nod + 0.07 * bump(at, turn.start + 0.26, 0.2, 0.4)
            lean = lean + 0.05 * bump(at, turn.start + 0.26, 0.3, 0.5)
        else:
            lean = lean + 0.035 * ease((at - turn.start) / 0.5) * ease((turn.end + 0.6 - at) / 0.6)
            shake = shake + rng.choice([-1.0, 1.0]) * 0.07 * bump(at, turn.start + 0.12, 0.3, 0.45)
    for number, turn in enumerate(other):
        if number:
            middle = 0.5 * (turn.start + turn.end)
            for when, depth in ((middle, 0.06), (turn.end - 0.02, 0.11)):
                nod = nod + depth * bump(at, when, 0.16, 0.24)
    return nod, lean, shake


def _shifts(
    speaker: int, arrive: float, play: Play, rng: np.random.Generator
) -> tuple[tuple[float, float, float], ...]:
    """Return weight shifts from one leg to the other, every one to two seconds."""
    when, side = arrive + 0.62 + 0.2 * speaker, (-1.0 if speaker == 0 else 1.0)
    out: list[tuple[float, float, float]] = []
    while when < play.seconds + 1.5:
        size = rng.uniform(0.024, 0.036)
        out.append((when + 0.35, side * size, float(rng.uniform(-0.004, 0.014))))
        when += float(rng.uniform(1.1, 2.0))
        out.append((when, side * size * 0.85, float(rng.uniform(-0.004, 0.012))))
        side = -side
        when += 0.25
    return tuple(out)


def _breath(own: tuple[Turn, ...], at: Array, rng: np.random.Generator) -> Array:
    """Return breathing: fuller before speaking, emptier after; else slow and even."""
    out: Array = 0.45 * np.sin(2 * np.pi * (at / 2.6 + rng.uniform()))
    for turn in own:
        out = out + 0.9 * bump(at, turn.start - 0.04, 0.35, 0.5) - 0.5 * bump(at, turn.end, 0.4, 0.6)
    return np.clip(out, -1, 1)


def _smile(speaker: int, own: tuple[Turn, ...], at: Array) -> Array:
    """Return the smile: slight from the start, broad in the greeting and at the end of own turns."""
    out = 0.32 * ease((at + 0.3) / 0.6)
    out = out + 0.58 * bump(at, 1.45 + 0.2 * speaker, 0.65, 1.1)
    for turn in own[1:]:
        out = out + 0.38 * bump(at, turn.end + 0.05, 0.35, 1.1)
    return np.clip(out, 0, 1)
