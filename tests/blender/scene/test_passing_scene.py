# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes that are composed to be rendered and thrown away: what is seen is the same, the rest is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.processes import memory_in_use

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 160, 90))
FRAMES = (1, 20, 60)
NAMED = ("objects", "meshes", "armatures", "collections", "cameras", "lights", "worlds", "actions")


def seen(composition: Composition, picture: Path) -> dict[str, Any]:
    """What a movie shows: vertices and cameras at some frames, names, a picture."""
    scene: Any = composition.scene
    found: dict[str, Any] = {kind: sorted(getattr(bpy.data, kind).keys()) for kind in NAMED}
    for frame in FRAMES:
        scene.frame_set(frame)
        depsgraph = bpy.context.evaluated_depsgraph_get()
        for thing in (each for each in scene.objects if each.type == "MESH"):
            mesh = thing.evaluated_get(depsgraph).to_mesh()
            points = np.empty(3 * len(mesh.vertices), np.float32)
            mesh.vertices.foreach_get("co", points)
            found[f"{thing.name} {frame}"] = points
        found[f"camera {frame}"] = np.array(scene.camera.evaluated_get(depsgraph).matrix_world)
    scene.render.filepath = str(picture)
    bpy.ops.render.render(write_still=True, scene=scene.name)
    image: Any = bpy.data.images.load(str(picture))
    pixels = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return found | {"pixels": pixels}


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for key, value in one.items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, other[key], key)
        else:
            assert value == other[key], key


def test_it_looks_as_one_that_lasts(demo_root: Path, tmp_path: Path) -> None:
    source = Dataset.open(demo_root).scenes()[0]
    lasting = seen(compose(source, PREVIEW, fresh_scene()), tmp_path / "a.png")
    passing = seen(compose(source, PREVIEW, fresh_scene(), lasting=False), tmp_path / "b.png")
    assert np.ptp(lasting["pixels"]) > 0.3
    assert_same(lasting, passing)


def test_nothing_is_made_for_who_would_work_with_it(demo_root: Path) -> None:
    source = Dataset.open(demo_root).scenes()[0]
    scene = compose(source, PREVIEW, fresh_scene(), lasting=False).scene
    assert len(compat.strips_of(scene)) == len(bpy.data.sounds) == 0
    assert {"interact_made", "interact_composed"}.isdisjoint(scene.keys())
    assert not any("interact_seen" in group for group in bpy.data.collections)
    lasting = compose(source, PREVIEW, fresh_scene()).scene
    assert len(compat.strips_of(lasting)) == 2 * compat.has_audio()
    assert {"interact_made", "interact_composed"} <= set(lasting.keys())
    assert sum("interact_seen" in group for group in bpy.data.collections) == 2


@pytest.mark.parametrize(("preset", "shaded"), [("preview", False), ("final", True)])
def test_only_workbench_does_without_shader_nodes(demo_root: Path, preset: str, shaded: bool) -> None:
    source = Dataset.open(demo_root).scenes()[0]
    options = replace(PREVIEW, picture=replace(PREVIEW.picture, preset=preset))
    composition = compose(source, options, fresh_scene(), lasting=False)
    for actor in composition.actors:
        for thing in actor.meshes:
            for slot in thing.material_slots:
                tree = slot.material.node_tree
                painted = tree is not None and any(node.type == "ATTRIBUTE" for node in tree.nodes)
                assert painted == shaded, slot.material.name


def test_a_cast_s_next_scene_is_as_if_it_were_the_first(sample_root: Path, tmp_path: Path) -> None:
    """What a child keeps of the people for the next scene changes nothing in it."""
    scenes = Dataset.open(sample_root).scenes()
    source = scenes[-1]
    alone = seen(compose(source, PREVIEW, fresh_scene(), lasting=False), tmp_path / "a.png")
    for each in scenes:
        compose(each, PREVIEW, fresh_scene(), lasting=False)
    after = seen(compose(source, PREVIEW, fresh_scene(), lasting=False), tmp_path / "b.png")
    assert_same(alone, after)


def kept_in_file() -> dict[str, Any]:
    """All datablocks with their users and custom properties."""
    found: dict[str, Any] = {}
    blocks: Any = bpy.data.user_map()
    for block in blocks:
        own = {key: str(block[key]) for key in block.keys() if key != "cycles"}  # noqa: SIM118
        found[f"{block.id_type} {block.name}"] = (block.users, own)
    return found


def test_twenty_scenes_of_a_cast_leave_nothing_behind(demo_root: Path) -> None:
    source = Dataset.open(demo_root).scenes()[0]
    options = replace(PREVIEW, picture=PictureOptions("draft", 160, 90))
    compose(source, options, fresh_scene(), lasting=False)
    first, memory = kept_in_file(), []
    for _ in range(20):
        compose(source, options, fresh_scene(), lasting=False)
        memory.append(memory_in_use())
    assert kept_in_file() == first
    unused = [name for name, (users, _) in first.items() if not users]
    assert unused == []
    assert max(memory[3:]) - memory[2] < 30_000_000, "one scene's people are 20 MB each"
