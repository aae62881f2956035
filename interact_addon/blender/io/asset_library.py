# SPDX-License-Identifier: GPL-3.0-or-later
"""Write an asset library: unfitted people as collections, takes as actions; each file whole or not at all.

A person is at rest, at the own height, on a rig with Mixamo's bone names and with the 51 ARKit shape keys. A
take is retargeted to the person who always plays its actor; all people of the library have the same bones.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ...core.characters import FittedCharacter, Look, cast_looks, own_skeleton_character
from ...core.characters.body.portraits import portrait_of
from ...core.dataset import Performance, Scene
from ...core.foundation.atomic_file import atomic_path
from ...core.foundation.errors import WorkError
from ...core.foundation.findings import Finding
from ...core.foundation.literal_path import literal_output
from ...core.foundation.unwritten import cure_of_writing
from ...core.foundation.writing.named_files import check_named
from ...core.options.assets import AssetOptions
from ...core.performance.export.asset_catalogs import CATALOGS, catalog_id, write_catalogs
from ...core.performance.take import load_take
from .. import compat
from ..animation.face import apply_face
from ..animation.retargeting import apply_retargeted
from ..characters.character import build_character
from ..common.ownership import remove_owned, tag_new
from ..common.session import save_copy
from .play_take import mark_take

__all__ = ["LIBRARY", "AssetLibrary", "complete_previews", "list_library", "steps_of", "write_library"]

LIBRARY = "InterAct"
"""The name under which Blender lists the library."""

_OWNER = "interact asset library"
_LOOK = "interact_look"
_PEOPLE, _TAKES = CATALOGS
_AUTHOR = "InterAct for Blender"
_LICENCE = "CC0 1.0"
_COPYRIGHT = "Made from MakeHuman's data, which are CC0"
Step = Callable[[str], None]
Cast = Mapping[str, Sequence[tuple[Performance, Look]]]


@dataclass(frozen=True)
class AssetLibrary:
    """What was written.

    Attributes:
        files: The .blend files, in the order of writing.
        findings: What was odd about takes.
    """

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def write_library(
    folder: Path, options: AssetOptions, scenes: Sequence[Scene] = (), on_step: Step = lambda text: None
) -> AssetLibrary:
    """Write people, and takes of scenes, into a folder that Blender can list as an asset library.

    The blocks are made in the loaded file and removed again.

    Args:
        folder: The library's folder; created if missing.
        options: Which people; without any, those who play the scenes, or all.
        scenes: The scenes whose takes are written.
        on_step: Called with what is written next.

    Raises:
        UsageError: a file is there already.
        WorkError: a file cannot be written.
        InputError: a take cannot be read.
    """
    cast = {scene.key: _cast(scene) for scene in scenes}
    looks = _looks(options, cast)
    people = {look.id: folder / "people" / f"{look.id}.blend" for look in looks}
    takes = {scene.key: folder / "takes" / f"{scene.key}.blend" for scene in scenes}
    check_named([*people.values(), *takes.values()], overwrite=options.overwrite)
    findings: list[Finding] = []
    fit = functools.lru_cache(maxsize=2)(own_skeleton_character)  # both who play a scene; people take memory
    for look in looks:
        on_step(look.id)
        with _temporary() as stage:
            _write(people[look.id], {_person(fit(look), stage)})
    for scene in scenes:
        on_step(scene.key)
        with _temporary() as stage:
            actions: set[Any] = set()
            for performance, look in cast[scene.key]:
                made, odd = _take(scene, performance, fit(look), stage)
                actions |= made
                findings += odd
            _write(takes[scene.key], actions)
    write_catalogs(folder)
    return AssetLibrary((*people.values(), *takes.values()), tuple(dict.fromkeys(findings)))


def steps_of(options: AssetOptions, scenes: Sequence[Scene]) -> int:
    """Return how often :func:`write_library` calls ``on_step``."""
    cast = {scene.key: _cast(scene) for scene in scenes}
    return len(_looks(options, cast)) + len(scenes)


def complete_previews(files: Sequence[Path]) -> None:
    """Write the pictures into files again where this Blender has left them out; unloads what is loaded.

    Raises:
        WorkError: a file cannot be written.
    """
    for file in files if not compat.writes_previews() else ():
        bpy.ops.wm.open_mainfile(filepath=str(file), load_ui=False, use_scripts=False)
        for block in (*bpy.data.collections, *bpy.data.actions):
            if block.asset_data is not None and block.get(_LOOK):
                _show(block)
        save_copy(file)


def _looks(options: AssetOptions, cast: Cast) -> tuple[Look, ...]:
    """Return the chosen people; without a choice those who play, or all."""
    if cast and not options.people:
        return tuple({look.id: look for players in cast.values() for _, look in players}.values())
    return options.looks()


def list_library(folder: Path, name: str = LIBRARY) -> str:
    """Let Blender's preferences list a folder as an asset library, unless they do; return its name there."""
    preferences: Any = bpy.context.preferences
    libraries = preferences.filepaths.asset_libraries
    for library in libraries:
        if Path(getattr(library, "path", "") or ".").absolute() == folder.absolute():
            return str(library.name)
    return str(libraries.new(name=name, directory=str(folder.absolute())).name)


def _cast(scene: Scene) -> list[tuple[Performance, Look]]:
    pairs = [(performance.actor_id, performance.sex) for performance in scene.performances]
    return list(zip(scene.performances, cast_looks(pairs), strict=True))


def _person(fitted: FittedCharacter, stage: bpy.types.Scene) -> bpy.types.Collection:
    """Build a person as an asset."""
    look = fitted.look
    collection = bpy.data.collections.new(look.id.capitalize())
    stage.collection.children.link(collection)
    build_character(fitted, name=look.id.capitalize(), collection=collection)
    about = (
        f"{look.sex}, {look.age:.0f} years, {look.height:.2f} m; ARKit's shape keys, bones named as Mixamo's."
        " Turn off Instance when you drop it, then choose its armature in the panel Cast"
    )
    _as_asset(collection, _PEOPLE, about, ("person", look.sex), look)
    return collection


def _take(
    scene: Scene, performance: Performance, fitted: FittedCharacter, stage: bpy.types.Scene
) -> tuple[set[bpy.types.Action], list[Finding]]:
    """Retarget a performance to a person; return the actions: one, or up to 4.3 another for the face."""
    take, look = load_take(performance), fitted.look
    collection = bpy.data.collections.new(performance.key)
    stage.collection.children.link(collection)
    who = build_character(fitted, name=look.id, collection=collection)
    body = apply_retargeted(who.armature, take.body, name=performance.key)
    findings = [*take.findings, *(odd for odd in body.findings if odd.level == "warning")]
    faces: tuple[bpy.types.Action, ...] = ()
    if take.face is not None:
        faces = apply_face(who.face_meshes, take.face, name=performance.key, shared=body.action).actions
    mark_take(body.action, performance.key, next(iter(faces), None))
    facts = [scene.emotion, scene.relationship, scene.action]
    texts = [f"{performance.key} for {look.id.capitalize()}", *(fact for fact in facts if fact), scene.text]
    tags = ("take", performance.actor_id, *(fact for fact in facts if fact))
    _as_asset(body.action, _TAKES, "; ".join(text for text in texts if text), tags, look)
    return {body.action, *faces}, findings


def _as_asset(block: Any, catalog: str, about: str, tags: Sequence[str], look: Look) -> None:
    """Mark a block as an asset, with a person's picture."""
    block.asset_mark()
    data = block.asset_data
    data.author, data.description, data.catalog_id = _AUTHOR, about, catalog_id(catalog)
    if catalog == _PEOPLE:
        data.license, data.copyright = _LICENCE, _COPYRIGHT
    for tag in dict.fromkeys(tags):
        data.tags.new(tag, skip_if_exists=True)
    block[_LOOK] = look.id
    _show(block)


def _show(block: Any) -> None:
    """Give an asset the picture of its person."""
    path = portrait_of(str(block[_LOOK]))
    if not path.is_file():
        return
    image: Any = bpy.data.images.load(str(path))
    preview = block.preview_ensure()
    preview.image_size = image.size
    preview.image_pixels_float = image.pixels[:]
    bpy.data.images.remove(image)


@contextmanager
def _temporary() -> Iterator[bpy.types.Scene]:
    """A Blender scene to build in; it goes, with all that was made in the block."""
    stage: Any = bpy.data.scenes.new("InterAct assets")
    try:
        with tag_new(_OWNER), bpy.context.temp_override(scene=stage, view_layer=stage.view_layers[0]):
            yield stage
    finally:
        remove_owned(_OWNER)
        bpy.data.scenes.remove(stage)


def _write(path: Path, blocks: set[Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path, suffix=".blend") as part, literal_output(part) as place:
            bpy.data.libraries.write(str(place), blocks, fake_user=True, compress=True)
    except (OSError, RuntimeError) as error:
        text = getattr(error, "strerror", None) or str(error).strip()
        raise WorkError(
            f"the assets cannot be written ({text})", path=path, cure=cure_of_writing(path, error)
        ) from error
