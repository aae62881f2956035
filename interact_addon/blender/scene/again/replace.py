# SPDX-License-Identifier: GPL-3.0-or-later
"""Another character for one actor of a composed scene; all other people and things stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import bpy

from ....core.dataset import Scene
from ....core.foundation.errors import UsageError
from ....core.foundation.findings import Finding
from ....core.options.movie import ComposeOptions
from ....core.performance.casting.placement import placed_takes
from ....core.performance.prepare import Prepared, prepare
from ....core.performance.take import Take
from ...characters.armature_checks import check_armatures
from ...characters.borrowed_armatures import restore_state
from ...characters.found_characters import find_characters
from ...common.actors import StageActor, actors_of, detail_of, meshes_on
from ...common.motion_tag import motion_of
from ...common.ownership import owner_of, tag_new
from ...editing.edit_layer import remove
from ...editing.handles import remove_handles
from ..clearing import composed_keys
from ..parts import make_parts
from ..playing import play_beside
from ..sets.registry import renew_contacts
from .edits import carry_edits, edits_of, fits
from .kept import tie_again, ties_to
from .losses import EDIT_LAYER_GOES, Loss, losses_of
from .made import owned_blocks, placement_of, remember
from .old_actor import Aside, Hidden, things_of

__all__ = ["Replaced", "replace_actor", "replace_prepared", "replaced_losses"]


@dataclass(frozen=True, eq=False)
class Replaced:
    """One actor with another character.

    Attributes:
        actor_id: Such as ``001``.
        armature: The armature object that plays the body now.
        meshes: All mesh objects of the character.
        motion: Which motion it is, one of `core.performance.motion_kind.MOTIONS`.
        findings: What is unusual, and what was lost.
    """

    actor_id: str
    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    motion: str
    findings: tuple[Finding, ...]


def replace_actor(
    source: Scene,
    actor_id: str,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    armature: bpy.types.Object | None = None,
) -> Replaced:
    """Give one actor of a composed scene another character.

    The other people, cameras, set, voices and markers stay as they are. The actor's edit layer stays where
    the new character has bones and shape keys of the same names; what was changed otherwise of the old one
    goes.

    Args:
        source: The dataset's scene that is composed.
        actor_id: Such as ``001``.
        options: Who plays: ``cast``, ``height``, ``wear``, ``characters``, ``detail``; and ``interaction``:
            whether contacts with the others are kept, as they play now.
        scene: The Blender scene.
        armature: One of the user's armature objects in this file, which plays the actor from now on.

    Raises:
        UsageError: the scene is not composed there, has no such actor, or the armature cannot be used.
        InputError: a body or face cannot be read, or a character does not fit.
    """
    _standing(scene, source, actor_id)
    others = [each for each in source.actor_ids if each != actor_id]
    prepared = prepare(source, options, own=[*others, *([] if armature is None else [actor_id])])
    return replace_prepared(prepared, actor_id, options, scene, armature)


def replace_prepared(
    prepared: Prepared,
    actor_id: str,
    options: ComposeOptions,
    scene: bpy.types.Scene,
    armature: bpy.types.Object | None = None,
) -> Replaced:
    """Replace with what `prepare` returned for this actor alone; see :func:`replace_actor`.

    The character is checked before anything is changed.
    """
    source = prepared.takes.scene
    key, old = source.key, _standing(scene, source, actor_id)
    placement = placement_of(scene, key)
    prepared = replace(prepared, takes=placed_takes(prepared.takes, placement))
    take = next(each for each in prepared.takes.takes if each.performance.actor_id == actor_id)
    armatures: Mapping[str, bpy.types.Object] = {} if armature is None else {actor_id: armature}
    findings = [*prepared.findings]
    findings += check_armatures(armatures, prepared.takes, scene)
    custom = armature is None and actor_id not in prepared.characters
    found = find_characters(options.characters, [actor_id]) if options.characters and custom else None
    edits, lost = edits_of(old), _losses(scene, old, key)
    active = [layer for layer in scene.view_layers if layer.objects.active == old.armature]
    others = [(each, _take_of(prepared, each.key)) for each in actors_of(scene) if each.key != old.key]
    beside = [(each, its) for each, its in others if its is not None]
    ours = owner_of(old.armature) == key
    things = things_of(scene, old.armature, key) if ours else []
    ties, hidden = ties_to(scene, things), Hidden(scene, things)
    aside = Aside(old.armature, things, key) if ours else None
    try:
        with tag_new(key):
            home = _home(scene, key)
            parts, made = make_parts(prepared, armatures, found, scene, home, placement.start)
            part = parts[actor_id]
            findings += [*made, *play_beside(scene, take, part, options.interaction, beside)]
            spots = renew_contacts(scene, old.armature, part.armature)
    except BaseException:
        if aside is not None:
            aside.put_back()
        if armature is not None:
            restore_state(scene, key, armature)
        raise
    handled = bool(remove_handles(old.armature))
    if aside is not None:
        for tie in ties:
            tie.thing.parent = None
        aside.remove(part.armature)
    elif armature != old.armature:
        remove(old)
        restore_state(scene, key, old.armature)
    things = [*things_of(scene, part.armature, key), *spots]
    remember(scene, [part.armature, *owned_blocks(things)])
    new = next(each for each in actors_of(scene) if each.armature == part.armature)
    gone = carry_edits(edits, new)
    tie_again(scene, ties)
    hidden.hide(things)
    for layer in active:
        layer.update()  # else it does not know the new objects yet
        if part.armature.name in layer.objects:
            layer.objects.active = part.armature
    if handled:
        text = f"the handles of {old.key} were removed with the character that played it"
        findings.append(Finding("lost-handles", text))
    if gone:
        text = f"{part.armature.name} has no bones or shape keys for these edits: {', '.join(gone)}"
        findings.append(Finding("lost-edit", text))
    findings += [Finding("lost-change", f"went with the character before: {loss}") for loss in lost]
    kind = motion_of(part.armature) or ""
    return Replaced(actor_id, part.armature, part.meshes, kind, tuple(dict.fromkeys(findings)))


def replaced_losses(
    scene: bpy.types.Scene,
    source: Scene,
    actor_id: str,
    armature: bpy.types.Object | None,
    *,
    built_in: bool,
) -> list[Loss]:
    """Return what of the user's goes when an actor is replaced, before anything is prepared.

    Args:
        scene: The Blender scene.
        source: The dataset's scene that is composed.
        actor_id: Such as ``001``.
        armature: The user's armature that is to play.
        built_in: Whether a built-in person is to play, whose bones those of another one have, too.
    """
    old = _actor(scene, source, actor_id)
    if old is None:
        return []
    lost = _losses(scene, old, source.key)
    edits = edits_of(old)
    if built_in and detail_of(old.armature) is not None:
        return lost
    there = None if armature is None else StageActor(old.key, armature, meshes_on(scene, armature), ())
    if any(there is None or not fits(edit, there) for edit in edits):
        lost.append(Loss("{}: edits of bones and shape keys that the other one lacks", old.armature.name))
    return lost


def _losses(scene: bpy.types.Scene, old: StageActor, key: str) -> list[Loss]:
    """Return what is lost with any new character: all changes but the edit layer."""
    ours = owner_of(old.armature) == key
    blocks = owned_blocks(things_of(scene, old.armature, key)) if ours else [old.armature]
    return [loss for loss in losses_of(scene, blocks) if loss.text != EDIT_LAYER_GOES]


def _standing(scene: bpy.types.Scene, source: Scene, actor_id: str) -> StageActor:
    """Return the actor who is to be replaced.

    Raises:
        UsageError: there is none.
    """
    block: Any = scene
    if block.library is not None:
        raise UsageError(f"the scene {scene.name} is linked from another file", cure="Replace in that file")
    if source.key not in composed_keys(scene):
        raise UsageError(f"{source.key} is not composed in the scene {scene.name}", cure="Compose it first")
    found = _actor(scene, source, actor_id)
    if found is None:
        there = ", ".join(each.key for each in actors_of(scene)) or "no actor"
        raise UsageError(f"{source.key} has no actor {actor_id} in this scene", cure=f"There: {there}")
    return found


def _actor(scene: bpy.types.Scene, source: Scene, actor_id: str) -> StageActor | None:
    keys = {each.actor_id: each.key for each in source.performances}
    return next((each for each in actors_of(scene) if each.key == keys.get(actor_id)), None)


def _take_of(prepared: Prepared, key: str) -> Take | None:
    return next((take for take in prepared.takes.takes if take.performance.key == key), None)


def _home(scene: bpy.types.Scene, key: str) -> bpy.types.Collection:
    """Return the collection of a composed scene; a new one if the user has removed it."""
    every = scene.collection.children_recursive
    named = [group for group in every if owner_of(group) == key and group.name.startswith("InterAct ")]
    if named:
        return named[0]
    made = bpy.data.collections.new(f"InterAct {key}")
    scene.collection.children.link(made)
    return made
