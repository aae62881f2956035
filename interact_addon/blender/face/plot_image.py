# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a chart as a Blender image in an Image Editor."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

__all__ = ["PLOT_IMAGE", "fill_preview", "show_in_editors", "write_plot_image"]

PLOT_IMAGE = "InterAct Plot"
_MARK = "interact_plot"


def write_plot_image(pixels: NDArray[np.float32]) -> bpy.types.Image:
    """Write a picture to the file's plot image, which is created if there is none.

    Args:
        pixels: (H, W, 4) display values from 0 to 1, the first row on top.
    """
    height, width = pixels.shape[:2]
    image: Any = next((image for image in bpy.data.images if image.get(_MARK)), None)
    if image is None:
        image = bpy.data.images.new(PLOT_IMAGE, width, height, alpha=False)
        image[_MARK] = True
    elif tuple(image.size) != (width, height):
        image.scale(width, height)
    image.pixels.foreach_set(np.ascontiguousarray(pixels[::-1], np.float32).ravel())
    image.update()
    image.pack()  # else Blender asks on closing whether to save it
    return image


def show_in_editors(image: bpy.types.Image) -> int:
    """Show an image in all open Image Editors that show it or nothing, and return their number."""
    shown = 0
    manager: Any = bpy.context.window_manager
    for window in manager.windows:
        for area in window.screen.areas:
            space: Any = area.spaces.active
            if space is None or space.type != "IMAGE_EDITOR" or space.ui_mode != "VIEW":
                continue
            if space.image is None or space.image == image:
                space.image = image
                area.tag_redraw()
                shown += 1
    return shown


def fill_preview(preview: Any, pixels: NDArray[np.float32]) -> None:
    """Write a picture to a preview of ``bpy.utils.previews``.

    Args:
        preview: An ``ImagePreview``.
        pixels: (H, W, 4) from 0 to 1, the first row on top.
    """
    preview.image_size = pixels.shape[1], pixels.shape[0]
    preview.image_pixels_float.foreach_set(np.ascontiguousarray(pixels[::-1], np.float32).ravel())
