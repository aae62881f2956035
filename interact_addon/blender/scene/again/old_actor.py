# SPDX-License-Identifier: GPL-3.0-or-later
"""The character that is replaced: put aside while another takes its place, then removed, or put back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from typing import Any

import bpy

from ... import compat
from ...common.actors import PERFORMANCE, armature_of
from ...common.ownership import owned_by, owner_of
from ...common.set_parts import part_of_set

__all__ = ["Aside", "Hidden", "things_of"]

_SUFFIX = " (before)"


def things_of(scene: bpy.types.Scene, armature: bpy.types.Object, key: str) -> list[bpy.types.Object]:
    """Return an actor's composed objects: armature, meshes, shadow casters; not cameras or lights on it."""
    return [
        thing
        for thing in scene.objects
        if owner_of(thing) == key
        and armature_of(thing) == armature
        and thing.type not in ("CAMERA", "LIGHT")
        and not part_of_set(thing)
    ]


@dataclass(eq=False)
class Aside:
    """A composed character whose names are free for another one.

    Args:
        armature: Its armature.
        things: All its objects, see :func:`things_of`.
        key: The key of the composed scene.
    """

    armature: bpy.types.Object
    things: list[bpy.types.Object]
    key: str
    names: list[tuple[Any, str]] = field(default_factory=list)
    before: set[int] = field(default_factory=set)
    performance: str = ""

    def __post_init__(self) -> None:
        self.before = {block.session_uid for block in owned_by(self.key)}
        rig: Any = self.armature
        self.performance = str(rig.get(PERFORMANCE, ""))
        if PERFORMANCE in rig:
            del rig[PERFORMANCE]
        self.names = [(block, block.name) for block in self._named()]
        for block, name in self.names:
            block.name = name[: 63 - len(_SUFFIX)] + _SUFFIX

    def put_back(self) -> None:
        """Remove what was made since, and give the character its names back."""
        made = [block for block in owned_by(self.key) if block.session_uid not in self.before]
        bpy.data.batch_remove(made)
        for block, name in self.names:
            block.name = name
        self.armature[PERFORMANCE] = self.performance

    def remove(self, new: bpy.types.Object) -> None:
        """Remove the character, with what nothing else uses; references to its armature become ``new``."""
        used = {block for block, _ in self.names} | set(self._materials())
        homes = {group for thing in self.things for group in thing.users_collection}
        gone: set[Any] = {*self.things}
        left = [block for block in used - gone if not isinstance(block, bpy.types.Collection)]
        bpy.data.batch_remove([thing for thing in self.things if thing != self.armature])
        for group in self.armature.users_collection:
            group.objects.unlink(self.armature)
        self.armature.user_remap(new)  # constraints, drivers, a camera's focus
        bpy.data.objects.remove(self.armature)
        groups = [group for group in homes if owner_of(group) == self.key and not group.objects]
        bpy.data.batch_remove([group for group in groups if not group.children])
        for _ in range(3):  # what only the removed used: meshes, then materials, then images
            unused = [block for block in left if block.users == 0]
            left = [block for block in left if block.users]
            bpy.data.batch_remove(unused)
            left += [
                block
                for block in owned_by(self.key)
                if block.users == 0 and block not in left and isinstance(block, _WASTE)
            ]

    def _named(self) -> Iterable[Any]:
        found: dict[Any, None] = {}
        for thing in self.things:
            data: Any = thing.data
            keys = getattr(data, "shape_keys", None)
            homes = [group for group in thing.users_collection if group.name.startswith("Actor ")]
            played = [action for block in (thing, keys) if block is not None for action in _actions(block)]
            every = [thing, data, *homes, *played]
            found |= dict.fromkeys(b for b in every if b is not None and owner_of(b) == self.key)
        return found

    def _materials(self) -> Iterable[Any]:
        slots = [slot for thing in self.things for slot in thing.material_slots]
        return {slot.material for slot in slots if slot.material and owner_of(slot.material) == self.key}


@dataclass(eq=False)
class Hidden:
    """What of a character is not shown, by the names of its objects.

    Args:
        scene: The Blender scene.
        things: All its objects.
    """

    scene: bpy.types.Scene
    things: InitVar[Iterable[bpy.types.Object]]
    flags: dict[str, dict[str, bool]] = field(default_factory=dict)
    eyes: set[tuple[str, str]] = field(default_factory=set)
    out: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self, things: Iterable[bpy.types.Object]) -> None:
        for thing in things:
            self.flags[thing.name] = {name: getattr(thing, name) for name in _FLAGS}
            for layer in self.scene.view_layers:
                if thing.name not in layer.objects:
                    self.out.add((layer.name, thing.name))
                elif thing.hide_get(view_layer=layer):
                    self.eyes.add((layer.name, thing.name))

    def hide(self, things: Iterable[bpy.types.Object]) -> None:
        """Hide of another character what has the same names."""
        for thing in things:
            for name, value in self.flags.get(thing.name, {}).items():
                setattr(thing, name, value)
            for layer in self.scene.view_layers:
                where = layer.name, thing.name
                if where in self.eyes:
                    layer.update()
                    thing.hide_set(True, view_layer=layer)
                elif where in self.out:
                    _exclude(layer.layer_collection, thing)


_FLAGS = ("hide_viewport", "hide_render", "hide_select")


def _exclude(root: Any, thing: bpy.types.Object) -> None:
    """Exclude the collections of an object that composing has made from a view layer."""
    for each in root.children:
        if thing in each.collection.objects[:] and owner_of(each.collection) is not None:
            each.exclude = True
        _exclude(each, thing)


_WASTE = (bpy.types.Image, bpy.types.NodeTree, bpy.types.Action, bpy.types.Material)


def _actions(block: Any) -> list[bpy.types.Action]:
    """Return the actions that a datablock plays, also in NLA strips."""
    data = block.animation_data
    tracks = [] if data is None else data.nla_tracks
    strips = [strip.action for track in tracks for strip in track.strips]
    return [action for action in (compat.action_of(block), *strips) if action is not None]
