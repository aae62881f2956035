# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare a scene for composing: read takes and fit characters.

This does not use Blender, so the user interface can run it in a background thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ..animation.retarget.retarget import too_little
from ..camera.choices import place_of
from ..characters import FittedCharacter
from ..contacts.girth import Girth
from ..dataset import Scene
from ..foundation.errors import CancelledError, CharacterError, UsageError
from ..foundation.findings import Finding
from ..options.movie import ComposeOptions
from .casting.girths import girths_of
from .casting.kept_sinking import kept_sinking
from .casting.made import note_made
from .casting.people import people_of
from .casting.sizes import check_heights, person_for
from .marks import Mark, timeline_marks
from .take import SceneTakes, Take, load_take, scene_takes, scene_up

__all__ = ["OnStep", "Prepared", "prepare"]

OnStep = Callable[[float, str], None]
"""Called with the progress from 0 to 1, and a text for the next step."""

# Relative to 1 for reading a take; only the progress bar depends on it.
_FITTING, _MEASURING, _TIDYING = 4.0, 2.0, 8.0


@dataclass(frozen=True, eq=False)
class Prepared:
    """A scene that is read and ready to be composed.

    Attributes:
        takes: The takes, as they are played.
        characters: Actor id to fitted character, for actors played by a built-in character.
        findings: What is missing or invalid.
        marks: What is marked on the timeline.
        seconds: Wall-clock seconds by step.
        resized: Ids of the actors whose built-in person has another size than the capture.
        tidied: Ids of the actors whose takes are not as captured: they were moved out of each other.
    """

    takes: SceneTakes
    characters: Mapping[str, FittedCharacter]
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    resized: frozenset[str] = frozenset()
    tidied: frozenset[str] = frozenset()


def prepare(
    source: Scene,
    options: ComposeOptions,
    *,
    own: Collection[str] = (),
    on_step: OnStep | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Read a dataset scene and fit the built-in characters to it.

    Args:
        source: The dataset's scene.
        options: Options for composing.
        own: Ids of actors played by the user's armatures: no character is fitted for them. With
            ``options.characters`` no character is fitted at all.
        on_step: Called before each step.
        cancelled: Called between the steps; returns whether to stop.

    Raises:
        CancelledError: ``cancelled`` returned True.
        UsageError: ``own`` or the camera names an actor that is not in the scene.
        InputError: a body or face cannot be read, a character is unsuitable, ...
    """
    actors = [performance.actor_id for performance in source.performances]
    strangers = sorted(set(own) - set(actors))
    if strangers:
        raise UsageError(
            f"scene {source.key} has no actor {', '.join(strangers)}",
            cure=f"Its actors are {', '.join(actors)}",
        )
    if actors:
        place_of(options.camera, actors)
    fitted = [p for p in source.performances if options.characters is None and p.actor_id not in own]
    check_heights(source, options, [performance.actor_id for performance in fitted])
    measured = bool(fitted) and options.girth == "fit"
    tidying = options.tidy and len(fitted) > 1
    total = len(source.performances) + _FITTING * len(fitted) + _MEASURING * measured + _TIDYING * tidying
    steps = _Steps(total, on_step, cancelled)
    started = time.perf_counter()
    read = []
    up = scene_up(source, options.take)
    for performance in source.performances:
        steps.next(f"Reading actor {performance.actor_id}", 1.0)
        read.append(load_take(performance, options.take, up))
        _check_names(read[-1], options)
    takes = scene_takes(source, read, options.take)
    marks, odd = timeline_marks(takes, options.markers, options.take.bodies)
    seconds = {"read": round(time.perf_counter() - started, 4)}
    started = time.perf_counter()
    girths: Mapping[str, Girth] = {}
    if measured:
        steps.next("Measuring how near people come", _MEASURING)
        girths = girths_of(source, options.take, options.cache, steps.within)
        seconds["girth"] = round(time.perf_counter() - started, 4)
        started = time.perf_counter()
    looks = people_of(source, options, [performance.actor_id for performance in fitted])
    characters: dict[str, FittedCharacter] = {}
    findings = [*takes.findings, *odd]
    for take in takes.takes:
        if take.performance not in fitted:
            continue
        actor = take.performance.actor_id
        look = looks[actor]
        steps.next(f"Fitting {look.id.capitalize()} to actor {actor}", _FITTING)
        characters[actor] = person_for(look, take, girths.get(actor), options)
        findings += characters[actor].findings
    note_made(source, options, characters)
    seconds["characters"] = round(time.perf_counter() - started, 4)
    ids = [take.performance.actor_id for take in takes.takes]
    tidied: frozenset[str] = frozenset()
    if tidying:
        # here: most scenes are played as captured, and their children should start soon
        from .casting.tidied_takes import tidied_takes

        steps.next("Moving people out of each other", _TIDYING)
        started = time.perf_counter()
        takes, tidied, moved = tidied_takes(takes, characters)
        findings += moved
        seconds["tidy"] = round(time.perf_counter() - started, 4)
    else:
        findings += kept_sinking(ids, [take.body for take in takes.takes], characters)
    steps.next("Building the scene", 0.0)
    return Prepared(
        takes,
        characters,
        tuple(dict.fromkeys(findings)),
        tuple(marks),
        seconds,
        resized=frozenset(options.height),
        tidied=tidied,
    )


def _check_names(take: Take, options: ComposeOptions) -> None:
    """Refuse a capture whose joints nobody can play, by the name of its file."""
    problem = too_little(take.body.skeleton.naming)
    if problem is not None:
        raise CharacterError(
            f"the joint names {problem}",
            path=take.performance.body_path(options.take.bodies),
            cure="Give them roles in a TOML beside the file, see 'interact bvh FILE' and docs/characters.md",
        )


class _Steps:
    """Reports progress and checks for cancellation."""

    def __init__(self, total: float, on_step: OnStep | None, cancelled: Callable[[], bool] | None) -> None:
        self._total, self._done, self._running = total, 0.0, 0.0
        self._on_step, self._cancelled = on_step, cancelled

    def next(self, text: str, weight: float) -> None:
        self._done += self._running
        self._running = weight
        self.within(0.0, text)

    def within(self, share: float, text: str) -> None:
        """Report that a share of the running step is done."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("composing was cancelled")
        if self._on_step is not None:
            self._on_step(min(1.0, (self._done + share * self._running) / self._total), text)
