# SPDX-License-Identifier: GPL-3.0-or-later
"""The camera of a composed scene: added by composing, and placed again when another view is chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import bpy

from ...core.camera.choices import EDIT
from ...core.camera.framing import Lens
from ...core.camera.places import PlacedCamera, place_camera
from ...core.camera.places.kept_place import kept_place
from ...core.camera.stage import StagePerson
from ...core.foundation.cache_folder import cache_folder
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ...core.options.movie import ComposeOptions
from .. import compat
from ..common.actors import StageActor, actors_of
from ..common.frame_rate import scene_rate
from ..common.markers import CAMERA_PLACE, remove_camera_markers
from ..common.ownership import OWNER, owner_of, tag_new
from .again.made import owned_blocks, remember
from .camera import aim_camera, build_camera
from .camera_let_go import let_go
from .clearing import composed_keys, stands_in
from .staged_people import staged_people

__all__ = [
    "OnStage",
    "add_camera",
    "build_place",
    "camera_of",
    "looks_at",
    "move_of",
    "on_stage",
    "picture_size",
    "placed_at",
    "preset_of",
    "refuse_linked",
    "remove_cameras",
    "set_camera",
    "set_view",
    "tag_camera",
]

_ACTORS = "interact_actors"
_MOVE = "interact_camera_move"


@dataclass(frozen=True, eq=False)
class OnStage:
    """Whom cameras of a Blender scene look at, as they play now.

    Attributes:
        people: Over the scene's frames, in the order in which cameras name them: ``a`` is the first.
        keys: Their performances' keys.
        rate: Frames per second.
    """

    people: tuple[StagePerson, ...]
    keys: tuple[str, ...]
    rate: Fraction

    def place(
        self, camera: str, size: tuple[int, int], focal: float | None = None, move: str = "auto"
    ) -> PlacedCamera:
        """Return where a camera stands, and its lens; also in a thread.

        Args:
            camera: One of ``CAMERA_PRESETS``, or one about an actor, such as ``close:006``.
            size: Width and height of the picture in pixels.
            focal: Focal length in millimetres; None for the camera's own.
            move: ``auto``, ``static`` or ``follow``.

        Raises:
            UsageError: there is no such camera or actor, or an unknown move.
        """
        options = ComposeOptions(camera=camera, focal=focal, camera_move=move)
        return place_camera(self.people, camera, Lens(options.focal_length, 36.0, *size), self.rate, move)


def add_camera(
    scene: bpy.types.Scene,
    stage: OnStage,
    options: ComposeOptions,
    collection: bpy.types.Collection,
    first: int | None = None,
) -> tuple[bpy.types.Object, PlacedCamera]:
    """Add a camera and make it the scene's active camera.

    Args:
        scene: The Blender scene.
        stage: Whom to look at.
        options: The camera, its move, the lens, the size of the picture, and where places are kept.
        collection: Where the camera goes.
        first: The Blender frame of the people's first one; None for the scene's.
    """
    lens = Lens(options.focal_length, 36.0, *picture_size(scene))
    kept = cache_folder(options.cache)
    placed = kept_place(stage.people, options.camera, lens, stage.rate, options.camera_move, kept)
    remove_camera_markers(scene, composed_keys(scene))  # of another scene, whose edit would still cut
    camera = build_place(scene, placed, name="Camera", first=first)
    collection.objects.link(camera)
    tag_camera(camera, stage, options.camera, options.camera_move)
    stands_in(camera, scene.camera)
    scene.camera = camera
    return camera, replace(placed, findings=(*placed.findings, *_other_cuts(scene, camera)))


def build_place(
    scene: bpy.types.Scene, placed: PlacedCamera, *, name: str, first: int | None = None
) -> bpy.types.Object:
    """Create a camera at a place, keyed if it moves; in no collection yet, and not the scene's camera.

    Args:
        scene: The Blender scene.
        placed: The place.
        name: The camera's name.
        first: The Blender frame of a moving camera's first place; None for the scene's first.
    """
    start = scene.frame_start if first is None else first
    view, lens, near, far = placed.placed.view, placed.lens, placed.near, placed.far
    return build_camera(view, lens, name=name, first_frame=start, near=near, far=far)


def camera_of(scene: bpy.types.Scene) -> bpy.types.Object | None:
    """Return the camera that composing has added, the active one first; None if there is none.

    A linked camera belongs to the file that it comes from.
    """
    cameras = (thing for thing in (scene.camera, *scene.objects) if thing is not None and thing.get(_ACTORS))
    return next((camera for camera in cameras if camera.library is None), None)


def preset_of(scene: bpy.types.Scene) -> str | None:
    """Return the name of the place of the camera that composing has added; None if there is none.

    It is ``edit`` if markers are bound to such cameras.
    """
    camera = camera_of(scene)
    if camera is None:
        return None
    cut = any(marker.camera is not None and marker.camera.get(_ACTORS) for marker in scene.timeline_markers)
    return EDIT if cut else placed_at(camera) or None


def placed_at(camera: bpy.types.Object) -> str:
    """Return the name of the place where a camera of ours was put, such as ``close:006``; else nothing."""
    return str(camera.get(CAMERA_PLACE, ""))


def looks_at(camera: bpy.types.Object | None) -> list[str]:
    """Return the keys of the performances that a camera was placed for, in its order."""
    return [] if camera is None else str(camera.get(_ACTORS, "")).split()


def move_of(scene: bpy.types.Scene) -> str:
    """Return how the camera that composing has added may move; ``auto`` if that is not known."""
    camera = camera_of(scene)
    return "auto" if camera is None else str(camera.get(_MOVE, "auto"))


def on_stage(scene: bpy.types.Scene) -> OnStage:
    """Return whom the cameras of a composed scene look at: the actors as they are now, also if edited.

    Raises:
        UsageError: nothing is composed.
    """
    actors = _in_order(actors_of(scene), camera_of(scene))
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose a scene first")
    return OnStage(staged_people(scene, actors), tuple(actor.key for actor in actors), scene_rate(scene))


def picture_size(scene: bpy.types.Scene) -> tuple[int, int]:
    """Return width and height of the scene's picture in pixels, of square ones: others are wide or high."""
    render = scene.render
    wide, high = render.resolution_x * render.pixel_aspect_x, render.resolution_y * render.pixel_aspect_y
    return max(1, round(wide)), max(1, round(high))


def set_camera(
    scene: bpy.types.Scene, camera: str, focal: float | None = None, move: str | None = None
) -> bpy.types.Object:
    """Place the camera of a composed scene again; see :meth:`OnStage.place` and :func:`set_view`.

    Args:
        scene: The Blender scene.
        camera: As :meth:`OnStage.place` takes it, as the focal length.
        focal: Focal length in millimetres; None for the camera's own.
        move: ``auto``, ``static`` or ``follow``; None for the move of the scene's camera.

    Raises:
        UsageError: nothing is composed, there is no such camera, or no such actor.
    """
    move = move_of(scene) if move is None else move
    stage = on_stage(scene)
    return set_view(scene, stage.place(camera, picture_size(scene), focal, move), stage, camera, move)[0]


def _other_cuts(scene: bpy.types.Scene, camera: bpy.types.Object) -> tuple[Finding, ...]:
    """Return what to know if markers of the user's own show other cameras than the one that was placed."""
    bound = [marker for marker in scene.timeline_markers if marker.camera not in (None, camera)]
    names = [marker.name for marker in bound if marker.camera is not None and not marker.camera.hide_render]
    if not names:
        return ()
    text = (
        f"the scene {scene.name} has markers with cameras of its own, which are shown instead of"
        f" {camera.name}: {', '.join(names)}; remove those markers to see through {camera.name}"
    )
    return (Finding("own-markers", text),)


def set_view(
    scene: bpy.types.Scene, placed: PlacedCamera, stage: OnStage, name: str, move: str
) -> tuple[bpy.types.Object, tuple[Finding, ...]]:
    """Put the camera of a composed scene at a place, and make it the active one.

    The camera object and its other settings stay; keys of its position are replaced, and what else would move
    it is let go. If the scene was cut, the other cameras of that edit and their markers go.

    Args:
        scene: The Blender scene.
        placed: What :meth:`OnStage.place` returned.
        stage: Whom it looks at.
        name: The camera that was asked for.
        move: How it may move.

    Returns:
        The camera, and what to know: what it was let go of, and what else is shown.

    Raises:
        UsageError: the scene is linked.
    """
    refuse_linked(scene)
    camera = camera_of(scene)
    gone: tuple[Finding, ...] = ()
    keys = composed_keys(scene)
    owner = str(camera[OWNER]) if camera is not None and camera.get(OWNER) else (keys or [stage.keys[0]])[0]
    with tag_new(owner):
        if camera is None:
            camera = build_place(scene, placed, name="Camera")
            scene.collection.objects.link(camera)
            stands_in(camera, scene.camera)
        else:
            _remove_keys(camera)
            gone = let_go(camera)
            view, lens, near, far = placed.placed.view, placed.lens, placed.near, placed.far
            aim_camera(camera, view, lens, first_frame=scene.frame_start, near=near, far=far)
    if remove_camera_markers(scene, keys):
        remove_cameras(scene, [camera])
        camera.name = "Camera"
    tag_camera(camera, stage, name, move)
    scene.camera = camera
    remember(scene, owned_blocks([camera]))
    return camera, (*gone, *_other_cuts(scene, camera))


def refuse_linked(scene: bpy.types.Scene) -> None:
    """Raise UsageError if a scene is another file's, where alone its cameras can be changed."""
    block: Any = scene
    if block.library is not None:
        raise UsageError(f"the scene {scene.name} is linked from another file", cure="Change it in that file")


def remove_cameras(scene: bpy.types.Scene, keep: Collection[bpy.types.Object]) -> None:
    """Remove the cameras that composing has added to a Blender scene, except some.

    Args:
        scene: The Blender scene.
        keep: Cameras that stay.
    """
    keys = composed_keys(scene)
    ours = [thing for thing in scene.objects if thing.get(_ACTORS) and owner_of(thing) in keys]
    for camera in ours:
        if camera not in keep:
            _remove_keys(camera)
            data: Any = camera.data
            bpy.data.objects.remove(camera)
            if data is not None and not data.users:
                bpy.data.cameras.remove(data)


def tag_camera(camera: bpy.types.Object, stage: OnStage, name: str, move: str) -> None:
    """Store in a camera of ours whom it looks at, from where, and how it may move."""
    camera[_ACTORS] = " ".join(stage.keys)
    camera[CAMERA_PLACE] = name
    camera[_MOVE] = move


def _in_order(actors: Sequence[StageActor], camera: bpy.types.Object | None) -> list[StageActor]:
    """Return the actors that the camera was placed for, in their order, or all actors if none is left."""
    chosen = [actor for key in looks_at(camera) for actor in actors if actor.key == key]
    return chosen or list(actors)


def _remove_keys(camera: bpy.types.Object) -> None:
    """Unassign the camera's action: it is deleted if it is ours, and kept if it is the user's."""
    action = compat.action_of(camera)
    if action is None:
        return
    camera.animation_data_clear()
    if action.get(OWNER) and action.users == 0:
        bpy.data.actions.remove(action)
    else:
        action.use_fake_user = True
