# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare a scene for composing: read takes and fit characters.

This does not use Blender, so the user interface can run it in a background thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..animation.retarget.retarget import too_little
from ..animation.skeleton import Motion
from ..camera.presets import Performer
from ..characters import Detail, FittedCharacter, Look, fitted_character, resized_character
from ..contacts.girth import Girth
from ..dataset import Scene
from ..foundation.errors import CancelledError, CharacterError, UsageError
from ..foundation.findings import Finding
from ..options.movie import ComposeOptions
from .girths import girths_of
from .marks import Mark, timeline_marks
from .people import people_of
from .sinking import sinking_findings
from .take import SceneTakes, Take, load_take, performer, scene_takes, scene_up

__all__ = ["OnStep", "Prepared", "prepare"]

OnStep = Callable[[float, str], None]
"""Called with the progress from 0 to 1, and a text for the next step."""

_FITTING = 4.0  # relative to 1 for reading a take; only the progress bar depends on it
_MEASURING = 2.0  # likewise


@dataclass(frozen=True, eq=False)
class Prepared:
    """A scene that is read and ready to be composed.

    Attributes:
        takes: The takes.
        performers: The positions of each actor's joints over the take, in the order of the takes.
        characters: Actor id to fitted character, for actors played by a built-in character.
        findings: What is missing or invalid.
        marks: What is marked on the timeline.
        seconds: Wall-clock seconds by step.
        resized: Ids of the actors whose built-in person has another size than the capture.
    """

    takes: SceneTakes
    performers: tuple[Performer, ...]
    characters: Mapping[str, FittedCharacter]
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    resized: frozenset[str] = frozenset()


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
        UsageError: ``own`` names an actor that is not in the scene.
        InputError: a body or face cannot be read, a character is unsuitable, ...
    """
    actors = [performance.actor_id for performance in source.performances]
    strangers = sorted(set(own) - set(actors))
    if strangers:
        raise UsageError(
            f"scene {source.key} has no actor {', '.join(strangers)}",
            cure=f"Its actors are {', '.join(actors)}",
        )
    fitted = [p for p in source.performances if options.characters is None and p.actor_id not in own]
    _check_heights(source, options, [performance.actor_id for performance in fitted])
    measured = bool(fitted) and options.girth == "fit"
    total = len(source.performances) + _FITTING * len(fitted) + _MEASURING * measured
    steps = _Steps(total, on_step, cancelled)
    started = time.perf_counter()
    read = []
    up = scene_up(source, options.take)
    for performance in source.performances:
        steps.next(f"Reading actor {performance.actor_id}", 1.0)
        read.append(load_take(performance, options.take, up))
        _check_names(read[-1], options)
    takes = scene_takes(source, read, options.take)
    performers = [performer(take.body) for take in takes.takes]
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
        characters[actor], size = _character(look, take, girths.get(actor), options)
        performers[takes.takes.index(take)] = performer(
            take.body if size == 1.0 else _taller(take.body, size)
        )
        findings += characters[actor].findings
    steps.next("Building the scene", 0.0)
    bodies = [take.body for take in takes.takes]
    findings += sinking_findings([take.performance.actor_id for take in takes.takes], bodies, characters)
    seconds["characters"] = round(time.perf_counter() - started, 4)
    resized = frozenset(options.height)
    found = tuple(dict.fromkeys(findings))
    return Prepared(takes, tuple(performers), characters, found, tuple(marks), seconds, resized)


def _character(
    look: Look, take: Take, girth: Girth | None, options: ComposeOptions
) -> tuple[FittedCharacter, float]:
    """Return the person who plays a take, and how many times as large as the capture."""
    detail, height = Detail(options.level), options.height.get(take.performance.actor_id)
    if height is None:
        return fitted_character(look, take.body, detail=detail, girth=girth, cache=options.cache), 1.0
    return resized_character(look, take.body, height, detail=detail, girth=girth, cache=options.cache)


def _taller(motion: Motion, factor: float) -> Motion:
    """Return about where a person of another size is, for the camera: as high, on the captured path."""
    larger = motion.scaled(factor)
    places = larger.positions.copy()
    roots = motion.skeleton.parents[motion.moving] < 0
    places[:, roots, :2] = motion.positions[:, roots, :2]
    return replace(larger, positions=places)


def _check_heights(source: Scene, options: ComposeOptions, fitted: Sequence[str]) -> None:
    """Refuse sizes of those whom no built-in person plays."""
    for actor in options.height:
        if actor not in source.actor_ids:
            raise UsageError(
                f"actor {actor} is to have a height and is not in scene {source.key}",
                cure=f"Its actors are {', '.join(source.actor_ids)}",
            )
        if actor not in fitted:
            raise UsageError(
                f"actor {actor} is to have a height and is played by a character of your own",
                cure="Scale that character, or cast a built-in person",
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
