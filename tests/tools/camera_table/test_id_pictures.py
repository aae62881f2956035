# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of numbers: many cameras at once, and some of them again."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
import pytest

from tools.camera_table.id_pictures import id_pictures, ids_of_each, number_mesh

pytestmark = pytest.mark.blender


@pytest.fixture
def scene() -> Any:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def test_each_camera_has_its_own_picture_also_after_some_were_asked_for_alone(scene: Any) -> None:
    """Four squares in a row, and a camera above each."""
    squares, eyes = [], []
    for number in range(4):
        mesh = bpy.data.meshes.new("square")
        corners = [(4.0 * number + x, y, 0.0) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
        square = bpy.data.objects.new("square", mesh)
        number_mesh(square, number + 1)
        eye: Any = bpy.data.objects.new("eye", bpy.data.cameras.new("eye"))
        eye.location = (4.0 * number, 0.0, 2.0)
        for thing in (square, eye):
            scene.collection.objects.link(thing)
        squares.append(square)
        eyes.append(eye)

    for some in ([0, 1, 2, 3], [2, 3], [3, 1, 0], [0, 1, 2, 3]):
        with id_pictures(scene, squares, 16, 9):
            pictures = ids_of_each(scene, [eyes[one] for one in some])
        assert [set(np.unique(ids)) - {0} for ids in pictures] == [{one + 1} for one in some]
