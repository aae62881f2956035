# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's own Mesh Cache modifier reads what we write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.head.vertices import Head, VertexOptions, read_head, write_vertices

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def head(sample_root: Path) -> Head:
    return read_head(sample_root / "face_ict_templates" / "001.obj", sample_root / "blendshape_ict.npy")


@pytest.mark.parametrize("kind", ["mdd", "pc2"])
def test_the_mesh_cache_modifier_shows_the_vertices(
    head: Head, sample_root: Path, tmp_path: Path, kind: str
) -> None:
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    weights = np.load(sample_root / "face_ict" / "20231126_003_319.npy")[100:112]
    path = tmp_path / f"face.{kind}"
    write_vertices(weights, head, path, VertexOptions(kind))
    wanted = head.model.apply(weights).reshape(len(weights), -1, 3)

    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    mesh = bpy.data.meshes.new("face")
    counts = head.mesh.counts
    mesh.from_pydata(head.mesh.vertices.tolist(), [], [
        face.tolist() for face in np.split(head.mesh.corners, np.cumsum(counts)[:-1])
    ])  # fmt: skip
    face = bpy.data.objects.new("face", mesh)
    scene.collection.objects.link(face)
    cache = face.modifiers.new("cache", "MESH_CACHE")
    cache.cache_format = kind.upper()
    cache.filepath = str(path)
    cache.frame_start = 1.0
    cache.forward_axis, cache.up_axis = "POS_Y", "POS_Z"  # as they are
    cache.interpolation = "NONE"
    for frame in (1, 2, 7, 12):
        scene.frame_set(frame)
        evaluated = face.evaluated_get(bpy.context.evaluated_depsgraph_get())
        shown = np.empty(len(evaluated.data.vertices) * 3, np.float32)
        evaluated.data.vertices.foreach_get("co", shown)
        np.testing.assert_allclose(shown.reshape(-1, 3), wanted[frame - 1], atol=1e-5)
