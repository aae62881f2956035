# SPDX-License-Identifier: GPL-3.0-or-later
"""A person of boxes with the bones of an Unreal mannequin, and a scene of the demo to play."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bpy
import pytest

from interact_addon.core.dataset import Dataset, Scene

# Name, parent, head in metres; Z up, facing -Y.
_MIDDLE = [
    ("root", None, (0.0, 0.0, 0.0)),
    ("pelvis", "root", (0.0, 0.0, 0.98)),
    ("spine_01", "pelvis", (0.0, 0.0, 1.08)),
    ("spine_02", "spine_01", (0.0, 0.01, 1.2)),
    ("spine_03", "spine_02", (0.0, 0.01, 1.33)),
    ("neck_01", "spine_03", (0.0, 0.02, 1.5)),
    ("head", "neck_01", (0.0, 0.0, 1.6)),
]
_SIDED = [
    ("clavicle", "spine_03", (0.03, 0.0, 1.46)),
    ("upperarm", "clavicle", (0.18, 0.01, 1.45)),
    ("lowerarm", "upperarm", (0.45, 0.01, 1.45)),
    ("hand", "lowerarm", (0.7, 0.0, 1.45)),
    ("thigh", "pelvis", (0.1, 0.0, 0.93)),
    ("calf", "thigh", (0.1, -0.01, 0.5)),
    ("foot", "calf", (0.1, 0.02, 0.09)),
    ("ball", "foot", (0.1, -0.11, 0.02)),
]
_ENDS = {"head": (0.0, 0.0, 0.18), "hand": (0.1, 0.0, 0.0), "ball": (0.0, -0.07, 0.0)}
_HALF = 0.05


def _bones() -> list[tuple[str, str | None, tuple[float, float, float]]]:
    out = list(_MIDDLE)
    for side, sign in (("l", 1.0), ("r", -1.0)):
        for name, parent, (x, y, z) in _SIDED:
            above = parent if parent in {bone for bone, _, _ in _MIDDLE} else f"{parent}_{side}"
            out.append((f"{name}_{side}", above, (sign * x, y, z)))
    return out


def build_person(
    name: str,
    *,
    scale: float = 1.0,
    mesh_scale: float | None = 1.0,
    tails: dict[str, tuple[float, float, float]] | None = None,
    shapes: tuple[str, ...] = (),
) -> bpy.types.Object:
    """An armature of 23 bones, and a mesh of a box of 10 cm around the head of each.

    Args:
        name: The armature object's name; the mesh's is ``NAME body``.
        scale: Of the armature's and the mesh's data.
        mesh_scale: Of the mesh's data beside it; None for no mesh.
        tails: Bone without its side -> the tail, from the head.
        shapes: Names of shape keys, beside the basis.
    """
    data = bpy.data.armatures.new(name)
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    for bone, parent, head in _bones():
        new = data.edit_bones.new(bone)
        plain = bone.removesuffix("_l").removesuffix("_r")
        x, y, z = ({} if tails is None else tails).get(plain, _ENDS.get(plain, (0.0, 0.0, 0.08)))
        sign = -1.0 if bone.endswith("_r") else 1.0
        new.head = [scale * value for value in head]
        new.tail = [scale * value for value in (head[0] + sign * x, head[1] + y, head[2] + z)]
        new.parent = None if parent is None else data.edit_bones[parent]
    bpy.ops.object.mode_set(mode="OBJECT")
    if mesh_scale is None:
        return thing
    corners = [(x, y, z) for x in (-_HALF, _HALF) for y in (-_HALF, _HALF) for z in (-_HALF, _HALF)]
    body = bpy.data.objects.new(f"{name} body", bpy.data.meshes.new(f"{name} body"))
    points = [
        tuple(scale * mesh_scale * (a + b) for a, b in zip(head, corner, strict=True))
        for bone, _, head in _bones()
        for corner in corners
    ]
    faces = [
        tuple(8 * number + corner for corner in face)
        for number in range(len(_bones()))
        for face in ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    ]
    body.data.from_pydata(points, [], faces)
    bpy.context.scene.collection.objects.link(body)
    for number, (bone, _, _) in enumerate(_bones()):
        body.vertex_groups.new(name=bone).add(list(range(8 * number, 8 * number + 8)), 1.0, "REPLACE")
    body.parent = thing
    body.modifiers.new("Armature", "ARMATURE").object = thing
    for shape in ("Basis", *shapes) if shapes else ():
        body.shape_key_add(name=shape).value = 0.0
    return thing


@pytest.fixture(name="build_person", scope="session")
def build_person_fixture() -> Callable[..., bpy.types.Object]:
    return build_person


@pytest.fixture(scope="session")
def demo_scene(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]
