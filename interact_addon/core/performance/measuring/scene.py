# SPDX-License-Identifier: GPL-3.0-or-later
"""One scene measured, from its files or from people."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from ...foundation.errors import InputError, WorkError
from ...foundation.findings import Finding
from ...measures import Measured, Person, measure_against, measure_people
from ..take import load_scene
from .people import in_both, people_of
from .result import SceneMeasures
from .task import MeasureTask

__all__ = ["measure_task", "measured_people"]


def measure_task(task: MeasureTask) -> SceneMeasures:
    """Read a scene, and its other version if there is one, and measure it; all actors.

    Why it cannot be measured, such as a file that cannot be read, is the result's ``error``.
    """
    try:
        if task.error is not None:
            raise task.error
        takes = load_scene(task.scene, task.options)
        source = None if task.source is None else load_scene(task.source, task.options)
        others = None if source is None else people_of(source)
        found = measured_people(task.scene.key, people_of(takes), others, task.only)
    except InputError as error:
        return SceneMeasures(task.scene.key, error=error)
    except (ArithmeticError, LookupError, MemoryError, ValueError) as fault:  # ours: costs this scene alone
        text = f"{task.scene.key}: measuring failed ({type(fault).__name__}: {fault})"
        return SceneMeasures(task.scene.key, error=WorkError(text, cure="Please report it"))
    findings = (*takes.findings, *(() if source is None else source.findings), *found.findings)
    return replace(found, findings=tuple(dict.fromkeys(findings)))


def measured_people(
    key: str,
    people: Sequence[Person],
    source: Sequence[Person] | None = None,
    only: Collection[str] | None = None,
) -> SceneMeasures:
    """Measure people, and against the same ones in another version.

    Args:
        key: The scene's key.
        people: Its people, at one rate.
        source: Those of the version that is held to be right, in any order and at any rate; or None.
        only: The ids of the measures; None for all.

    Raises:
        DatasetError: nobody is in both.
        UsageError: as `measure_people`.
    """
    values = measure_people(people, only)
    findings: tuple[Finding, ...] = ()
    if source is not None:
        here, there, findings = in_both(people, source)
        values = values + measure_against(here, there, only)
    frames = max(person.motion.frames for person in people)
    finite = tuple(_finite(each) for each in values)
    return SceneMeasures(key, finite, people[0].motion.rate, frames, findings)


def _finite(each: Measured) -> Measured:
    """Return a value as a plain number, or why there is none."""
    frame = None if each.frame is None else int(each.frame)
    if each.value is None or not math.isfinite(each.value):
        return replace(each, value=None, why=each.why or "the result is not a number", frame=frame)
    return replace(each, value=float(each.value), frame=frame)
