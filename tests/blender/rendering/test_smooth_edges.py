# SPDX-License-Identifier: GPL-3.0-or-later
"""Edges of previews where a CPU draws them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.blender import compat
from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.rendering import smooth_edges as module
from interact_addon.blender.rendering.smooth_edges import drawn_by_cpu, smooth_edges
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender


@pytest.fixture
def scene() -> Any:
    """A plane in front of the camera, turned, as a preview."""
    made: Any = fresh_scene()
    mesh = bpy.data.meshes.new("plane")
    mesh.from_pydata([(-1, -0.6, -3), (1, -1, -3), (0.8, 1, -3), (-1, 0.8, -3)], [], [(0, 1, 2, 3)])
    made.collection.objects.link(bpy.data.objects.new("plane", mesh))
    made.world = bpy.data.worlds.new("dark")
    made.world.color = (0.02, 0.02, 0.02)
    made.camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    made.collection.objects.link(made.camera)
    apply_picture(made, PictureOptions("preview", 96, 64), painted=False)
    if not compat.can_composite(made):
        pytest.skip("Blender before 5.0 smooths edges itself")
    made.display.shading.show_cavity = False
    return made


def state(scene: Any) -> tuple[Any, ...]:
    render = scene.render
    return (
        scene.display.render_aa,
        render.use_compositing,
        render.compositor_device,
        compat.can_composite(scene),
        len(bpy.data.node_groups),
    )


def drawn(scene: Any, path: Path) -> NDArray[np.float32]:
    with compat.picture_output(scene.render, "PNG"):
        scene.render.filepath = str(path)
        bpy.ops.render.render(write_still=True, scene=scene.name)
    image = bpy.data.images.load(str(path))
    pixels = np.empty(96 * 64 * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(64, 96, 4)[..., :3]


def test_the_compositor_smooths_only_edges(
    scene: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "drawn_by_cpu", lambda: True)
    before = state(scene)
    own = drawn(scene, tmp_path / "own.png")
    with smooth_edges(scene):
        assert scene.display.render_aa == "OFF"
        smooth = drawn(scene, tmp_path / "smooth.png")
    assert state(scene) == before
    scene.display.render_aa = "OFF"
    jagged = drawn(scene, tmp_path / "jagged.png")
    changed = np.abs(smooth - jagged).max(axis=2) > 0.02
    by_blender = np.abs(own - jagged).max(axis=2) > 0.02
    assert by_blender.sum() > 40
    # The same pixels as Workbench's own, and none that lies away from the edges.
    assert (changed & by_blender).sum() > 0.8 * by_blender.sum()
    assert changed.mean() < 0.1
    # To the eye it is Workbench's own picture.
    assert np.abs(smooth - own).mean() < 0.4 * np.abs(jagged - own).mean()


def test_a_failed_render_leaves_nothing_behind(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "drawn_by_cpu", lambda: True)
    before = state(scene)
    with pytest.raises(RuntimeError, match="no picture"), smooth_edges(scene):
        raise RuntimeError("no picture")
    assert state(scene) == before


@pytest.mark.parametrize("other", ["gpu", "samples", "engine", "transparent", "world", "composited"])
def test_other_pictures_stay_as_they_are(scene: Any, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "drawn_by_cpu", lambda: other != "gpu")
    tree = bpy.data.node_groups.new("own", "CompositorNodeTree")
    with compat.composited(scene, tree) if other == "composited" else compat.picture_output(scene.render):
        if other == "samples":
            scene.display.render_aa = "5"
        elif other == "engine":
            scene.render.engine = compat.eevee_id()
        elif other == "transparent":
            scene.render.film_transparent = True
        elif other == "world":
            scene.world = None
        before = state(scene)
        with smooth_edges(scene):
            assert state(scene) == before


def test_what_draws_is_asked_before_the_first_picture(scene: Any, tmp_path: Path) -> None:
    told = drawn_by_cpu()
    drawn(scene, tmp_path / "a.png")  # after it, every Blender knows
    import gpu

    software = gpu.platform.device_type_get() == "SOFTWARE"
    if hasattr(gpu, "init"):
        assert told == software
    assert drawn_by_cpu() == software
