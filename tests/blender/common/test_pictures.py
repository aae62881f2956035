# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a wardrobe's pieces: in materials, and as point colours."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.common.materials import material_for
from interact_addon.blender.common.pictures import add_pictures, painted
from interact_addon.core.characters import Look, build_body, dressed, look_by_id, open_wardrobe
from interact_addon.core.characters.clothing.wardrobe import dress
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.characters.makehuman.mhmat import AssetMaterial
from interact_addon.core.foundation.errors import CharacterError

pytestmark = pytest.mark.blender

OBJ = """v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
vt 0.1 0.1
vt 0.9 0.1
vt 0.9 0.9
vt 0.1 0.9
f 1/1 2/2 3/3 4/4
"""


def _png(path: Path) -> None:
    """Write a picture that is red at its left and blue at its right."""
    image = bpy.data.images.new("made", 8, 8)
    pixels = np.zeros((8, 8, 4), np.float32)
    pixels[:, :4, 0] = pixels[:, 4:, 2] = pixels[:, :, 3] = 1.0
    image.pixels.foreach_set(pixels.ravel())
    image.filepath_raw, image.file_format = str(path), "PNG"
    image.save()
    bpy.data.images.remove(image)


@pytest.fixture
def scarf(tmp_path: Path) -> Look:
    _png(tmp_path / "scarf.png")
    (tmp_path / "scarf.obj").write_text(OBJ)
    (tmp_path / "scarf.mhmat").write_text(
        "diffuseTexture scarf.png\nnormalmapTexture scarf.png\ntransparent True\nnormalmapIntensity 0.5\n"
    )
    (tmp_path / "scarf.mhclo").write_text(
        "name scarf\nobj_file scarf.obj\nmaterial scarf.mhmat\nverts 0\n13400\n13500\n13600\n13700\n"
    )
    return dressed(look_by_id("omar"), open_wardrobe(tmp_path), ["scarf"])


def test_a_picture_is_in_the_material_and_in_the_point_colours(scarf: Look) -> None:
    assets = Assets.find()
    (part,) = [part for part in dress(build_body(assets, scarf), scarf, assets) if part.name == "scarf"]
    (slot,) = part.material_slots
    material = material_for(slot, scarf)
    surface = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    image = surface.inputs["Base Color"].links[0].from_node
    assert (image.type, Path(image.image.filepath).name) == ("TEX_IMAGE", "scarf.png")
    assert surface.inputs["Alpha"].links[0].from_node == image
    relief = surface.inputs["Normal"].links[0].from_node
    assert (relief.type, relief.inputs["Strength"].default_value) == ("NORMAL_MAP", 0.5)
    assert relief.inputs["Color"].links[0].from_node.image.colorspace_settings.name == "Non-Color"
    tint = painted(part, scarf.worn).point_data["tint"]
    assert np.allclose(tint[[0, 3], :3], (1, 0, 0), atol=1e-3)
    assert np.allclose(tint[[1, 2], :3], (0, 0, 1), atol=1e-3)


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
@pytest.mark.parametrize("name", ["back\\slash", "/".join(["x" * 200] * 6)])
def test_a_picture_that_blender_could_not_find_again_is_packed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "scarf.png"
    path.parent.mkdir(parents=True)
    _png(tmp_path / "made.png")
    (tmp_path / "made.png").rename(path)
    material = bpy.data.materials.new("Scarf")
    if material.node_tree is None:  # before 5.0
        material.use_nodes = True
    add_pictures(material, AssetMaterial(textures={"diffuse": path}))
    image = next(node.image for node in material.node_tree.nodes if node.type == "TEX_IMAGE")
    assert image.packed_file is not None
    assert (tuple(image.size), image.pixels[0]) == ((8, 8), 1.0)
    path.write_text("no picture")
    with pytest.raises(CharacterError, match="cannot read the picture"):
        add_pictures(material, AssetMaterial(textures={"diffuse": tmp_path / "absent.png"}))


def test_other_parts_stay_as_they_are(scarf: Look) -> None:
    assets = Assets.find()
    plain = replace(scarf, worn=(), style=look_by_id("omar").style)
    for part in dress(build_body(assets, plain), plain, assets):
        assert painted(part, scarf.worn) is part
