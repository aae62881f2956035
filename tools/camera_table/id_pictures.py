# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures whose pixels are numbers: which face of which mesh is seen where.

Workbench draws them flat, without light, smoothing or colour management, in every Blender from 4.2 and on a
machine without a GPU. The numbers are a colour attribute of the meshes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST", "id_pictures", "ids_of_each", "number_mesh", "picture_ids"]

MOST = 31
"""The largest number: each is a step of eight in red, which survives any rounding."""

_ATTRIBUTE = "picture ids"
_VIEW = "picture ids"  # what the names of cameras begin with


def number_mesh(thing: bpy.types.Object, numbers: NDArray[np.integer] | int) -> None:
    """Give a mesh numbers from 1 to `MOST`.

    Args:
        thing: A mesh object; its mesh gets a colour attribute, which becomes the active one.
        numbers: (polygons,) or one for all.
    """
    mesh: Any = thing.data
    sizes = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("loop_total", sizes)
    colours = mesh.color_attributes
    layer = colours.get(_ATTRIBUTE) or colours.new(_ATTRIBUTE, "FLOAT_COLOR", "CORNER")
    red = np.repeat(np.broadcast_to(numbers, sizes.shape), sizes) / MOST
    rows = np.column_stack([red, np.zeros((len(red), 2)), np.ones(len(red))]).astype(np.float32)
    layer.data.foreach_set("color", rows.reshape(-1))
    colours.active_color = layer


@contextmanager
def id_pictures(
    scene: bpy.types.Scene, things: Collection[bpy.types.Object], width: int, height: int
) -> Iterator[None]:
    """Let a scene be rendered as numbers within the block; its settings stay changed.

    Args:
        scene: The scene.
        things: Mesh objects with numbers; all others are not rendered.
        width: Of the pictures, pixels.
        height: Of the pictures, pixels.
    """
    for thing in scene.objects:
        thing.hide_render = thing not in things
    render: Any = scene.render
    render.engine = "BLENDER_WORKBENCH"
    render.resolution_x, render.resolution_y, render.resolution_percentage = width, height, 100
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0
    render.film_transparent = True
    render.use_compositing = render.use_sequencer = render.use_motion_blur = False
    render.dither_intensity = 0.0
    view: Any = scene.view_settings
    view.view_transform, view.look, view.exposure, view.gamma = "Raw", "None", 0.0, 1.0
    display: Any = scene.display
    display.render_aa = "OFF"
    shading = display.shading
    shading.light, shading.color_type = "FLAT", "VERTEX"
    shading.show_shadows = shading.show_cavity = shading.show_object_outline = shading.show_xray = False
    shading.show_backface_culling = False
    image: Any = render.image_settings
    render.use_multiview = False
    image.file_format, image.color_mode, image.color_depth, image.compression = "PNG", "RGBA", "8", 0
    with tempfile.TemporaryDirectory(prefix="interact-ids-") as folder:
        render.filepath = str(Path(folder) / "ids.png")
        yield


def picture_ids(scene: bpy.types.Scene, camera: bpy.types.Object) -> NDArray[np.uint8]:
    """Return (height, width) numbers, the top row first; 0 where nothing is. Only within `id_pictures`."""
    scene.camera = camera
    bpy.ops.render.render(write_still=True, scene=scene.name)
    return _numbers(scene.render.filepath)


def ids_of_each(scene: bpy.types.Scene, cameras: Sequence[bpy.types.Object]) -> list[NDArray[np.uint8]]:
    """Return what `picture_ids` returns of many cameras; the scene is evaluated only once.

    They are the views of one stereo picture: Blender finds their cameras by the ends of their names.

    Args:
        scene: The scene.
        cameras: They are renamed.
    """
    render: Any = scene.render
    ends = [f"_{number:02d}" for number in range(len(cameras))]
    for other in bpy.data.objects:
        if other.name.startswith(_VIEW):  # one that was among other cameras: a taken name is not given twice
            other.name = "eye"
    for camera, end in zip(cameras, ends, strict=True):
        camera.name = f"{_VIEW}{end}"
    if len(cameras) < 2:
        return [picture_ids(scene, camera) for camera in cameras]
    scene.camera = cameras[0]
    render.use_multiview, render.views_format = True, "MULTIVIEW"
    render.image_settings.views_format = "INDIVIDUAL"
    views = render.views
    while len(views) < len(cameras):
        views.new(f"{len(views)}")
    for number, view in enumerate(views):
        view.use = number < len(cameras)
        view.camera_suffix = view.file_suffix = ends[number] if view.use else f"_none{number}"
    try:
        bpy.ops.render.render(write_still=True, scene=scene.name)
    finally:
        render.use_multiview = False
    path = Path(render.filepath)
    return [_numbers(str(path.with_name(f"{path.stem}{end}{path.suffix}"))) for end in ends]


def _numbers(path: str) -> NDArray[np.uint8]:
    picture: Any = bpy.data.images.load(path, check_existing=False)
    try:
        picture.colorspace_settings.name = "Non-Color"
        width, height = picture.size
        pixels = np.empty(4 * width * height, np.float32)
        picture.pixels.foreach_get(pixels)
    finally:
        bpy.data.images.remove(picture)
    pixels = pixels.reshape(height, width, 4)[::-1]
    return np.where(pixels[..., 3] > 0.5, np.rint(pixels[..., 0] * MOST), 0.0).astype(np.uint8)
