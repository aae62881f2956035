# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on what in a .blend, by parent, modifier, constraint or driver: no character loses its hat."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import bpy

from ..common.set_parts import part_of_set

__all__ = ["Binding", "Bindings"]

_LOOKS = ("TRACK_TO", "DAMPED_TRACK", "LOCKED_TRACK")
"""Constraints of what only looks at a character, such as a sign or a lamp."""
_FILMS = ("CAMERA", "LIGHT", "LIGHT_PROBE", "SPEAKER")
"""Kinds of objects that follow people without being worn; only those that are parented come along."""
_SEEN = (
    "MESH",
    "CURVE",
    "SURFACE",
    "META",
    "FONT",
    "CURVES",
    "POINTCLOUD",
    "VOLUME",
    "GREASEPENCIL",
    "GPENCIL",
)


@dataclass(frozen=True, slots=True)
class Binding:
    """How an object hangs on others, by name.

    Attributes:
        kind: Its type.
        parent: Its parent, or None.
        places: What decides where it is, beside its parent's own place: targets of constraints and drivers,
            the parent if it hangs on its bones or vertices.
        shapes: What decides its shape: objects of modifiers.
        seen: Whether it is something that is rendered.
    """

    kind: str
    parent: str | None
    places: tuple[str, ...]
    shapes: tuple[str, ...]
    seen: bool

    def on(self, holder: str) -> bool:
        """Return whether it hangs on ``holder`` so that it belongs to it."""
        if self.parent == holder:
            return True
        return self.kind not in _FILMS and (holder in self.places or holder in self.shapes)


@dataclass(frozen=True)
class Bindings:
    """What hangs on what in a file.

    Attributes:
        of: Object to its binding.
    """

    of: Mapping[str, Binding]

    @classmethod
    def read(cls, things: Iterable[bpy.types.Object]) -> Bindings:
        """Read the bindings of objects. A set's spots under feet follow people, and are not theirs."""
        every: list[Any] = [thing for thing in things if not part_of_set(thing)]
        users: dict[Any, list[Any]] = {}
        for thing in every:
            for block in (thing, thing.data, getattr(thing.data, "shape_keys", None)):
                if block is not None:
                    users.setdefault(block, []).append(thing)

        def named(thing: Any, blocks: Iterable[Any]) -> tuple[str, ...]:
            holders = (user for block in blocks for user in users.get(block, ()) if user != thing)
            return tuple(dict.fromkeys(holder.name for holder in holders))

        return cls(
            {
                thing.name: Binding(
                    thing.type,
                    None if thing.parent is None else thing.parent.name,
                    named(thing, _places(thing)),
                    named(thing, _shapes(thing)),
                    thing.type in _SEEN and not thing.hide_render,
                )
                for thing in every
            }
        )

    def parts(self, armature: str, others: Collection[str] = ()) -> tuple[str, ...]:
        """Return what belongs to an armature: all that hangs on it, at any remove, and its own parents.

        Args:
            armature: Name of the armature object.
            others: Armatures of other characters; they, and what hangs on them alone, do not belong to it.
        """
        strangers = set(others) - {armature}
        found: set[str] = set()
        for upper in self._above(armature):
            if upper in strangers:
                break
            found.add(upper)
        without, todo = strangers | found | {armature}, [armature]
        while todo:
            holder = todo.pop()
            below = [name for name, one in self.of.items() if name not in without and one.on(holder)]
            without.update(below)
            found.update(below)
            todo += below
        return tuple(name for name in self.of if name in found)

    def torn(self, names: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return those of ``names`` that also hang on armatures that are not among them, and on which."""
        found = {
            name: tuple(
                holder
                for holder in dict.fromkeys((*self.of[name].places, *self.of[name].shapes))
                if holder not in names and self.of[holder].kind == "ARMATURE"
            )
            for name in names
        }
        return {name: holders for name, holders in found.items() if holders}

    def left(self, names: Collection[str]) -> tuple[str, ...]:
        """Return what hangs on ``names`` by constraint or driver and is not among them: cameras, lights."""
        return tuple(
            name
            for name, one in self.of.items()
            if name not in names and one.kind in _FILMS and any(holder in names for holder in one.places)
        )

    def stiff(self, armature: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``names`` that hang on an armature object, but on none of its bones."""
        return tuple(name for name in names if self.of[name].seen and self._is_stiff(armature, name))

    def _is_stiff(self, armature: str, name: str) -> bool:
        if self.of[name].shapes:
            return False
        for one in (name, *self._above(name)):
            if one == armature:
                return one != name
            if self.of[one].places:
                return False
        return False

    def _above(self, name: str) -> Iterator[str]:
        seen = set()
        while (upper := self.of[name].parent) is not None and upper in self.of and upper not in seen:
            yield upper
            seen.add(upper)
            name = upper


def _places(thing: Any) -> Iterator[Any]:
    """Return the datablocks that decide where an object or its bones are."""
    if thing.parent is not None and thing.parent_type not in ("OBJECT", "ARMATURE"):
        yield thing.parent
    yield from _targets(thing.constraints)
    for bone in thing.pose.bones if thing.pose is not None else ():
        yield from _targets(bone.constraints)
    for block in (thing, thing.data, getattr(thing.data, "shape_keys", None)):
        data = getattr(block, "animation_data", None)
        for curve in () if data is None else data.drivers:
            for variable in curve.driver.variables:
                yield from (each.id for each in variable.targets if each.id is not None)


def _targets(constraints: Any) -> Iterator[Any]:
    for constraint in constraints:
        if constraint.mute or constraint.type in _LOOKS:
            continue
        if constraint.type == "ARMATURE":
            yield from (each.target for each in constraint.targets if each.target is not None)
        else:
            yield from (one for name in ("target", "pole_target") if (one := getattr(constraint, name, None)))


def _shapes(thing: Any) -> Iterator[Any]:
    """Return the objects that modifiers use, whatever their kind, and the inputs of geometry nodes."""
    if thing.parent is not None and thing.parent_type in ("ARMATURE", "LATTICE"):
        yield thing.parent
    for modifier in thing.modifiers:
        for prop in modifier.bl_rna.properties:
            if prop.type == "POINTER" and prop.fixed_type.identifier == "Object":
                yield getattr(modifier, prop.identifier)
        with suppress(TypeError):  # not every kind has inputs
            inputs = [modifier[key] for key in modifier.keys()]  # noqa: SIM118
            yield from (one for one in inputs if isinstance(one, bpy.types.Object))
