# SPDX-License-Identifier: GPL-3.0-or-later
"""What composing needs and Blender need not wait for: takes are read, people are fitted.

No Blender here, so that a window can let this run in a thread of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ..camera.presets import Performer
from ..characters import FittedCharacter, cast_looks, fitted_character, look_by_id
from ..dataset import Scene
from ..foundation.errors import CancelledError, UsageError
from ..foundation.findings import Finding
from ..options.movie import ComposeOptions
from .take import SceneTakes, load_take, performer, scene_takes

__all__ = ["OnStep", "Prepared", "prepare"]

OnStep = Callable[[float, str], None]
"""Told the share of the work that is done, from 0 to 1, and what is done next."""

_FITTING = 4.0  # seconds, against one for reading a take: only the progress bar depends on it


@dataclass(frozen=True, eq=False)
class Prepared:
    """A scene that is read and ready for the stage.

    Attributes:
        takes: What is played.
        performers: Where each actor's joints are over the take, in the order of the takes.
        characters: Actor id to fitted person, for the actors that a built-in person plays.
        findings: What is missing or odd.
        seconds: Wall-clock seconds by step.
    """

    takes: SceneTakes
    performers: tuple[Performer, ...]
    characters: Mapping[str, FittedCharacter]
    findings: tuple[Finding, ...]
    seconds: dict[str, float] = field(default_factory=dict)


def prepare(
    source: Scene,
    options: ComposeOptions,
    *,
    own: Collection[str] = (),
    on_step: OnStep | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Read a dataset scene and fit the built-in people to it.

    Args:
        source: The dataset's scene.
        options: How it will be composed.
        own: Ids of actors that somebody's own armatures play: nobody is fitted for them. With
            ``options.characters`` that is everybody.
        on_step: Told how far it is.
        cancelled: Asked between the steps whether to give up.

    Raises:
        CancelledError: it was.
        UsageError: ``own`` names an actor that is not in the scene.
        InputError: a body or face cannot be read, a character does not fit, ...
    """
    actors = [performance.actor_id for performance in source.performances]
    strangers = sorted(set(own) - set(actors))
    if strangers:
        raise UsageError(
            f"scene {source.key} has no actor {', '.join(strangers)}",
            cure=f"Its actors are {', '.join(actors)}",
        )
    fitted = [p for p in source.performances if options.characters is None and p.actor_id not in own]
    steps = _Steps(len(source.performances) + _FITTING * len(fitted), on_step, cancelled)
    started = time.perf_counter()
    read = []
    for performance in source.performances:
        steps.next(f"Reading actor {performance.actor_id}", 1.0)
        read.append(load_take(performance, options.take))
    takes = scene_takes(source, read, options.take)
    performers = tuple(performer(take.body) for take in takes.takes)
    seconds = {"read": round(time.perf_counter() - started, 4)}
    started = time.perf_counter()
    looks = cast_looks((p.actor_id, p.sex) for p in source.performances)
    characters: dict[str, FittedCharacter] = {}
    findings = list(takes.findings)
    for take, usual in zip(takes.takes, looks, strict=True):
        if take.performance not in fitted:
            continue
        actor = take.performance.actor_id
        look = look_by_id(options.cast[actor]) if actor in options.cast else usual
        steps.next(f"Fitting {look.id.capitalize()} to actor {actor}", _FITTING)
        characters[actor] = fitted_character(look, take.body, cache=options.cache)
        findings += characters[actor].findings
    steps.next("Building the scene", 0.0)
    seconds["characters"] = round(time.perf_counter() - started, 4)
    return Prepared(takes, performers, characters, tuple(dict.fromkeys(findings)), seconds)


class _Steps:
    """The share of the work that is done, and whether to go on."""

    def __init__(self, total: float, on_step: OnStep | None, cancelled: Callable[[], bool] | None) -> None:
        self._total, self._done, self._running = total, 0.0, 0.0
        self._on_step, self._cancelled = on_step, cancelled

    def next(self, text: str, weight: float) -> None:
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("composing was cancelled")
        self._done += self._running
        self._running = weight
        if self._on_step is not None:
            self._on_step(min(1.0, self._done / self._total), text)
