# SPDX-License-Identifier: GPL-3.0-or-later
"""A .blend that writes files elsewhere as its frames are shown: rendered or appended, it writes none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.characters.blend_contents import append_objects, read_contents
from interact_addon.blender.common.file_writers import every_block, remove_writers, writers_finding
from interact_addon.blender.rendering.blend_movie import make_blend_movie
from interact_addon.core.jobs.blend_request import BlendRequest

pytestmark = [
    pytest.mark.blender,
    pytest.mark.filterwarnings(
        "ignore:.*expected to be removed in Blender:DeprecationWarning"
    ),  # compositing
]


def _output_node(folder: Path) -> None:
    """Let the compositor write each frame into a folder, from a group in a group."""
    scene: Any = bpy.context.scene
    data: Any = bpy.data
    inner = data.node_groups.new("Inner", "CompositorNodeTree")
    picture = inner.nodes.new("CompositorNodeRLayers")
    output = inner.nodes.new("CompositorNodeOutputFile")
    if hasattr(output, "directory"):
        output.directory, output.file_name = f"{folder}/", "picture"
        output.file_output_items.new("RGBA", "x")
    else:  # Blender 4
        output.base_path = str(folder)
    inner.links.new(picture.outputs[0], output.inputs[0])
    if hasattr(scene, "compositing_node_group"):
        tree = scene.compositing_node_group = data.node_groups.new("Outer", "CompositorNodeTree")
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
        end = tree.nodes.new("NodeGroupOutput")
    else:
        scene.use_nodes = True
        tree = scene.node_tree
        tree.nodes.clear()
        end = tree.nodes.new("CompositorNodeComposite")
    tree.links.new(tree.nodes.new("CompositorNodeRLayers").outputs[0], end.inputs[0])
    tree.nodes.new("CompositorNodeGroup").node_tree = inner
    tree.links.new(
        tree.nodes["Render Layers"].outputs[0], tree.nodes.new("CompositorNodeOutputFile").inputs[0]
    )
    last: Any = tree.nodes[-1]
    if hasattr(last, "directory"):
        last.directory, last.file_name = f"{folder}/", "direct"
        last.file_output_items.new("RGBA", "x")
        tree.links.new(tree.nodes["Render Layers"].outputs[0], last.inputs[0])
    else:
        last.base_path = str(folder)


def _cloth(folder: Path, path: Path) -> Any:
    """Return an object whose physics cache is outside, in a folder."""
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=4, y_subdivisions=4)
    thing: Any = bpy.context.object
    cache = thing.modifiers.new("Cloth", "CLOTH").point_cache
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    cache.use_disk_cache = cache.use_external = True
    cache.filepath, cache.name = str(folder), "cloth"
    return thing


@pytest.fixture
def writing(tmp_path: Path) -> tuple[Path, Path]:
    """A .blend, and the folder that it writes into."""
    folder, path = tmp_path / "elsewhere", tmp_path / "writing.blend"
    folder.mkdir()
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene: Any = bpy.context.scene
    data: Any = bpy.data
    scene.camera = data.objects.new("Eye", data.cameras.new("Eye"))
    scene.collection.objects.link(scene.camera)
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.device = 1, "CPU"
    scene.render.resolution_x, scene.render.resolution_y = 64, 36
    scene.frame_start, scene.frame_end = 1, 3
    thing = _cloth(folder, path)
    rig = data.objects.new("Rig", data.armatures.new("Rig"))
    scene.collection.objects.link(rig)
    thing.parent = rig
    _output_node(folder)
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    for file in folder.iterdir():
        file.unlink()
    return path, folder


def test_the_attack_works(writing: tuple[Path, Path]) -> None:
    path, folder = writing
    bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
    scene: Any = bpy.context.scene
    scene.render.filepath = str(path.parent / "own")
    for frame in (1, 2, 3):
        scene.frame_set(frame)
    assert any(file.suffix == ".bphys" for file in folder.iterdir())
    bpy.ops.render.render(write_still=True)
    assert any(file.suffix != ".bphys" for file in folder.iterdir())


def test_a_rendered_one_writes_its_movie_only(writing: tuple[Path, Path], tmp_path: Path) -> None:
    path, folder = writing
    (folder / "mine.txt").write_text("mine")
    report = make_blend_movie(BlendRequest(blend=path, out=tmp_path / "out", name="x"))
    assert report.frames == 3
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]
    finding = next(each for each in report.findings if each.code == "left-writers")
    for word in ("Inner: File Output", "Outer: File Output", "Grid: physics cache cloth", path.name):
        assert word in str(finding), finding


def test_an_appended_one_writes_nothing(writing: tuple[Path, Path]) -> None:
    path, folder = writing
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    assert read_contents(path).armatures == ("Rig",)
    things, code = append_objects(path, ["Rig", "Grid"])
    assert code.writers == ("Grid: physics cache cloth",)
    scene: Any = bpy.context.scene
    for thing in things.values():
        scene.collection.objects.link(thing)
    for frame in (1, 2, 3):
        scene.frame_set(frame)
    assert not list(folder.iterdir())


def test_a_simulation_that_is_replayed_is_left_out(tmp_path: Path) -> None:
    """Never evaluated here: Blender's fluids end a process in which a second file is opened."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    data: Any = bpy.data
    domains = {kind: data.objects.new(kind, data.meshes.new(kind)) for kind in ("REPLAY", "ALL")}
    for kind, domain in domains.items():  # the second writes only when it is baked
        modifier = domain.modifiers.new("Fluid", "FLUID")
        modifier.fluid_type = "DOMAIN"
        modifier.domain_settings.cache_type = kind
    (finding,) = writers_finding(remove_writers(every_block()), tmp_path / "x.blend", "actor 001")
    assert [len(domain.modifiers) for domain in domains.values()] == [0, 1]
    assert "actor 001: left out what writes files elsewhere: REPLAY: Fluid (simulation). Bake" in str(finding)
