# SPDX-License-Identifier: GPL-3.0-or-later
"""The studio, as it is rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.scene.sets.site import Site
from interact_addon.blender.scene.sets.studio import build_studio
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender

WIDTH, HEIGHT = 32, 180


def built(painted: bool = True) -> Any:
    """The scene with a studio and a camera, that looks ahead at the height of eyes."""
    scene: Any = bpy.context.scene
    apply_picture(scene, PictureOptions("preview", WIDTH, HEIGHT), painted=painted)
    studio = build_studio(Site(np.array([[-1.0, 0.0, 0.0], [1.0, 0.0, 1.7]]), np.array([0.0, 1.0, 0.0])))
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    for thing in (*studio.objects, camera):
        if thing.type == "MESH":
            thing.display.show_shadows = False
        scene.collection.objects.link(thing)
    scene.world, scene.camera = studio.world, camera
    x, y, z = (studio.light_from / np.linalg.norm(studio.light_from)).tolist()
    scene.display.light_direction = (x, z, -y)
    camera.location = (0.0, -4.0, 1.5)
    camera.data.clip_end = 500.0
    camera.data.sensor_fit, camera.data.sensor_height = "VERTICAL", 20.25
    return scene


def picture(scene: Any, path: Path) -> NDArray[np.float64]:
    """(H, W) grey levels out of 255, from the top."""
    scene.render.filepath = str(path)
    scene.render.image_settings.file_format = "PNG"
    bpy.ops.render.render(write_still=True)
    image: Any = bpy.data.images.load(str(path))
    pixels = np.array(image.pixels[:]).reshape(HEIGHT, WIDTH, 4)[::-1, :, :3]
    bpy.data.images.remove(image)
    return 255.0 * pixels.mean(axis=2)


@pytest.mark.parametrize("painted", [True, False])
@pytest.mark.parametrize("up", [-8.0, 0.0, 8.0])
def test_the_floor_does_not_end_at_a_line(tmp_path: Path, up: float, painted: bool) -> None:
    scene = built(painted)
    scene.camera.rotation_euler = (np.radians(90.0 + up), 0.0, 0.0)
    seen = picture(scene, tmp_path / "seen.png")
    assert np.abs(seen[2:] - seen[:-2]).max() < 6.0


def test_who_looks_up_sees_the_same_grey_on_all_sides(tmp_path: Path) -> None:
    scene = built()
    seen = []
    for around in (0.0, 90.0, 180.0, 270.0):
        for up in (15.0, 35.0):
            scene.camera.rotation_euler = (np.radians(90.0 + up), 0.0, np.radians(around))
            seen.append(picture(scene, tmp_path / "seen.png")[: HEIGHT // 2])
    assert np.ptp(seen) < 16.0
    assert 175.0 < np.mean(seen) < 195.0


def test_what_only_pictures_need_is_in_no_3d_view() -> None:
    scene = built()
    backdrop = scene.objects["Backdrop"]
    assert backdrop.hide_viewport
    assert not backdrop.hide_render
    assert not backdrop.visible_camera
