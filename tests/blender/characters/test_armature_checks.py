# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters that cannot play are refused with the armature's name, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.mesh_sizes import mesh_factor
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Scene
from interact_addon.core.foundation.errors import CharacterError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.options.take import TakeOptions

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(
    picture=PictureOptions("preview", 320, 180), sound=False, take=TakeOptions(bodies="bvhs")
)
Build = Callable[..., Any]


def object_scale(build: Build, factor: float) -> Any:
    rig = build("Ann")
    rig.scale = (factor,) * 3
    return rig


def data_scale(build: Build, factor: float) -> Any:
    return build("Ann", scale=factor)


def parent_scale(build: Build, factor: float) -> Any:
    rig = build("Ann")
    rig.parent = bpy.data.objects.new("FBX", None)
    bpy.context.scene.collection.objects.link(rig.parent)
    rig.parent.scale = (factor,) * 3
    return rig


def mesh_alone(build: Build, factor: float) -> Any:
    return build("Ann", mesh_scale=factor)


def mesh_object_alone(build: Build, factor: float) -> Any:
    rig = build("Ann")
    bpy.data.objects["Ann body"].scale = (factor,) * 3
    return rig


def kept(path: Path) -> Path:
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    path.with_suffix(".toml").write_text('[actors.001]\narmature = "Ann"\n[actors.002]\narmature = "Ann"\n')
    return path


@pytest.mark.parametrize(
    ("made", "factor", "cure"),
    [
        (object_scale, 100.0, "0.01"),
        (object_scale, 5.0, "0.2"),
        (data_scale, 100.0, "0.01"),
        (data_scale, 0.2, "5"),
        (parent_scale, 0.01, "100"),
        (mesh_alone, 100.0, "0.01"),
        (mesh_alone, 0.01, "100"),
        (mesh_object_alone, 5.0, "0.2"),
        (mesh_object_alone, 0.2, "5"),
    ],
)
def test_another_size_is_refused_with_the_factor(
    tmp_path: Path, build_person: Build, demo_scene: Scene, made: Any, factor: float, cure: str
) -> None:
    rig = made(build_person, factor)
    words = r"(?s)Ann.*scale (the mesh )?by " + cure.replace(".", r"\.") + r"\b"
    with pytest.raises(CharacterError, match=words) as caught:
        compose(demo_scene, PREVIEW, bpy.context.scene, {"001": rig})
    assert caught.value.path is None
    path = kept(tmp_path / "people.blend")
    marker = bpy.data.objects.new("marker", None)
    bpy.context.scene.collection.objects.link(marker)
    with pytest.raises(CharacterError, match=words) as caught:
        compose(demo_scene, replace(PREVIEW, characters=path), bpy.context.scene)
    assert caught.value.path == str(path)
    assert list(bpy.data.objects) == [marker]


@pytest.mark.parametrize("factor", [0.36, 0.6, 1.4])
def test_children_and_giants_play(build_person: Build, demo_scene: Scene, factor: float) -> None:
    rig = build_person("Ann", scale=factor)
    composed = compose(demo_scene, PREVIEW, bpy.context.scene, {"001": rig})
    assert not [finding for finding in composed.findings if finding.code == "size"]


def test_a_doll_and_a_troll_are_warned_of(build_person: Build, demo_scene: Scene) -> None:
    for factor in (0.26, 2.4):
        rig = build_person(f"Ann {factor}", scale=factor)
        composed = compose(demo_scene, PREVIEW, bpy.context.scene, {"001": rig})
        told = [finding.message for finding in composed.findings if finding.code == "size"]
        assert len(told) == 1
        assert rig.name in told[0]
        bpy.data.objects.remove(rig)


def test_parts_of_a_body_have_its_size(build_person: Build) -> None:
    """A glove, a pair of shoes, a mask: small, but as large as their bones."""
    rig = build_person("Ann")
    body = bpy.data.objects["Ann body"]
    assert mesh_factor(body, rig) == pytest.approx(1.0, abs=0.05)
    for keep in (("head",), ("hand_l", "lowerarm_l"), ("foot_l", "foot_r", "ball_l", "ball_r", "calf_l")):
        part = body.copy()
        part.data = body.data.copy()
        for group in list(part.vertex_groups):
            if group.name not in keep:
                part.vertex_groups.remove(group)
        assert mesh_factor(part, rig) == pytest.approx(1.0, abs=0.1)
    body.vertex_groups.clear()
    assert mesh_factor(body, rig) == 1.0


TAILS = {
    "all along X": dict.fromkeys(("hand", "head", "ball", "foot"), (0.15, 0.0, 0.0)),
    "a toe tail down": {"ball": (0.0, 0.0, -0.15)},
    "a foot tail back and up": {"foot": (0.0, 0.2, 0.2), "ball": (0.0, 0.1, -0.3)},
}


@pytest.mark.parametrize("tails", TAILS.values(), ids=TAILS.keys())
@pytest.mark.parametrize("meshes", [True, False])
def test_tails_change_nothing(build_person: Build, demo_scene: Scene, tails: Any, meshes: bool) -> None:
    heads = []
    for name, given in (("Plain", None), ("Odd", tails)):
        rig = build_person(name, tails=given, mesh_scale=1.0 if meshes else None)
        compose(demo_scene, PREVIEW, bpy.context.scene, {"001": rig})
        found = []
        for frame in (1, 60, 110):
            bpy.context.scene.frame_set(frame)
            shown = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
            found.append([list(bone.head) for bone in shown.pose.bones])
        heads.append(np.array(found))
    np.testing.assert_allclose(heads[1], heads[0], atol=1e-4)


@pytest.mark.newest
def test_the_lowest_vertex_of_a_rig_with_unreal_tails(build_person: Build, interact_mini: Path) -> None:
    from interact_addon.core.dataset import Dataset

    source = Dataset.open(interact_mini).scene("20231119_051")
    rig = build_person("Ann", tails=TAILS["a toe tail down"])
    scene = bpy.context.scene
    compose(source, PREVIEW, scene, {"001": rig})
    body, lowest = bpy.data.objects["Ann body"], []
    for frame in range(1, scene.frame_end, 150):
        scene.frame_set(frame)
        shown = body.evaluated_get(bpy.context.evaluated_depsgraph_get())
        lowest.append(min((shown.matrix_world @ vertex.co).z for vertex in shown.data.vertices))
    # The boxes around its toes end 3 cm below the origin, that around its root bone 5 cm.
    assert np.median(lowest) == pytest.approx(-0.05, abs=0.015)


@pytest.mark.parametrize("in_file", [True, False])
def test_errors_about_a_rig_name_the_armature(
    tmp_path: Path, build_person: Build, demo_scene: Scene, in_file: bool
) -> None:
    def strange(rig: Any) -> None:
        for number, bone in enumerate(rig.data.bones):
            bone.name = f"b{number}"

    def uneven(rig: Any) -> None:
        rig.scale = (1.0, 2.0, 1.0)

    def mirrored(rig: Any) -> None:
        rig.scale = (-1.0, 1.0, 1.0)

    def absent(rig: Any) -> None:
        rig["interact_roles"] = {"left_hand": "Paw"}

    for spoil, words in (
        (strange, "none of the known conventions"),
        (uneven, "scaled unevenly"),
        (mirrored, "mirrored"),
        (absent, "no bone Paw"),
    ):
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        rig = build_person("Ann")
        spoil(rig)
        options, armatures = PREVIEW, {"001": rig}
        if in_file:
            path = kept(tmp_path / f"{spoil.__name__}.blend")
            if spoil is absent:
                text = path.with_suffix(".toml").read_text() + 'roles = { left_hand = "Paw" }\n'
                path.with_suffix(".toml").write_text(
                    text.replace('"Ann"\n', '"Ann"\nroles = { left_hand = "Paw" }\n', 1)
                )
            options, armatures = replace(PREVIEW, characters=path), {}
        with pytest.raises(CharacterError, match=words) as caught:
            compose(demo_scene, options, bpy.context.scene, armatures)
        assert "Ann" in caught.value.message
        assert ".bvh" not in str(caught.value)
        assert caught.value.path == (str(path) if in_file else None)
