# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts as images of Blender's: the pixels that were drawn, the right way up, one image for all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

bpy = pytest.importorskip("bpy", reason="the scene layer needs Blender (the bpy module)")

from interact_addon.blender.face.plot_image import (  # noqa: E402
    PLOT_IMAGE,
    fill_preview,
    show_in_editors,
    write_plot_image,
)

pytestmark = pytest.mark.blender


def picture(width: int, height: int) -> np.ndarray:
    """White, with a red corner on top at the left."""
    pixels = np.ones((height, width, 4), np.float32)
    pixels[: height // 2, : width // 4] = (1, 0, 0, 1)
    return pixels


def read(image: object, width: int, height: int) -> np.ndarray:
    """(H, W, 4), the first row on top."""
    values = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(values)
    return values.reshape(height, width, 4)[::-1]


def test_pixels_are_what_was_drawn() -> None:
    image = write_plot_image(picture(80, 40))
    assert (image.name, tuple(image.size)) == (PLOT_IMAGE, (80, 40))
    np.testing.assert_array_equal(read(image, 80, 40), picture(80, 40))
    assert image.packed_file is not None


def test_another_size_is_the_same_image(tmp_path: Path) -> None:
    first = write_plot_image(picture(80, 40))
    second = write_plot_image(picture(64, 96))
    assert second == first
    assert len(bpy.data.images) == 1
    np.testing.assert_array_equal(read(second, 64, 96), picture(64, 96))
    second.use_fake_user = True  # as an editor that shows it: what nobody uses is not saved
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "plot.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "plot.blend"))
    (loaded,) = bpy.data.images
    np.testing.assert_array_equal(read(loaded, 64, 96), picture(64, 96))
    assert write_plot_image(picture(32, 32)) == loaded


def test_an_image_of_yours_with_that_name_stays() -> None:
    mine = bpy.data.images.new(PLOT_IMAGE, 8, 8)
    made = write_plot_image(picture(80, 40))
    assert made != mine
    assert tuple(mine.size) == (8, 8)


def test_editors_that_show_nothing_show_it() -> None:
    image = write_plot_image(picture(80, 40))
    areas = [area for window in bpy.context.window_manager.windows for area in window.screen.areas]
    if not areas:
        pytest.skip("this Blender has no window")
    area = areas[0]
    before = area.type
    area.type = "IMAGE_EDITOR"
    try:
        area.spaces.active.image = None
        assert show_in_editors(image) == 1
        assert area.spaces.active.image == image
        assert show_in_editors(image) == 1
        other = bpy.data.images.new("mine", 8, 8)
        area.spaces.active.image = other
        assert show_in_editors(image) == 0
        assert area.spaces.active.image == other
    finally:
        area.type = before


def test_a_preview_has_the_pixels() -> None:
    import bpy.utils.previews as previews

    all_of_them = previews.new()
    try:
        preview = all_of_them.new("one")
        fill_preview(preview, picture(64, 32))
        assert tuple(preview.image_size) == (64, 32)
        values = np.array(preview.image_pixels_float[:], np.float32).reshape(32, 64, 4)[::-1]
        np.testing.assert_allclose(values, picture(64, 32), atol=1 / 255)
        assert bpy.app.background or preview.icon_id > 0
    finally:
        previews.remove(all_of_them)
