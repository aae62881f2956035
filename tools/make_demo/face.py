# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate ARKit weights for speech, blinks, smiles and gaze from the same script as the voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.face.arkit import ARKIT_51

from .curves import bump, drift, ease, smooth
from .phonemes import PHONEMES, Lips
from .script import Turn

__all__ = ["face_weights"]

Array = NDArray[np.float64]

_FINE = 240  # samples per second at which lips are computed before sampling at the frames
_LEAD = 0.035  # seconds by which lips are ahead of the sound
_FULL_LOOK = np.radians(32.0)  # rotation of an eye at a weight of 1
_SHOWN = ("open", "wide", "round", "funnel", "shut", "bite", "teeth")


def face_weights(
    turns: tuple[Turn, ...],
    loud: Array,
    smile: Array,
    gaze: Array,
    at: Array,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Generate a person's face over the take.

    Args:
        turns: The person's turns.
        loud: (N,) loudness of their voice at each frame, 0 to 1.
        smile: (N,) 0 to 1.
        gaze: (N, 2) radians: gaze relative to the head, left and up.
        at: (N,) seconds of the frames.
        rng: Generator for blinks, eye darts and small asymmetries.

    Returns:
        (N, 51) float32 in the order of `ARKIT_51`, within [0, 1].
    """
    shapes = _mouth(turns, loud, smile, at, rng)
    shapes.update(_brows(turns, at, rng))
    shapes.update(_eyes(turns, smile, gaze, at, rng))
    out = np.zeros((len(at), len(ARKIT_51)), dtype=np.float32)
    for column, name in enumerate(ARKIT_51):
        track = shapes.get(name)
        if track is None:
            track = shapes.get(name.removesuffix("Left").removesuffix("Right"))
        if track is not None:
            # Mouth and brows are slightly asymmetric; eyes look and close together.
            share = 1.0 - (0.0 if name.startswith("eye") else rng.uniform(0.0, 0.07))
            out[:, column] = np.clip(track * share, 0.0, 1.0)
    return out


def _lips(turns: tuple[Turn, ...], at: Array) -> dict[str, Array]:
    """Return lip shapes (N,), each 0 to 1: constant for each sound, then smoothed."""
    fine = np.arange(int((at[-1] + 1.0) * _FINE)) / _FINE
    tracks = np.zeros((len(fine), len(_SHOWN)))
    spoken = np.zeros((len(fine), 1))
    for turn in turns:
        known = [PHONEMES[sound.phoneme] for sound in turn.sounds]
        starts = np.array([sound.start for sound in turn.sounds])
        ends = np.array([sound.end for sound in turn.sounds])
        now = np.flatnonzero((fine >= starts[0]) & (fine < ends[-1]))
        sound = np.clip(np.searchsorted(starts, fine[now], side="right") - 1, 0, len(known) - 1)
        into = (fine[now] - starts[sound]) / (ends - starts)[sound]
        first = np.array([_shown(p.lips) for p in known])[sound]
        last = np.array([_shown(p.end_lips or p.lips) for p in known])[sound]
        share = ease((into - 0.25) / 0.6)[:, None]
        tracks[now] = first + share * (last - first)
        spoken[now] = 1.0
    tracks = smooth(tracks, 0.028 * _FINE)
    # Lip closures must be visible however short they are: they are amplified.
    tracks[:, 4:6] = np.clip(1.5 * tracks[:, 4:6], 0, 1)
    tracks = np.concatenate([tracks, smooth(spoken, 0.04 * _FINE)], axis=1)
    names = (*_SHOWN, "spoken")
    return {name: np.interp(at + _LEAD, fine, tracks[:, n]) for n, name in enumerate(names)}


def _shown(lips: Lips) -> tuple[float, ...]:
    return tuple(getattr(lips, name) for name in _SHOWN)


def _mouth(
    turns: tuple[Turn, ...], loud: Array, smile: Array, at: Array, rng: np.random.Generator
) -> dict[str, Array]:
    """Return weights of jaw, lips and cheeks."""
    lips = _lips(turns, at)
    strong = lips["spoken"] * (0.45 + 0.55 * np.sqrt(np.clip(loud, 0, 1)))
    inhale = np.zeros_like(at)
    for turn in turns:
        inhale = inhale + 0.10 * bump(at, turn.start - 0.12, 0.2, 0.14)
    jaw = 0.66 * lips["open"] * strong + inhale * (1 - lips["spoken"]) + 0.03 * smile
    shut = lips["shut"]
    rounded = np.clip(lips["round"] + 0.6 * lips["funnel"], 0, 1)
    smiling = smile * (1 - 0.75 * rounded)
    teeth = np.maximum(lips["teeth"], 0.7 * lips["wide"]) * (1 - shut)
    return {
        "jawOpen": jaw * (1 - 0.55 * shut),
        # In ARKit this shape closes the lips of an open jaw, so it never exceeds jawOpen.
        "mouthClose": jaw * (1 - 0.55 * shut) * shut,
        "mouthPress": 0.42 * shut + 0.02,
        "mouthRollLower": 0.24 * shut + 0.55 * lips["bite"],
        "mouthRollUpper": 0.16 * shut,
        "mouthPucker": 0.78 * lips["round"] * (1 - shut),
        "mouthFunnel": (0.62 * lips["funnel"] + 0.22 * lips["round"]) * (1 - shut),
        "mouthStretch": 0.34 * lips["wide"] * (1 - shut),
        "mouthSmile": 0.86 * smiling + 0.16 * lips["wide"] * (1 - smiling),
        "mouthDimple": 0.14 * smiling + 0.10 * shut,
        "mouthUpperUp": 0.16 * teeth + 0.10 * lips["open"] * strong + 0.13 * smiling + 0.14 * lips["bite"],
        "mouthLowerDown": (0.30 * teeth + 0.22 * lips["open"] * strong) * (1 - lips["bite"]),
        "mouthShrugLower": 0.05 + 0.08 * shut,
        "cheekSquint": 0.45 * smiling * smiling + 0.04,
        "noseSneer": 0.05 * smiling + 0.05 * lips["wide"] * strong,
        "jawForward": 0.06 * rounded,
        "jawLeft": np.clip(drift(at, rng, 1.1, 0.02), 0, None) * strong,
        "mouthRight": np.clip(drift(at, rng, 1.7, 0.03), 0, None),
    }


def _brows(turns: tuple[Turn, ...], at: Array, rng: np.random.Generator) -> dict[str, Array]:
    """Return brow weights: raised on emphasis, at the end of a question, and briefly on greeting."""
    up = 0.05 + 0.03 * drift(at, rng, 1.6, 1.0)
    for number, turn in enumerate(turns):
        for when, stress in turn.beats():
            up = up + (0.14 if stress == 1 else 0.34) * bump(at, when - 0.03, 0.13, 0.3)
        if number == 0:
            up = up + 0.5 * bump(at, turn.start - 0.02, 0.16, 0.4)
        elif turn.question:
            up = up + 0.3 * bump(at, turn.end, 0.4, 0.5)
    up = np.clip(up, 0, 0.85)
    return {"browInnerUp": 0.8 * up, "browOuterUp": 0.75 * up, "browDown": np.clip(0.06 - 0.2 * up, 0, 1)}


def _eyes(
    turns: tuple[Turn, ...], smile: Array, gaze: Array, at: Array, rng: np.random.Generator
) -> dict[str, Array]:
    """Return lid and gaze weights: gaze at the other with small darts, aside while thinking."""
    left, up = gaze[:, 0] + 0.0, gaze[:, 1] + 0.0
    now = float(rng.uniform(0.1, 0.5))
    darts = np.zeros((len(at), 2))
    while now < at[-1]:
        darts[at >= now] = rng.normal(0.0, (0.030, 0.020))
        now += float(rng.uniform(0.25, 0.9))
    darts = smooth(darts, 0.5)  # a saccade takes a few hundredths of a second
    away = np.zeros_like(at)
    for number, turn in enumerate(turns):
        if number:
            aside = bump(at, turn.start - 0.06, 0.09, 0.12) + bump(at, turn.start + 0.08, 0.14, 0.10)
            away = away + rng.choice([-1.0, 1.0]) * np.clip(aside, 0, 1)
    left = left + darts[:, 0] + 0.20 * away
    up = up + darts[:, 1] + 0.06 * np.abs(away)
    blink = np.zeros_like(at)
    for when in _blinks(turns, at, rng):
        blink = np.maximum(blink, bump(at, when, 0.085, 0.19))
    left_weight, up_weight = left / _FULL_LOOK, up / _FULL_LOOK
    lids = 0.05 + 0.35 * np.clip(-up_weight, 0, 1) + 0.06 * smile
    return {
        "eyeBlink": lids + (0.97 - lids) * blink,
        "eyeSquint": 0.08 + 0.32 * smile,
        "eyeWide": 0.10 * bump(at, turns[0].start, 0.2, 0.5) * (1 - blink) if turns else 0.0 * at,
        "eyeLookOutLeft": np.clip(left_weight, 0, 1),
        "eyeLookInRight": np.clip(left_weight, 0, 1),
        "eyeLookInLeft": np.clip(-left_weight, 0, 1),
        "eyeLookOutRight": np.clip(-left_weight, 0, 1),
        "eyeLookUp": np.clip(up_weight, 0, 1),
        "eyeLookDown": np.clip(-up_weight, 0, 1),
    }


def _blinks(turns: tuple[Turn, ...], at: Array, rng: np.random.Generator) -> list[float]:
    """Return times of blinks: at the end of own turns, and otherwise every one to three seconds."""
    step = at[1] - at[0]
    wanted = [turn.end + 0.12 for turn in turns]
    now = float(rng.uniform(0.3, 0.8))
    while now < at[-1]:
        wanted.append(now)
        now += float(rng.uniform(1.2, 3.0))
    out: list[float] = []
    for when in sorted(wanted):
        apart = not out or when - out[-1] > 0.7
        if apart and when < at[-1] - 0.3:  # a take must not end with closed eyes
            out.append(round(when / step) * step)  # on a frame, so that closed eyes are visible
    return out
