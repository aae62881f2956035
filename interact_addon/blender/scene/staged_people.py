# SPDX-License-Identifier: GPL-3.0-or-later
"""The people on stage as cameras see them, whoever plays: any rig of any size, as it is animated now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.camera.stage import StagePerson
from ...core.characters.surface.stage_person import RestPerson, narrowed, posed_person
from ...core.dataset.names import actor_of
from ..animation.posed_bones import bone_matrices
from ..common.actors import StageActor
from ..common.evaluating import at_each_time
from ..common.frame_rate import scene_rate
from .built_in_rest import built_in_rest
from .rest_surface import seen_of
from .staged_rest import person_at_rest, rest_bones, seen_surface

__all__ = ["staged_people"]

Array = NDArray[np.float64]

_RATE = 30.0  # Hz at which poses are evaluated, at least: as captured; those between are splined


def staged_people(
    scene: bpy.types.Scene, actors: Sequence[StageActor], ends: tuple[int, int] | None = None
) -> tuple[StagePerson, ...]:
    """Return people as they are animated now, over the scene's frames; the current frame stays.

    Rigs whose bones are not recognised are people, too: their highest bone is their head. Built-in people
    who look as they were built are seen as composing saw them (see `built_in_rest`).

    Args:
        scene: The scene.
        actors: Who plays in it.
        ends: The first and the last frame; None for the scene's.
    """
    first, last = ends or (scene.frame_start, scene.frame_end)
    frames = np.arange(first, last + 1)
    rigs: list[Any] = [actor.armature for actor in actors]
    resting = [_resting(scene, rig, [other for other in rigs if other is not rig]) for rig in rigs]
    step = max(1, int(float(scene_rate(scene)) / _RATE))
    times = np.unique(np.append(frames[::step], frames[-1]))
    posed = _poses(scene, rigs, resting, times)
    people = []
    for actor, rig, rest, (bones, world, things) in zip(actors, rigs, resting, posed, strict=True):
        matrices = _matrices(rig, rest, bones, world, things)
        between = _splined(matrices, times, frames).astype(np.float32)
        people.append(posed_person(rest.person, between, actor_of(actor.key)))
    return tuple(people)


@dataclass(frozen=True, slots=True, eq=False)
class _Resting:
    """A person at rest, and what moves them.

    Attributes:
        person: Over the bones that are used.
        bones: (N,) those of the armature, rising.
        things: The objects behind them that move as wholes.
        places: (T, 4, 4) where these are at rest, in the armature's axes.
    """

    person: RestPerson
    bones: NDArray[np.int64]
    things: tuple[Any, ...]
    places: Array


def _resting(scene: bpy.types.Scene, rig: Any, others: Sequence[Any]) -> _Resting:
    things: tuple[Any, ...] = ()
    places = np.empty((0, 4, 4))
    person = built_in_rest(rig, seen_of(scene, rig, others))
    if person is None:
        surface = seen_surface(scene, rig, others)
        person, things, places = person_at_rest(rig, surface), surface.things, surface.places
    used, count = _used(person), len(rig.pose.bones)
    own = used[used >= count] - count
    those = tuple(things[number] for number in own.tolist())
    return _Resting(narrowed(person, used), used[used < count], those, places[own])


def _poses(
    scene: bpy.types.Scene, rigs: Sequence[Any], resting: Sequence[_Resting], times: NDArray[np.integer]
) -> list[tuple[Array, Array, Array]]:
    """Return (N, B, 4, 4) bones in the armature's axes, (N, 4, 4) the armature and (N, T, 4, 4) things."""
    out = [
        (
            np.empty((len(times), len(rig.pose.bones), 4, 4)),
            np.empty((len(times), 4, 4)),
            np.empty((len(times), len(rest.things), 4, 4)),
        )
        for rig, rest in zip(rigs, resting, strict=True)
    ]
    flat = [np.empty(16 * len(rig.pose.bones), np.float32) for rig in rigs]

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for rig, rest, buffer, (bones, world, things) in zip(rigs, resting, flat, out, strict=True):
            evaluated: Any = rig.evaluated_get(graph)
            bones[row] = bone_matrices(evaluated, buffer)
            world[row] = evaluated.matrix_world
            for number, thing in enumerate(rest.things):
                things[row, number] = thing.evaluated_get(graph).matrix_world

    each = list(dict.fromkeys([*rigs, *(thing for rest in resting for thing in rest.things)]))
    at_each_time(scene, each, (), times, read)  # each once: a rope hangs on two people
    return out


def _matrices(rig: Any, rest: _Resting, bones: Array, world: Array, things: Array) -> Array:
    """Return (N, U, 3, 4) what carries points of the armature's axes at rest to the world.

    It is that of the used ones, rising, of the bones and the things behind them.
    """
    back = np.linalg.inv(rest_bones(rig)[rest.bones])
    alone = np.linalg.inv(rest.places)
    every = np.concatenate([world[:, None] @ (bones[:, rest.bones] @ back), things @ alone], axis=1)
    return every[:, :, :3]


def _used(person: RestPerson) -> NDArray[np.int64]:
    rows = person.rows.reshape(len(person.rows), -1, 4)
    return np.union1d(np.flatnonzero(rows.any(axis=(0, 2))), [person.head])


def _splined(values: Array, times: NDArray[np.integer], frames: NDArray[np.integer]) -> Array:
    """Return (F, ...) values between (N, ...) by cubic Hermite splines."""
    if len(times) == len(frames):
        return values
    slopes = np.gradient(values, times.astype(np.float64), axis=0)
    left = np.clip(np.searchsorted(times, frames, side="right") - 1, 0, len(times) - 2)
    span = (times[left + 1] - times[left]).astype(np.float64)
    shape = (-1,) + (1,) * (values.ndim - 1)
    t, wide = ((frames - times[left]) / span).reshape(shape), span.reshape(shape)
    one, other = values[left], values[left + 1]
    out: Array = (
        (1.0 + 2.0 * t) * (1.0 - t) ** 2 * one
        + t * t * (3.0 - 2.0 * t) * other
        + wide * t * (1.0 - t) * ((1.0 - t) * slopes[left] - t * slopes[left + 1])
    )
    return out
