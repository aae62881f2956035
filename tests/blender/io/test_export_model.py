# SPDX-License-Identifier: GPL-3.0-or-later
"""Actors as glTF, USD and FBX: read back by Blender's importers and compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import addon_utils
import bpy
import numpy as np
import pytest

from interact_addon.blender.common.actors import actors_of, tag_performance
from interact_addon.blender.common.motion_tag import MOTION_KEYS, motion_of
from interact_addon.blender.common.ownership import tag_new
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.io import export_model as module
from interact_addon.blender.io.export_model import MODEL_SUFFIXES, export_model
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError, WorkError
from interact_addon.core.options.movie import ComposeOptions
from tests.people_in_motion import person

pytestmark = pytest.mark.blender
FRAMES = (1, 17, 40)
LAST = 40


def heads_and_keys(shift: int = 0) -> dict[int, tuple[list[dict], list[dict]]]:
    """By frame: of each armature its bones' heads in the world, of each face its keys' values."""
    scene, found = bpy.context.scene, {}
    for frame in FRAMES:
        scene.frame_set(frame + shift)
        graph = bpy.context.evaluated_depsgraph_get()
        bodies, faces = [], []
        for thing in sorted(scene.objects, key=lambda each: each.name):
            if thing.type == "ARMATURE":
                seen = thing.evaluated_get(graph)
                bodies.append(
                    {plain(bone.name): np.array(seen.matrix_world @ bone.head) for bone in seen.pose.bones}
                )
            keys = thing.type == "MESH" and thing.data.shape_keys
            if keys:
                faces.append({key.name: key.value for key in keys.key_blocks if key != keys.reference_key})
        found[frame] = bodies, faces
    return found


def plain(name: str) -> str:
    """As USD has names."""
    return re.sub(r"\W", "_", name, flags=re.ASCII)


def read_back(path: Path, kind: str) -> int:
    """Import into an empty file; return by how many frames it comes earlier."""
    scene = fresh_scene()
    scene.render.fps, scene.render.fps_base = 30, 1.0
    if kind == "usd":
        bpy.ops.wm.usd_import(filepath=str(path))
        return 0
    addon_utils.enable("io_scene_gltf2" if kind == "glb" else "io_scene_fbx", default_set=False)
    if kind == "glb":
        bpy.ops.import_scene.gltf(filepath=str(path))
        return -1
    bpy.ops.import_scene.fbx(filepath=str(path), anim_offset=0.0)
    return 0


def test_read_back(demo_root: Path, tmp_path: Path) -> None:
    source = Dataset.open(demo_root).scenes()[0]
    scene = compose(source, ComposeOptions(detail="draft", lights="none"), fresh_scene()).scene
    materials = {name: len(material.node_tree.links) for name, material in bpy.data.materials.items()}
    paths = {kind: tmp_path / f"two people{suffix}" for kind, suffix in MODEL_SUFFIXES.items()}
    for kind, path in paths.items():
        result = export_model(scene, actors_of(scene), path, kind, frames=(1, LAST))
        assert result.file.length == LAST
        assert {"plain-materials"} <= {finding.code for finding in result.findings}
    assert [motion_of(actor.armature) for actor in actors_of(scene)] == ["capture", "capture"]
    assert MOTION_KEYS in actors_of(scene)[0].armature
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in paths.values()}
    assert [each.name for each in bpy.data.scenes] == [scene.name]
    assert materials == {name: len(each.node_tree.links) for name, each in bpy.data.materials.items()}
    with pytest.raises(UsageError, match="exists already"):
        export_model(scene, actors_of(scene), paths["glb"], "glb")
    skin = next(each for each in bpy.data.materials if each.name.endswith(" skin"))
    name, colour = skin.name, tuple(skin.diffuse_color)[:3]
    before = heads_and_keys()
    for kind, path in paths.items():
        after = heads_and_keys(read_back(path, kind))
        told = [motion_of(thing) for thing in bpy.data.objects]
        assert [motion for motion in told if motion is not None] == ["capture", "capture"]
        for frame in FRAMES:
            (bodies, faces), (bodies_read, faces_read) = before[frame], after[frame]
            assert len(bodies_read) == len(bodies) == 2
            for one, other in zip(bodies, bodies_read, strict=True):
                assert one.keys() <= other.keys()
                assert max(np.abs(one[bone] - other[bone]).max() for bone in one) < 1e-4  # metres
            for one, other in zip(faces, faces_read, strict=True):
                assert one.keys() == other.keys()
                assert max(abs(one[key] - other[key]) for key in one) < 1e-5
            assert any(value > 0.01 for face in faces for value in face.values())
        (read,) = [each for each in bpy.data.materials if plain(each.name) == plain(name)]
        shader = next(node for node in read.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        assert np.abs(np.array(shader.inputs["Base Color"].default_value)[:3] - colour).max() < 0.01


def test_a_missing_exporter_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module._ADDONS, "glb", "io_scene_absent")
    with pytest.raises(WorkError, match="cannot export glTF: its add-on io_scene_absent"):
        export_model(fresh_scene(), [], tmp_path / "x.glb", "glb")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["glb", "fbx"])
def test_exporters_are_started_without_writing_to_the_folder_of_extensions(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a child that folder is beside our modules, and never created."""
    refreshed: list[Any] = []
    monkeypatch.setattr(addon_utils, "extensions_refresh", lambda **arguments: refreshed.append(arguments))
    addon_utils.disable(module._ADDONS[kind], default_set=False, refresh_handled=True)
    with module._exporter(kind):
        assert addon_utils.check(module._ADDONS[kind])[1]
    assert not addon_utils.check(module._ADDONS[kind])[1]
    assert refreshed == []


@pytest.mark.parametrize("kind", ["glb", "usd", "fbx"])
def test_props_come_along_and_the_set_does_not(
    kind: str, tmp_path: Path, make_armature: Callable[..., Any]
) -> None:
    scene = fresh_scene()
    scene.frame_end = 2
    rig = make_armature(person())
    tag_performance(rig, "20990101_001_001")
    with tag_new("20990101_001"):
        props, stage = (bpy.data.collections.new(name) for name in ("Props", "Stage"))
        for group, name in ((props, "Chair 001"), (stage, "Floor")):
            scene.collection.children.link(group)
            mesh = bpy.data.meshes.new(name)
            corners = [(x, y, z) for x in (-0.2, 0.2) for y in (-0.25, 0.25) for z in (0.0, 0.45)]
            mesh.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6)])
            thing = bpy.data.objects.new(name, mesh)
            thing.location, thing.rotation_euler = (0.5, -1.2, 0.0), (0.0, 0.0, 0.6)
            group.objects.link(thing)
    bpy.context.view_layer.update()
    before = np.array([thing.matrix_world @ corner.co for corner in thing.data.vertices])
    path = tmp_path / f"x{MODEL_SUFFIXES[kind]}"
    export_model(scene, actors_of(scene), path, kind)
    read_back(path, kind)
    bpy.context.view_layer.update()
    names = [each.name for each in bpy.context.scene.objects]
    assert not [name for name in names if "Floor" in name]
    chair = next(each for each in bpy.context.scene.objects if each.type == "MESH" and "Chair" in each.name)
    after = np.array([chair.matrix_world @ corner.co for corner in chair.data.vertices])
    assert np.allclose(after.min(axis=0), before.min(axis=0), atol=1e-4)
    assert np.allclose(after.max(axis=0), before.max(axis=0), atol=1e-4)
