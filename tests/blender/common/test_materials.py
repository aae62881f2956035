# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials of the built-in people."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.common.materials import material_for
from interact_addon.core.characters import all_looks, look_by_id
from interact_addon.core.characters.clothing.outfit import outfit_of, slot_colour
from interact_addon.core.foundation.errors import CharacterError

pytestmark = pytest.mark.blender

SLOTS = (
    "skin", "lips", "mouth", "nails", "sclera", "iris", "pupil", "teeth", "gums", "tongue", "lashes",
    "brows", "beard", "hair", "top", "top trim", "button", "trousers", "waistband", "belt", "shoe", "sole",
    "shoe trim", "lace", "skirt",
)  # fmt: skip


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_has_a_material_for_every_renderer(slot: str) -> None:
    look = look_by_id("clara")
    material = material_for(slot, look)
    assert material.diffuse_color[:3] == pytest.approx(slot_colour(outfit_of(look), slot), abs=1e-6)
    assert 0.0 < material.roughness <= 1.0
    tree = material.node_tree
    assert all(link.is_valid for link in tree.links)
    (surface,) = [node for node in tree.nodes if node.bl_idname == "ShaderNodeBsdfPrincipled"]
    outputs = [node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputMaterial"]
    (output,) = [node for node in outputs if node.target == "ALL"]
    assert output.inputs["Surface"].links[0].from_node == surface
    assert surface.inputs["Base Color"].is_linked
    names = {node.attribute_name for node in tree.nodes if node.bl_idname == "ShaderNodeAttribute"}
    assert "tint" in names
    assert names <= {"tint", "rest", "masks"}


def test_skin_has_short_hairs_in_the_hairs_colour_and_no_glow_under_hair() -> None:
    look = look_by_id("samuel")
    tree = material_for("skin", look).node_tree
    (surface,) = [node for node in tree.nodes if node.bl_idname == "ShaderNodeBsdfPrincipled"]
    for name in ("Subsurface Weight", "Specular IOR Level", "Coat Weight", "Roughness", "Normal"):
        assert surface.inputs[name].is_linked, name
    (mix,) = [node for node in tree.nodes if node.bl_idname == "ShaderNodeMix"]
    hair = slot_colour(outfit_of(look), "hair")
    assert tuple(mix.inputs[5].default_value) == pytest.approx(tuple(0.7 * hair), abs=1e-6)
    assert len(tree.nodes) < 32


def test_every_person_has_all_materials() -> None:
    for look in all_looks():
        for slot in SLOTS:
            assert material_for(slot, look).name.startswith(look.id)


def test_each_call_makes_its_own() -> None:
    look = look_by_id("omar")
    assert material_for("hair", look) != material_for("hair", look)


def test_an_unknown_slot_is_refused() -> None:
    with pytest.raises(CharacterError, match="no character has"):
        material_for("cape", look_by_id("omar"))


def _card(material: bpy.types.Material) -> None:
    """A square before the camera, green on its left and red on its right by its point attribute."""
    mesh = bpy.data.meshes.new("card")
    mesh.from_pydata([(-1, 0, -1), (0, 0, -1), (1, 0, -1), (-1, 0, 1), (0, 0, 1), (1, 0, 1)], [],
                     [(0, 1, 4, 3), (1, 2, 5, 4)])  # fmt: skip
    mesh.materials.append(material)
    uvs = mesh.uv_layers.new(name="UVMap")
    uvs.data.foreach_set("uv", [0, 0, 0.5, 0, 0.5, 1, 0, 1, 0.5, 0, 1, 0, 1, 1, 0.5, 1])
    tint = mesh.attributes.new("tint", "FLOAT_COLOR", "POINT")
    green, red = (0.02, 0.5, 0.02, 1.0), (0.5, 0.02, 0.02, 1.0)
    tint.data.foreach_set("color", np.array([green, green, red, green, green, red], np.float32).ravel())
    rest = mesh.attributes.new("rest", "FLOAT_VECTOR", "POINT")
    rest.data.foreach_set("vector", np.array([v.co for v in mesh.vertices], np.float32).ravel())
    scene = bpy.context.scene
    scene.collection.objects.link(bpy.data.objects.new("card", mesh))
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.location, camera.rotation_euler = (0.0, -4.0, 0.0), (np.pi / 2, 0.0, 0.0)
    scene.collection.objects.link(camera)
    scene.camera = camera
    lamp = bpy.data.objects.new("lamp", bpy.data.lights.new("lamp", "SUN"))
    lamp.data.energy = 3.0
    lamp.rotation_euler = (np.pi / 2, 0.0, 0.0)
    scene.collection.objects.link(lamp)


def _path_traced(size: int, path: Path) -> np.ndarray:
    """The scene, path-traced: (size, size, 4) pixels, from below."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 4
    scene.cycles.use_denoising = False
    scene.view_settings.view_transform = "Standard"
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return np.array(bpy.data.images.load(scene.render.filepath).pixels[:]).reshape(size, size, 4)


@pytest.mark.parametrize("slot", ["skin", "top", "trousers", "hair", "button"])
def test_path_tracing_shows_the_painted_colours(slot: str, tmp_path: Path) -> None:
    _card(material_for(slot, look_by_id("clara")))
    pixels = _path_traced(24, tmp_path / "card.png")
    left, right = pixels[12, 5, :3], pixels[12, 19, :3]
    assert left[1] > left[0] + 0.04
    assert right[0] > right[1] + 0.04


def _seen(slot: str, tilt: float, path: Path) -> float:
    """Brightness of a face whose upper edge leans by ``tilt`` to the camera, with a normal of its own."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    _card(material_for(slot, look_by_id("clara")))
    mesh = bpy.data.meshes["card"]
    places = np.array([(x, -tilt * z, z) for x in (-1.0, 0.0, 1.0) for z in (-0.3, 0.3)], np.float32)
    mesh.vertices.foreach_set("co", places[[0, 2, 4, 1, 3, 5]].ravel())
    if tilt > 0.0:
        mesh.flip_normals()  # the face looks up, and away from the camera
    mesh.update()
    mesh.normals_split_custom_set_from_vertices([(0.0, -0.8, 0.6)] * 6)
    pixels = _path_traced(32, path)
    return float(pixels[14:18, 6:26, :3].mean())


def test_hair_seen_from_behind_is_as_bright_as_from_before(tmp_path: Path) -> None:
    front, behind = (_seen("hair", tilt, tmp_path / f"{tilt}.png") for tilt in (-2.0, 2.0))
    assert front > 0.05
    assert behind == pytest.approx(front, rel=0.25)
