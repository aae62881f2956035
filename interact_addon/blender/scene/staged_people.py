# SPDX-License-Identifier: GPL-3.0-or-later
"""The people on stage as cameras see them, whoever plays: any rig of any size, as it is animated now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.camera.stage import StagePerson
from ...core.characters.surface.stage_person import RestPerson, narrowed, posed_person
from ...core.dataset.names import PerformanceKey
from ..common.actors import StageActor
from ..common.evaluating import at_each_time
from ..common.frame_rate import scene_rate
from .rest_surface import WornSurface
from .staged_rest import person_at_rest, rest_bones, seen_surface

__all__ = ["staged_people"]

Array = NDArray[np.float64]

_RATE = 15.0  # Hz at which poses are evaluated, at least; those between are splined


def staged_people(scene: bpy.types.Scene, actors: Sequence[StageActor]) -> tuple[StagePerson, ...]:
    """Return people as they are animated now, over the scene's frames; the current frame stays.

    Rigs whose bones are not recognised are people, too: their highest bone is their head.

    Args:
        scene: The scene.
        actors: Who plays in it.
    """
    frames = np.arange(scene.frame_start, scene.frame_end + 1)
    rigs: list[Any] = [actor.armature for actor in actors]
    surfaces = [seen_surface(scene, rig, [other for other in rigs if other is not rig]) for rig in rigs]
    rest = [person_at_rest(rig, surface) for rig, surface in zip(rigs, surfaces, strict=True)]
    step = max(1, int(float(scene_rate(scene)) / _RATE))
    times = np.unique(np.append(frames[::step], frames[-1]))
    posed = _poses(scene, rigs, surfaces, times)
    people = []
    for actor, rig, surface, person, (bones, world, things) in zip(
        actors, rigs, surfaces, rest, posed, strict=True
    ):
        used = _used(person)
        matrices = _matrices(rig, surface, bones, world, things, used)
        between = _splined(matrices, times, frames).astype(np.float32)
        people.append(posed_person(narrowed(person, used), between, _id(actor)))
    return tuple(people)


def _id(actor: StageActor) -> str:
    key = PerformanceKey.from_stem(actor.key)
    return actor.key if key is None else key.actor


def _poses(
    scene: bpy.types.Scene, rigs: Sequence[Any], surfaces: Sequence[WornSurface], times: NDArray[np.integer]
) -> list[tuple[Array, Array, Array]]:
    """Return (N, B, 4, 4) bones in the armature's axes, (N, 4, 4) the armature and (N, T, 4, 4) things."""
    out = [
        (
            np.empty((len(times), len(rig.pose.bones), 4, 4)),
            np.empty((len(times), 4, 4)),
            np.empty((len(times), len(surface.things), 4, 4)),
        )
        for rig, surface in zip(rigs, surfaces, strict=True)
    ]
    flat = [np.empty(16 * len(rig.pose.bones), np.float32) for rig in rigs]
    loose = [_moving(surface, rig) for rig, surface in zip(rigs, surfaces, strict=True)]

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for rig, surface, own, buffer, (bones, world, things) in zip(
            rigs, surfaces, loose, flat, out, strict=True
        ):
            evaluated: Any = rig.evaluated_get(graph)
            evaluated.pose.bones.foreach_get("matrix", buffer)
            bones[row] = buffer.reshape(-1, 4, 4).transpose(0, 2, 1)
            world[row] = evaluated.matrix_world
            for number in own:
                thing: Any = surface.things[number].evaluated_get(graph)
                things[row, number] = thing.matrix_world

    moved = [surface.things[number] for surface, own in zip(surfaces, loose, strict=True) for number in own]
    each = list(dict.fromkeys([*rigs, *moved]))  # a rope hangs on two people
    at_each_time(scene, each, (), times, read)
    return out


def _moving(surface: WornSurface, rig: Any) -> list[int]:
    """Return the numbers of the things whose own places matter: no bone moves some of their vertices."""
    count = len(rig.pose.bones)
    return [int(number) for number in np.unique(surface.bone[surface.bone >= count]) - count]


def _matrices(
    rig: Any, surface: WornSurface, bones: Array, world: Array, things: Array, used: NDArray[np.int64]
) -> Array:
    """Return (N, U, 3, 4) what carries points of the armature's axes at rest to the world.

    It is that of the used ones, rising, of the bones and the things behind them.
    """
    count = bones.shape[1]
    those, own = used[used < count], used[used >= count] - count
    back = np.linalg.inv(rest_bones(rig)[those])
    alone = np.linalg.inv(surface.places[own])
    every = np.concatenate([world[:, None] @ (bones[:, those] @ back), things[:, own] @ alone], axis=1)
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
