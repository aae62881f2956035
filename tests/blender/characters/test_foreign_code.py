# SPDX-License-Identifier: GPL-3.0-or-later
"""A .blend with Python on every kind of datablock, where Auto Run is on: nothing of it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.characters.blend_contents import append_objects, read_contents
from interact_addon.blender.characters.foreign_code import ForeignCode, disarm
from interact_addon.blender.common.file_writers import every_block
from interact_addon.blender.rendering.blend_movie import open_blend

pytestmark = pytest.mark.blender


def _driven(folder: Path) -> dict[str, tuple[Any, str, int]]:
    """Build an armature with what hangs on it; return what to drive, of each kind of datablock."""
    data: Any = bpy.data
    scene: Any = bpy.context.scene
    armature = data.armatures.new("Rig")
    rig = data.objects.new("Rig", armature)
    mesh = data.meshes.new("Skin")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    skin = data.objects.new("Skin", mesh)
    lamp, eye = data.lights.new("Lamp", "POINT"), data.cameras.new("Eye")
    curve, lattice = data.curves.new("Curve", "CURVE"), data.lattices.new("Lattice")
    speaker = data.speakers.new("Speaker")
    things = [rig, skin]
    things += [data.objects.new(one.name, one) for one in (lamp, eye, curve, lattice, speaker)]
    for thing in things:
        scene.collection.objects.link(thing)
        if thing is not rig:
            thing.parent = rig
    skin.shape_key_add(name="Basis")
    skin.shape_key_add(name="Smile")
    material = data.materials.new("Paint")
    if material.node_tree is None:  # Blender 4
        material.use_nodes = True
    mesh.materials.append(material)
    inner = data.node_groups.new("Inner", "ShaderNodeTree")
    value = inner.nodes.new("ShaderNodeValue")
    outer = data.node_groups.new("Outer", "ShaderNodeTree")
    outer.nodes.new("ShaderNodeGroup").node_tree = inner
    material.node_tree.nodes.new("ShaderNodeGroup").node_tree = outer
    own = material.node_tree.nodes.new("ShaderNodeValue")
    geometry = data.node_groups.new("Geometry", "GeometryNodeTree")
    number = geometry.nodes.new("ShaderNodeValue")
    skin.modifiers.new("Nodes", "NODES").node_group = geometry
    texture = data.textures.new("Bumps", "CLOUDS")
    skin.modifiers.new("Displace", "DISPLACE").texture = texture
    socket = 'nodes["Value"].outputs[0].default_value'
    assert {value.name, own.name, number.name} == {"Value"}
    return {
        "object": (skin, "location", 0),
        "armature object": (rig, "scale", 1),
        "armature": (armature, "show_axes", -1),
        "mesh": (mesh, "use_auto_texspace", -1),
        "shape keys": (mesh.shape_keys, 'key_blocks["Smile"].value', -1),
        "material": (material, "diffuse_color", 0),
        "material's nodes": (material.node_tree, socket, -1),
        "nested group": (inner, socket, -1),
        "geometry nodes": (geometry, socket, -1),
        "texture": (texture, "noise_scale", -1),
        "light": (lamp, "energy", -1),
        "camera": (eye, "lens", -1),
        "curve": (curve, "bevel_depth", -1),
        "lattice": (lattice, "use_outside", -1),
        "speaker": (speaker, "volume", -1),
    }


def _mark(folder: Path, number: int) -> Path:
    return folder / f"ran{number}"


def _ran(folder: Path) -> int:
    return len(list(folder.glob("ran*")))


def _unmuted() -> list[str]:
    names: list[str] = []
    for block in every_block():
        for part in (block, getattr(block, "node_tree", None)):
            data = getattr(part, "animation_data", None)
            curves = () if data is None else data.drivers
            live = [one for one in curves if not one.mute and not one.driver.is_simple_expression]
            names += [f"{block.name}: {one.data_path}" for one in live]
    return names


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Path, int]:
    """A .blend whose drivers each leave a file, with a text that registers itself and shaders in OSL."""
    data: Any = bpy.data
    driven = _driven(tmp_path)
    bpy.context.preferences.filepaths.use_scripts_auto_execute = False
    for number, (block, path, index) in enumerate(driven.values()):
        curve = block.driver_add(path, index) if index >= 0 else block.driver_add(path)
        curve.driver.expression = f"open({str(_mark(tmp_path, number))!r}, 'w').close() or 1"
    data.objects["Skin"].driver_add("location", 2).driver.expression = "0.5 * 1"
    text = data.texts.new("register.py")
    text.write(f"open({str(_mark(tmp_path, 99))!r}, 'w').close()\n")
    text.use_module = True
    shader = data.texts.new("shader.osl")
    shader.write("shader x(output color c = 0) { }\n")
    nodes = data.materials["Paint"].node_tree.nodes
    nodes.new("ShaderNodeScript").script = shader
    outside = nodes.new("ShaderNodeScript")
    outside.mode, outside.filepath, outside.bytecode = "EXTERNAL", "//evil.osl", "OpenShadingLanguage 1.00"
    nodes.new("NodeFrame").text = text
    data.objects["Rig"]["note"] = text
    path = tmp_path / "hostile.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    for mark in tmp_path.glob("ran*"):
        mark.unlink()
    return path, len(driven)


def _play(things: dict[str, Any]) -> None:
    scene: Any = bpy.context.scene
    for thing in things.values():
        scene.collection.objects.link(thing)
    for frame in (1, 2):
        scene.frame_set(frame)
    bpy.context.view_layer.update()


NAMES = ["Rig", "Skin", "Lamp", "Eye", "Curve", "Lattice", "Speaker"]


def test_appended_and_evaluated_where_auto_run_is_on(hostile: tuple[Path, int], tmp_path: Path) -> None:
    path, kinds = hostile
    files: Any = bpy.context.preferences.filepaths
    files.use_scripts_auto_execute = True
    try:
        # The attack works: what is appended without care runs.
        libraries: Any = bpy.data.libraries
        with libraries.load(str(path), link=False) as (_, wanted):
            wanted.objects = list(NAMES)
        _play(dict(zip(NAMES, wanted.objects, strict=True)))
        assert _ran(tmp_path) >= 10
        assert {text.name for text in bpy.data.texts} == {"register.py", "shader.osl"}
        for mark in tmp_path.glob("ran*"):
            mark.unlink()
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        files = bpy.context.preferences.filepaths
        files.use_scripts_auto_execute = True

        assert read_contents(path).armatures == ("Rig",)
        assert _ran(tmp_path) == 0
        things, code = append_objects(path, list(NAMES))
        _play(things)
        assert _ran(tmp_path) == 0
        assert len(code.drivers) == kinds
        assert set(code.texts) == {"register.py", "shader.osl"}
        assert len(code.shaders) == 2
        assert not bpy.data.texts
        skin: Any = bpy.data.objects["Skin"]
        assert [curve.mute for curve in skin.animation_data.drivers] == [True, False], "a simple one stays"
        for node in bpy.data.materials["Paint"].node_tree.nodes:
            if node.bl_idname == "ShaderNodeScript":
                assert (node.script, node.filepath, node.bytecode) == (None, "", "")
        first, second = code.findings(path, "actor 001")
        assert f"muted {kinds} drivers that are Python expressions: Armature Rig: show_axes" in first.message
        assert "register.py, shader.osl, Paint: Script" in second.message

        saved = tmp_path / "saved.blend"
        bpy.ops.wm.save_as_mainfile(filepath=str(saved))
        bpy.ops.wm.open_mainfile(filepath=str(saved), load_ui=False, use_scripts=True)
        bpy.context.scene.frame_set(3)
        assert _ran(tmp_path) == 0
        assert _unmuted() == []
    finally:
        bpy.context.preferences.filepaths.use_scripts_auto_execute = False


def test_what_is_opened_to_render_runs_nothing(hostile: tuple[Path, int], tmp_path: Path) -> None:
    path, _ = hostile
    bpy.context.preferences.filepaths.use_scripts_auto_execute = True
    try:
        open_blend(path).frame_set(2)
        bpy.context.view_layer.update()
        assert _ran(tmp_path) == 0
    finally:
        bpy.context.preferences.filepaths.use_scripts_auto_execute = False


def test_what_was_there_before_is_left_alone() -> None:
    own: Any = bpy.data.objects.new("Mine", None)
    curve = own.driver_add("location", 0)
    curve.driver.expression = "len(__name__) or 0"
    bpy.data.texts.new("mine.py")
    assert disarm(every_block()) == ForeignCode()
    assert not curve.mute
    assert [text.name for text in bpy.data.texts] == ["mine.py"]
