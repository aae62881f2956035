# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures of a scene as its cameras see it at one frame, beside the scene: nothing of it changes.

They are rendered with Workbench in a temporary Blender scene that shows the same collections.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.foundation.errors import RenderError
from ...core.foundation.literal_path import literal_output
from ...core.options.picture import PictureOptions
from ...core.video.picture_file import read_bmp
from .. import compat
from ..common.actors import detail_of
from ..common.presets import apply_picture
from .camera import build_camera
from .camera_setup import picture_size
from .camera_views import PlaceViews, Seen, players_of

__all__ = ["STILL_SIZE", "render_still", "still", "still_size"]

STILL_SIZE = (192, 108)  # pixels
_NAME = "InterAct still"
_NOTHING = "Nothing"  # a view layer


def still_size(scene: bpy.types.Scene, edge: int = max(STILL_SIZE)) -> tuple[int, int]:
    """Return width and height of stills in the scene's proportions, even numbers up to ``edge``."""
    wide, high = picture_size(scene)
    share = edge / max(wide, high)
    return max(2 * round(wide * share / 2), 16), max(2 * round(high * share / 2), 16)


def still(
    scene: bpy.types.Scene, camera_name: str, frame: int, size: tuple[int, int] = STILL_SIZE
) -> NDArray[np.uint8]:
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
    seen = PlaceViews(scene, size).of(camera_name)
    return render_still(scene, seen.at(frame - scene.frame_start), frame)


def render_still(scene: bpy.types.Scene, seen: Seen, frame: int) -> NDArray[np.uint8]:
    """Render one frame from a place; as :func:`still`.

    Args:
        scene: The Blender scene.
        seen: The place at that frame, and the size of the picture.
        frame: A frame of the scene.
    """
    with (
        _beside(scene, seen, frame) as temporary,
        tempfile.TemporaryDirectory(prefix="interact-still-") as folder,
    ):
        path = Path(folder) / "still.bmp"
        with literal_output(path) as place, compat.picture_output(temporary.render):
            temporary.render.filepath = str(place)
            # Told only the scene's name, Blender would render the frame of the scene in the window. Before
            # and after an operator, Python evaluates the layer that it is called in, and what that gives goes
            # into the objects, also over values changed since: so it is called in the layer without any.
            layer = temporary.view_layers[_NOTHING]
            try:
                with bpy.context.temp_override(scene=temporary, view_layer=layer):
                    bpy.ops.render.render(write_still=True)
            except RuntimeError as error:
                raise RenderError(f"Blender could not render ({str(error).strip()})") from error
        return read_bmp(path)


@contextmanager
def _beside(scene: bpy.types.Scene, seen: Seen, frame: int) -> Iterator[bpy.types.Scene]:
    """A temporary Blender scene that shows what ``scene`` does, from a temporary camera."""
    results = {image.name for image in bpy.data.images if image.type == "RENDER_RESULT"}
    temporary: Any = bpy.data.scenes.new(_NAME)
    camera: Any = build_camera(seen.view, seen.lens, name=_NAME, near=seen.near, far=seen.far)
    data = camera.data
    loose = bpy.data.collections.new(_NAME)  # a layer can leave out collections, but not the scene's own
    try:
        for child in (*scene.collection.children, loose):
            temporary.collection.children.link(child)
        for thing in (*scene.collection.objects, camera):
            loose.objects.link(thing)
        layer, nothing = temporary.view_layers[0], temporary.view_layers.new(_NOTHING)
        nothing.use = False  # is not rendered
        for each in (layer, nothing):
            each.objects.active  # noqa: B018 (reading it lets Blender find the layer's collections)
        _exclude(scene.view_layers[0].layer_collection, layer.layer_collection)
        for child in nothing.layer_collection.children:
            child.exclude = True
        temporary.camera, temporary.world = camera, scene.world
        painted = all(detail_of(player) for player in players_of(scene))
        apply_picture(
            temporary, PictureOptions("preview", seen.lens.width, seen.lens.height), painted=painted
        )
        for name in ("fps", "fps_base", "frame_map_old", "frame_map_new"):
            setattr(temporary.render, name, getattr(scene.render, name))
        temporary.render.use_file_extension = False
        temporary.render.use_sequencer = False
        temporary.frame_start, temporary.frame_end = scene.frame_start, scene.frame_end
        temporary.frame_current = frame
        yield temporary
    finally:
        bpy.data.scenes.remove(temporary)
        bpy.data.collections.remove(loose)
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
