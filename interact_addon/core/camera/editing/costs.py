# SPDX-License-Identifier: GPL-3.0-or-later
"""What shots and cuts of a scene cost: what a shot fails to show, what a cut breaks, how lengths differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .activity import NOBODY, PER_SECOND, Activity, smooth
from .coverage import Coverage
from .cutting import BREACH, Excess, Problem
from .edit import SHORTEST
from .outlook import crosses_line, crosses_nearly, jumps

__all__ = ["STYLES", "Style", "problem_of"]

Array = NDArray[np.float64]

_MONOLOGUE = 15.0  # seconds from which a turn is long
_REACTION = 2.5  # seconds of a reaction
_PAUSE = 0.75  # the share of the shortest shot up to which a silence is a pause
_SILENT = 4.0  # seconds of a silence, 1.5 more since the last word, until somebody is seen alone again
_QUIET = 0.4  # by how much e-fold shots are longer while nobody speaks
_TEMPO = 0.4  # by how much shots are shorter where it is intense or somebody moves
_OWN = 0.8  # how far a scene's rhythm is told by its own: quick where it is quicker than elsewhere in it
_LONGEST = 16.0
_TURN, _UNEVEN = 4.5, 0.5  # seconds of a usual turn, and by how much e-fold lengths follow others
_OPENING = {"wide": 0.0, "two": 0.4, "shoulder": 11.0, "single": 14.0}
_UNSEEN = 30.0  # a second in which somebody speaks, and neither their face nor a reaction is seen
_LISTENERS = 3.0  # a second of speech in which a shot of all shows those who listen alone
_NEARER = 0.6  # a second over a shoulder where it is tensest, in place of a face alone
_CALM = 0.2  # the share of a scene, its calmest, in which views over shoulders are rather taken
_LESS = 0.6  # by how much less of it where cameras are nearer
_WHILE = 4.0  # seconds over which a scene is tense or calm
_FRESH, _MEETING = 1.0, 8.0  # how much less tense it is where a talk begins, and seconds until that fades
_GOOD, _FAIR = 0.25, 0.5  # up to here a view over a shoulder costs nothing, and will do
_TURNED = 2.0  # a cut to where people would have changed sides ...
_HELD_SIDE = 0.6  # ... so many seconds before or later
_POOR = 2.5  # a second over a shoulder of which little but the near head is seen


@dataclass(frozen=True, slots=True)
class Style:
    """How often it is cut, and from how near.

    Attributes:
        length: Seconds that a shot is to last.
        spread: The standard deviation of its logarithm: the square root of ln(1 + q * q) where the lengths
            differ by q times their average, which is 1.2 in films (Salt, "Moving into Pictures").
        near: By how much nearer cameras are.
        cut: What a cut costs.
        relief: Seconds on somebody who speaks for long, until something else is seen.
    """

    length: float
    spread: float
    near: float
    cut: float
    relief: float


STYLES = {
    "auto": Style(4.5, 0.65, 0.0, 0.2, 6.0),
    "calm": Style(8.0, 0.55, -0.15, 0.9, 10.0),
    "lively": Style(1.9, 0.7, 0.25, 0.0, 4.0),
}
"""The name of each style, one of `EDIT_STYLES`, to what it means."""


def problem_of(cameras: Sequence[Coverage], activity: Activity, style: Style) -> Problem:
    """Return what is to be cut.

    Args:
        cameras: What each of the cameras shows.
        activity: What happens.
        style: How often it is cut, and from how near.
    """
    step = 1.0 / PER_SECOND
    tense = _tension(cameras, activity)
    content = np.stack([_content(each, activity, tense, style) for each in cameras]) * step
    turn = activity.turn
    # A turn that is nobody's has no speaker and no reaction.
    on_speaker = np.stack([(turn == each.subject) & (turn != NOBODY) for each in _subjects(cameras)])
    others = np.stack([(turn != each.subject) & (turn != NOBODY) for each in _subjects(cameras)])
    singles = np.array([each.subject is not None for each in cameras])[:, None]
    hidden = np.stack([each.hidden for each in cameras])
    long = activity.lasts > _MONOLOGUE
    excesses = (
        Excess(np.where(singles, others, False) * step, _REACTION, 1.5),
        Excess(np.where(singles, on_speaker & long, False) * step, style.relief, 2.0),
        Excess(np.where(~singles, long & (turn != NOBODY) & (activity.since > 4.0), False) * step, 3.0, 0.5),
        Excess(np.where(~singles, turn != NOBODY, False) * step, style.length, 0.4),
        Excess(np.where(hidden, step, 0.0), 0.3, 6.0),
    )
    # A short scene has room for two shots, of half the usual length at least, if somebody speaks.
    room = max(activity.length * step, style.length) / 2.0 if (turn != NOBODY).any() else style.length
    # Lengths differ as what is said does: a long turn is held, an exchange of short ones is quick.
    pace = np.clip(np.log(np.maximum(activity.lasts, 1.0) / _TURN), -_UNEVEN, _UNEVEN)
    pace = np.where(turn == NOBODY, _QUIET, pace)
    pace += _TEMPO * (0.5 - activity.intense - 0.4 * activity.moves.max(axis=0))
    return Problem(
        step=step,
        content=content,
        excesses=excesses,
        cut=_cuts(cameras, activity, style),
        opening=np.array([_OPENING[each.kind] for each in cameras]),
        target=np.log(min(style.length, room)) + pace - _OWN * pace.mean(),
        spread=style.spread,
        shortest=SHORTEST,
        longest=_LONGEST,
    )


def _subjects(cameras: Sequence[Coverage]) -> list[Coverage]:
    """Return cameras of which those of all have nobody as subject."""
    return [each if each.subject is not None else replace(each, subject=NOBODY) for each in cameras]


def _content(camera: Coverage, activity: Activity, tense: Array, style: Style) -> Array:
    """Return (S,) what it costs a second to show each sample from a camera; ``tense``: of `_tension`."""
    turn = activity.turn
    people = len(activity.talks)
    silence = turn == NOBODY
    speaking = np.where(silence, 0, turn)
    moving = activity.moves.min(axis=0) if people > 1 else activity.moves[0]
    intense = np.clip(activity.intense + style.near, 0.0, 1.0)
    seen = camera.seen[speaking, np.arange(activity.length)]
    long_turn = np.clip((activity.lasts - 4.0) / 6.0, 0.0, 1.0)
    early = activity.since < 1.5
    tired = silence & (activity.since > _SILENT)
    if camera.wide:
        # The wide shot tires, once it has been seen; the nearer one of both less so.
        plain = 0.28 if camera.kind == "wide" else 0.2
        talk = np.where(seen, plain + 0.35 * intense, 0.6)
        cost = np.where(silence, np.where(tired, 0.45, 0.02), talk)
        cost = np.where(activity.together, 0.05, cost) - 0.25 * moving
        if camera.name.startswith("side"):
            cost = cost + 0.06
        said = activity.talks.any(axis=0) & ~(camera.seen & activity.talks).any(axis=0)
        cost = cost + _LISTENERS * (said & camera.seen.any(axis=0))
    else:
        nearness = 0.45 * (1.0 - intense)
        if camera.kind == "shoulder":
            worse = _NEARER * (tense + _LESS * style.near - _CALM)
            nearness = nearness + np.where(silence, np.maximum(worse, 0.0), worse)
        of_speaker = turn == camera.subject
        reaction = 0.75 - 0.85 * long_turn + 1.2 * early
        cost = np.where(of_speaker, nearness, nearness + reaction)
        # A pause in which no shot of all fits belongs to whoever is seen before it or after.
        alone = 1.2 * np.clip(activity.lasts / SHORTEST - _PAUSE, 0.2, 1.0)
        cost = np.where(silence, np.where(tired, 0.1, alone) + nearness, cost)
        cost = np.where(activity.together, 0.5 + nearness, cost) + 0.6 * moving
    unseen = activity.talks.any(axis=0) & ~camera.covers(activity.talks)
    cost = cost + 3.0 * camera.hidden + _UNSEEN * unseen + _POOR * np.maximum(camera.poor - _GOOD, 0.0)
    opening = np.arange(activity.length) < 2.5 * PER_SECOND
    return np.asarray(np.where(opening & (camera.kind != "wide"), cost + 0.8, cost))


def _tension(cameras: Sequence[Coverage], activity: Activity) -> Array:
    """Return (S,) how intense it is for a while among all speech that is seen over a shoulder: from 0 to 1.

    People at a conversational distance are near each other throughout: what counts is where they are more so
    than elsewhere. Where nothing differs, a scene becomes tenser from its beginning to its end. Whoever has
    begun to talk is seen beside the other first: it is less by `_FRESH` then.
    """
    samples = np.arange(activity.length)
    silent = np.maximum.accumulate(np.where(activity.turn == NOBODY, samples, -1))
    fresh = _FRESH * np.exp((silent - samples) / (PER_SECOND * _MEETING))
    rises = np.linspace(0.0, 1e-3, activity.length)
    intense = np.round(smooth(activity.intense, _WHILE), 3) + rises
    over = [~each.hidden & (each.poor < _FAIR) for each in cameras if each.kind == "shoulder"]
    usual = np.sort(intense[np.any(over, axis=0) & (activity.turn != NOBODY)]) if over else np.zeros(0)
    return np.searchsorted(usual, intense) / max(1, len(usual)) - fresh


def _cuts(cameras: Sequence[Coverage], activity: Activity, style: Style) -> Array:
    """Return (P, P, S) what a cut costs from one camera to another at the beginning of each sample."""
    count = len(cameras)
    words = style.cut + 1.5 * activity.word[:-1]
    out = np.tile(words, (count, count, 1))
    for before in range(count):
        for after in range(count):
            if before == after:
                continue
            one, two = cameras[before].outlook, cameras[after].outlook
            out[before, after] += BREACH * crosses_line(one, two) + BREACH * jumps(one, two)
            out[before, after] += _TURNED * crosses_nearly(one, two, round(_HELD_SIDE * PER_SECOND))
            if cameras[before].wide and cameras[after].wide:
                out[before, after] += 1.0  # from all to all tells nothing new
            elif cameras[before].subject == cameras[after].subject:
                speaker = activity.turn == cameras[after].subject
                out[before, after] += 2.5 * (speaker & (activity.lasts > _MONOLOGUE))
    return out
