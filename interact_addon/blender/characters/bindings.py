# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on what in a .blend: by parent, modifier, constraint or driver, so that nobody loses a hat."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import bpy

__all__ = ["Bindings", "deforms"]

_LOOKS = ("TRACK_TO", "DAMPED_TRACK", "LOCKED_TRACK")
"""Constraints of what only looks at somebody, such as a sign or a lamp."""
_FILMS = ("CAMERA", "LIGHT", "LIGHT_PROBE", "SPEAKER")
"""Kinds of objects that follow people without being worn; only those that are parented come along."""


@dataclass(frozen=True)
class Bindings:
    """What hangs on what, by name.

    Attributes:
        parents: Object to its parent.
        holders: Object to all other objects that decide where it is or what shape it has.
        kinds: Object to its type.
    """

    parents: Mapping[str, str]
    holders: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, things: Iterable[bpy.types.Object]) -> Bindings:
        """Read the bindings of objects."""
        every: list[Any] = list(things)
        users: dict[Any, list[Any]] = {}
        for thing in every:
            for block in (thing, thing.data, getattr(thing.data, "shape_keys", None)):
                users.setdefault(block, []).append(thing)
        users.pop(None, None)
        holders = {
            thing.name: tuple(
                dict.fromkeys(
                    user.name for block in _holders(thing) for user in users.get(block, ()) if user != thing
                )
            )
            for thing in every
        }
        return cls(
            {thing.name: thing.parent.name for thing in every if thing.parent is not None},
            holders,
            {thing.name: thing.type for thing in every},
        )

    def parts(self, armature: str, others: Collection[str] = ()) -> tuple[str, ...]:
        """Return what belongs to an armature: all that hangs on it, at any remove, and its own parents.

        Args:
            armature: Name of the armature object.
            others: Armatures of other characters; they, and what hangs on them alone, do not belong to it.
        """
        strangers = set(others) - {armature}
        found: set[str] = set()
        upper = self.parents.get(armature)
        while upper is not None and upper not in strangers and upper not in found:
            found.add(upper)
            upper = self.parents.get(upper)
        found |= self._below(armature, strangers | found)
        return tuple(name for name in self.holders if name in found)

    def _below(self, armature: str, without: Collection[str]) -> set[str]:
        found: set[str] = set()
        todo = [armature]
        while todo:
            holder = todo.pop()
            for name, holders in self.holders.items():
                if holder not in holders or name in found or name in without or name == armature:
                    continue
                if self.parents.get(name) == holder or self.kinds[name] not in _FILMS:
                    found.add(name)
                    todo.append(name)
        return found

    def torn(self, names: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return those of ``names`` that also hang on armatures that are not among them, and on which."""
        found = {
            name: tuple(h for h in self.holders[name] if h not in names and self.kinds.get(h) == "ARMATURE")
            for name in names
        }
        return {name: holders for name, holders in found.items() if holders}

    def left(self, names: Collection[str]) -> tuple[str, ...]:
        """Return what hangs on ``names`` by constraint or driver and is not among them: cameras, lights."""
        return tuple(
            name
            for name, holders in self.holders.items()
            if name not in names and self.kinds[name] in _FILMS and any(holder in names for holder in holders)
        )


def deforms(armature: Any, thing: Any) -> bool:
    """Return whether an object is a mesh that an armature deforms."""
    return thing.type == "MESH" and any(
        modifier.type == "ARMATURE" and modifier.object == armature for modifier in thing.modifiers
    )


def _holders(thing: Any) -> Iterator[Any]:
    """Return the datablocks that decide where an object is or what shape it has; some are None."""
    yield thing.parent
    yield from _targets(thing.constraints)
    for bone in thing.pose.bones if thing.pose is not None else ():
        yield from _targets(bone.constraints)
    yield from _modified(thing)
    yield from _drivers(thing)


def _targets(constraints: Any) -> Iterator[Any]:
    for constraint in constraints:
        if constraint.mute or constraint.type in _LOOKS:
            continue
        if constraint.type == "ARMATURE":
            yield from (each.target for each in constraint.targets)
        else:
            yield from (getattr(constraint, name, None) for name in ("target", "pole_target"))


def _modified(thing: Any) -> Iterator[Any]:
    """Return the objects that modifiers use, whatever their kind, and the inputs of geometry nodes."""
    for modifier in thing.modifiers:
        for prop in modifier.bl_rna.properties:
            if prop.type == "POINTER" and prop.fixed_type.identifier == "Object":
                yield getattr(modifier, prop.identifier)
        with suppress(TypeError):  # not every kind has inputs
            inputs = [modifier[key] for key in modifier.keys()]  # noqa: SIM118
            yield from (one for one in inputs if isinstance(one, bpy.types.Object))


def _drivers(thing: Any) -> Iterator[Any]:
    keys = getattr(thing.data, "shape_keys", None)
    for block in (thing, thing.data, keys):
        data = getattr(block, "animation_data", None)
        for curve in () if data is None else data.drivers:
            for variable in curve.driver.variables:
                yield from (each.id for each in variable.targets)
