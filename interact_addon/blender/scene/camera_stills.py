# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures of a scene as its cameras see it at one frame, beside the scene: nothing of it changes.

They are rendered with Workbench in a temporary Blender scene that shows the same collections.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.camera.choices import EDIT, place_of
from ...core.camera.framing import Lens, View
from ...core.camera.presets import place_camera
from ...core.foundation.errors import InteractError, RenderError, UsageError
from ...core.foundation.literal_path import literal_output
from ...core.options.movie import ComposeOptions
from ...core.options.picture import PictureOptions
from ...core.video.picture_file import read_bmp
from .. import compat
from ..common.actors import actors_of, detail_of
from ..common.frame_rate import scene_rate
from ..common.presets import apply_picture
from .camera import build_camera
from .camera_setup import staged_performers

__all__ = ["STILL_SIZE", "actor_ids", "places_of", "still", "stills"]

STILL_SIZE = (192, 108)  # pixels
_NAME = "InterAct still"
_Pixels = NDArray[np.uint8]
# In the order of the menu; those of one person follow each other.
_TOGETHER, _OF_ONE = ("front", "side", "two_shot", "orbit"), ("close", "over_shoulder", "pov")


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where a camera is at one frame."""

    view: View
    lens: Lens


def actor_ids(scene: bpy.types.Scene) -> list[str]:
    """Return the ids of the scene's actors, each once, in their order."""
    # A performance's key is DATE_ACTOR_SCENE in every layout.
    return list(dict.fromkeys(_actor_id(actor.key) for actor in actors_of(scene)))


def _actor_id(key: str) -> str:
    parts = key.split("_")
    return parts[1] if len(parts) == 3 else key


def places_of(actors: Sequence[str]) -> list[str]:
    """Return the names of the cameras that a scene with these actors can have, in the menu's order."""
    names = [name for name in _TOGETHER if len(actors) > 1 or name != "two_shot"]
    for name in _OF_ONE:
        names += [f"{name}:{actor}" for actor in actors if len(actors) > 1 or name != "over_shoulder"]
    return [*names, EDIT]


def still(
    scene: bpy.types.Scene, camera_name: str, frame: int, size: tuple[int, int] = STILL_SIZE
) -> _Pixels:
    """Return what a camera would show of a composed scene at a frame.

    Args:
        scene: The Blender scene.
        camera_name: One of ``CAMERA_PRESETS`` except ``edit``, or such as ``close:006``.
        frame: A frame of the scene.
        size: Width and height in pixels.

    Returns:
        (height, width, 4) bytes of RGBA, the lowest row first.

    Raises:
        UsageError: the scene has no actors, or not the camera's.
        RenderError: Blender could not render.
    """
    ((_, pixels),) = stills(scene, [camera_name], frame, size)
    if isinstance(pixels, InteractError):
        raise pixels
    return pixels


def stills(
    scene: bpy.types.Scene,
    cameras: Sequence[str],
    frame: int,
    size: tuple[int, int] = STILL_SIZE,
    move: str = "auto",
) -> Iterator[tuple[str, _Pixels | InteractError]]:
    """Render several cameras, one whenever the next one is asked for; as :func:`still`.

    Between two of them nothing temporary is in the file, and the scene can be edited.

    Yields:
        The camera's name, and its picture or why there is none.
    """
    look = _view_maker(scene, size, move)
    for camera in cameras:
        try:
            result: _Pixels | InteractError = _render(scene, look(camera, frame), frame, size)
        except InteractError as error:
            result = error
        yield camera, result


def _view_maker(scene: bpy.types.Scene, size: tuple[int, int], move: str) -> Callable[[str, int], _Seen]:
    """Return what gives a camera's place at a frame; the people are read once.

    The one place that knows how cameras are placed.
    """
    actors = actors_of(scene)
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose a scene first")
    ids = [_actor_id(actor.key) for actor in actors]
    performers = staged_performers(scene, [actor.armature for actor in actors])
    first, rate = scene.frame_start, scene_rate(scene)

    def look(camera: str, frame: int) -> _Seen:
        place = place_of(camera, ids)
        name = place.name if place.actor is None else f"{place.name}_{'ab'[place.actor > 0]}"
        people = performers
        if place.actor is not None and place.actor > 0:  # presets know the first two
            other = 0
            people = [performers[other], performers[place.actor]]
        focal = ComposeOptions(camera=camera).focal_length
        lens = Lens(focal, 36.0, *size)
        view = place_camera(people, name, lens, rate)
        if view.position.ndim == 1:
            return _Seen(view, lens)
        row = min(max(frame - first, 0), len(view.position) - 1)
        return _Seen(View(view.position[row], view.rotation[row]), lens)

    return look


def _render(scene: bpy.types.Scene, seen: _Seen, frame: int, size: tuple[int, int]) -> _Pixels:
    with (
        _beside(scene, seen, frame, size) as temporary,
        tempfile.TemporaryDirectory(prefix="interact-still-") as folder,
    ):
        path = Path(folder) / "still.bmp"
        with literal_output(path) as place, compat.picture_output(temporary.render):
            temporary.render.filepath = str(place)
            # Told only the scene's name, Blender would render the frame of the scene in the window.
            layer = temporary.view_layers[0]
            try:
                with bpy.context.temp_override(scene=temporary, view_layer=layer):
                    bpy.ops.render.render(write_still=True)
            except RuntimeError as error:
                raise RenderError(f"Blender could not render ({str(error).strip()})") from error
        return read_bmp(path)


@contextmanager
def _beside(
    scene: bpy.types.Scene, seen: _Seen, frame: int, size: tuple[int, int]
) -> Iterator[bpy.types.Scene]:
    """A temporary Blender scene that shows what ``scene`` does, from a temporary camera."""
    results = {image.name for image in bpy.data.images if image.type == "RENDER_RESULT"}
    temporary: Any = bpy.data.scenes.new(_NAME)
    camera: Any = build_camera(seen.view, seen.lens, name=_NAME)
    data = camera.data
    try:
        for child in scene.collection.children:
            temporary.collection.children.link(child)
        for thing in scene.collection.objects:
            temporary.collection.objects.link(thing)
        layer = temporary.view_layers[0]
        layer.objects.active  # noqa: B018 (reading it lets Blender find the layer's collections)
        _exclude(scene.view_layers[0].layer_collection, layer.layer_collection)
        temporary.collection.objects.link(camera)
        temporary.camera, temporary.world = camera, scene.world
        painted = all(detail_of(actor.armature) for actor in actors_of(scene))
        apply_picture(temporary, PictureOptions("preview", *size), painted=painted)
        for name in ("fps", "fps_base", "frame_map_old", "frame_map_new"):
            setattr(temporary.render, name, getattr(scene.render, name))
        temporary.render.use_file_extension = False
        temporary.render.use_sequencer = False
        temporary.frame_start, temporary.frame_end = scene.frame_start, scene.frame_end
        temporary.frame_current = frame
        yield temporary
    finally:
        bpy.data.scenes.remove(temporary)
        bpy.data.objects.remove(camera)
        bpy.data.cameras.remove(data)
        for image in list(bpy.data.images):
            if image.type == "RENDER_RESULT" and image.name not in results:
                bpy.data.images.remove(image)


def _exclude(theirs: Any, ours: Any) -> None:
    """Exclude the collections that the scene's view layer excludes."""
    for child in theirs.children:
        twin = ours.children.get(child.name)
        if twin is not None:
            twin.exclude = child.exclude
            _exclude(child, twin)
