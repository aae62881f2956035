# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading .mhclo: what it binds, what it hides, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.characters.makehuman.base_mesh import to_blender_axes
from interact_addon.core.characters.makehuman.mhclo import BASE_VERTICES, read_clothing, read_heading
from interact_addon.core.foundation.errors import CharacterError

ROW = "13380 13381 13382 0.5 0.3 0.2 0.1 -0.2 0.3"
TEXT = f"""# author Somebody Else
# license CC0
basemesh hm08
uuid abc
tag Dress
tag Long\tDress

name shirt
obj_file shirt.obj
x_scale 0 1 2.0
verts 0
material shirt.mhmat

{ROW}
 5
7 8 9 1.0 -0.5 0.5 0 0 0
delete_verts
10 - 12 20
22 -
24 19157
"""
OBJ = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/1 3/1\n"


def write(folder: Path, text: str = TEXT, obj: str | None = OBJ) -> Path:
    folder.mkdir(exist_ok=True)
    if obj is not None:
        (folder / "shirt.obj").write_text(obj)
    path = folder / "shirt.mhclo"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_all_that_a_file_says_is_read(tmp_path: Path, ends: str) -> None:
    path = write(tmp_path, TEXT.replace("\n", ends))
    found = read_clothing(path, tmp_path, BASE_VERTICES)
    head = found.heading
    assert (head.name, head.uuid, head.depth) == ("shirt", "abc", 50)
    assert head.tags == ("dress", "long dress")
    assert (head.author, head.licence) == ("Somebody Else", "CC0")
    assert read_heading(path) == head
    assert found.corners.tolist() == [[13380, 13381, 13382], [5, 5, 5], [7, 8, 9]]
    assert found.shares.tolist() == [[0.5, 0.3, 0.2], [1, 0, 0], [1.0, -0.5, 0.5]]
    assert found.hidden.tolist() == [10, 11, 12, 20, 22, 23, 24, 19157]
    assert found.material == tmp_path / "shirt.mhmat"
    assert found.scales == ((0, 1, 2.0), None, None)


def test_a_vertex_follows_its_three_and_its_offset_grows_with_the_body(tmp_path: Path) -> None:
    found = read_clothing(write(tmp_path), tmp_path, BASE_VERTICES)
    body = np.random.default_rng(1).normal(size=(BASE_VERTICES, 3))
    body[0], body[1] = (0.0, 5.0, 5.0), (0.4, -5.0, -5.0)  # 4 dm apart along x: twice the scale's 2
    mean = 0.5 * body[13380] + 0.3 * body[13381] + 0.2 * body[13382]
    # Right, up and forward in decimetres; up is z here, forward is -y.
    assert np.allclose(found.on(body)[0], mean + [0.1 * 0.2, -0.3 * 0.1, -0.2 * 0.1])
    assert np.allclose(found.on(body)[1], body[5])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("basemesh hm08", "basemesh alpha_7"), ("line 3", "alpha_7", "hm08")),
        (("obj_file shirt.obj", ""), ("obj_file",)),
        (("obj_file shirt.obj", "obj_file other.obj"), ("line 9", "other.obj", "whole folder")),
        (("obj_file shirt.obj", "obj_file ../secret.obj"), ("line 9", "../secret.obj", "not in")),
        (("obj_file shirt.obj", "obj_file /etc/passwd"), ("line 9", "not in")),
        (("obj_file shirt.obj", "obj_file ..\\secret.obj"), ("line 9", "not in")),
        (("material shirt.mhmat", "material ../../x.mhmat"), ("line 12", "not in")),
        (("0.5 0.3 0.2", "0.5 0.3 x"), ("line 14", "not numbers")),
        (("0.5 0.3 0.2", "0.5 0.3 nan"), ("line 14", "none")),
        (("0.5 0.3 0.2", "0.5 0.3 0.9"), ("line 14", "not 1")),
        (("13380 13381", "13380 99999"), ("line 14", "19158")),
        (("13380 13381", "13380 -1"), ("line 14", "does not have")),
        ((ROW, "1 2 3 4"), ("line 14", "4 numbers")),
        ((ROW + "\n", ""), ("2 vertices", "3")),
        (("x_scale 0 1 2.0", "x_scale 0 1 0"), ("line 10", "x_scale")),
        (("x_scale 0 1 2.0", "x_scale 0 99999 1"), ("line 10", "x_scale")),
        (("10 - 12 20", "10 - twelve"), ("line 18", "twelve")),
        (("10 - 12 20", "10 - " + "9" * 5000), ("line 18", "ranges")),
        (("obj_file shirt.obj", "obj_file " + "x" * 300), ("line 9", "no mesh")),
        (("verts 0", "vertices 0"), ("verts",)),
        (("uuid abc", "uuid \0"), ("line 4", "zero bytes")),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], words: tuple[str, ...]
) -> None:
    (tmp_path / "secret.obj").write_text(OBJ)
    assert change[0] in TEXT
    folder = tmp_path / "wardrobe"
    path = write(folder, TEXT.replace(*change))
    with pytest.raises(CharacterError) as caught:
        read_clothing(path, folder, BASE_VERTICES)
    assert caught.value.path is not None
    for word in words:
        assert word in str(caught.value)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.obj").write_text(OBJ)
    folder = tmp_path / "wardrobe"
    path = write(folder, obj=None)
    try:
        (folder / "shirt.obj").symlink_to(tmp_path / "secret.obj")
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(CharacterError, match="not in"):
        read_clothing(path, folder, BASE_VERTICES)


@pytest.mark.parametrize(
    "obj", [None, "", "version https://git-lfs.github.com/spec/v1\n", "v 0 0 x\nf 1 1 1\n"]
)
def test_a_bad_mesh_is_refused(tmp_path: Path, obj: str | None) -> None:
    path = write(tmp_path, obj=obj)
    with pytest.raises(CharacterError) as caught:
        read_clothing(path, tmp_path, BASE_VERTICES)
    assert "shirt" in str(caught.value)


def test_random_bytes_raise_nothing_else(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    good = TEXT.encode()
    for _ in range(150):
        data = bytearray(good)
        for place in rng.integers(0, len(data), 6):
            data[place] = rng.integers(1, 256)
        (path := tmp_path / "shirt.mhclo").write_bytes(bytes(data))
        (tmp_path / "shirt.obj").write_text(OBJ)
        try:
            read_clothing(path, tmp_path, BASE_VERTICES)
        except CharacterError:
            continue


def test_the_samples_lie_where_their_meshes_do(mhclo_root: Path) -> None:
    """The fedora was made on the base mesh itself: its bound vertices are those of its own file."""
    base = Assets.find().base
    for path in sorted(mhclo_root.rglob("*.mhclo")):
        found = read_clothing(path, mhclo_root, BASE_VERTICES)
        assert len(found.corners) == len(found.mesh.vertices)
        assert "hats" in found.heading.tags or found.corners.max() < BASE_VERTICES
        off = np.linalg.norm(found.on(base.vertices) - to_blender_axes(found.mesh.vertices), axis=1)
        assert off.max() < (1e-4 if "hats" in found.heading.tags else 0.15), path.name
