# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on a character comes along with it, and follows it; what cannot is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.bindings import Bindings
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Scene
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.options.take import TakeOptions

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(
    picture=PictureOptions("preview", 320, 180), sound=False, take=TakeOptions(bodies="bvhs")
)
FRAMES = (1, 50, 110)
FOLLOWING = {
    "Hat": "head",
    "Belt": "pelvis",
    "Glasses": "head",
    "Earring": "head",
    "Ring": "hand_l",
    "Watch": "lowerarm_r",
    "Strap": "lowerarm_r",
    "Badge": "spine_03",
}
"""Rigid things, and the bone with which each must move."""
SHAPED = ("Cape", "Scarf")


def _ball(name: str, place: tuple[float, float, float]) -> Any:
    mesh = bpy.data.meshes.new(name)
    corners = [(x, y, z) for x in (-0.03, 0.03) for y in (-0.03, 0.03) for z in (-0.03, 0.03)]
    mesh.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1)])
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.location = place
    return thing


def dress(rig: Any, body: Any) -> None:
    """Hang things on somebody in all the ways that Blender has."""
    hat = _ball("Hat", (0.0, 0.0, 1.85)).constraints.new("CHILD_OF")
    hat.target, hat.subtarget = rig, "head"
    hat.inverse_matrix = rig.data.bones["head"].matrix_local.inverted()
    target = _ball("Belt", (0.0, -0.14, 1.0)).constraints.new("ARMATURE").targets.new()
    target.target, target.subtarget = rig, "pelvis"
    glasses = _ball("Glasses", (0.0, 0.0, 0.0)).constraints.new("COPY_TRANSFORMS")
    glasses.target, glasses.subtarget = rig, "head"
    ring = _ball("Ring", (0.0, 0.0, 0.0))
    ring.parent, ring.parent_type, ring.parent_bone = rig, "BONE", "hand_l"
    earring = _ball("Earring", (0.0, 0.0, -0.1))
    earring.parent = bpy.data.objects["Hat"]
    anchor = bpy.data.objects.new("Anchor", None)  # what hangs on what hangs on it
    bpy.context.scene.collection.objects.link(anchor)
    anchor.parent, anchor.parent_type, anchor.parent_bone = rig, "BONE", "lowerarm_r"
    _ball("Watch", (0.0, 0.0, 0.0)).constraints.new("COPY_TRANSFORMS").target = anchor
    strap = _ball("Strap", (0.0, 0.05, 0.0)).constraints.new("CHILD_OF")
    strap.target = bpy.data.objects["Watch"]
    badge = _ball("Badge", (0.0, 0.0, 0.0))
    badge.parent, badge.parent_type = body, "VERTEX_3"
    badge.parent_vertices = (32, 33, 34)  # of the box on spine_03
    cape = _ball("Cape", (0.0, 0.2, 1.2))
    cape.vertex_groups.new(name="spine_02").add(list(range(8)), 1.0, "REPLACE")
    cape.modifiers.new("Armature", "ARMATURE").object = rig
    _ball("Scarf", (0.0, 0.0, 1.5)).modifiers.new("Shrinkwrap", "SHRINKWRAP").target = body


def _lamp() -> Any:
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "POINT"))
    bpy.context.scene.collection.objects.link(lamp)
    return lamp


def strangers(rig: Any, body: Any) -> None:
    """Things of the file that are nobody's."""
    _ball("Chair", (2.0, 0.0, 0.5))
    _ball("Sign", (0.0, 3.0, 1.0)).constraints.new("DAMPED_TRACK").target = rig
    _lamp().constraints.new("COPY_LOCATION").target = rig
    muted = _ball("Left hat", (0.0, 2.0, 1.0)).constraints.new("CHILD_OF")
    muted.target, muted.mute = rig, True


def follow(rig: Any, thing: Any, bone: str) -> Iterator[np.ndarray]:
    """Return the thing's place in the space of a bone, frame by frame."""
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        graph = bpy.context.evaluated_depsgraph_get()
        shown, worn = rig.evaluated_get(graph), thing.evaluated_get(graph)
        yield np.array((shown.matrix_world @ shown.pose.bones[bone].matrix).inverted() @ worn.matrix_world)


def check_worn(rig: Any, things: dict[str, Any]) -> None:
    for name, bone in FOLLOWING.items():
        one, *others = follow(rig, things[name], bone)
        for other in others:
            np.testing.assert_allclose(other, one, atol=2e-3, err_msg=name)
    moved = []
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        graph = bpy.context.evaluated_depsgraph_get()
        for name in SHAPED:
            shown = things[name].evaluated_get(graph)
            moved.append(
                np.array([shown.matrix_world @ vertex.co for vertex in shown.data.vertices]).mean(axis=0)
            )
    first, last = np.array(moved[: len(SHAPED)]), np.array(moved[-len(SHAPED) :])
    assert (np.linalg.norm(last - first, axis=-1) > 0.01).all()


@pytest.fixture
def file(tmp_path: Path, build_person: Callable[..., Any]) -> Path:
    rig = build_person("Ann")
    dress(rig, bpy.data.objects["Ann body"])
    strangers(rig, bpy.data.objects["Ann body"])
    build_person("Bob")
    rope = _ball("Rope", (0.5, 0.0, 1.0)).constraints.new("ARMATURE")
    for name in ("Ann", "Bob"):
        target = rope.targets.new()
        target.target, target.subtarget = bpy.data.objects[name], "pelvis"
    path = tmp_path / "people.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    path.with_suffix(".toml").write_text('[actors.001]\narmature = "Ann"\n[actors.002]\narmature = "Bob"\n')
    return path


def test_what_is_worn_comes_along_and_follows(file: Path, demo_scene: Scene) -> None:
    composed = compose(demo_scene, replace(PREVIEW, characters=file), bpy.context.scene)
    things = {thing.name: thing for thing in bpy.context.scene.objects}
    assert {*FOLLOWING, *SHAPED, "Anchor", "Rope"} <= set(things)
    assert not {"Chair", "Sign", "Lamp", "Left hat"} & set(things)
    assert {*FOLLOWING, *SHAPED} <= {mesh.name for mesh in composed.actors[0].meshes}
    assert composed.actors[1].meshes == (things["Bob body"],)
    check_worn(things["Ann"], things)
    # a rope between two people hangs on both of those that play
    for target, name in zip(things["Rope"].constraints[0].targets, ("Ann", "Bob"), strict=True):
        assert target.target == things[name]
    told = {finding.code: finding.message for finding in composed.findings}
    assert told["left-part"].startswith("Lamp follows a character")
    assert "torn-part" not in told
    assert "stiff-part" not in told
    assert len(bpy.data.armatures) == 2


def test_what_is_worn_in_the_scene_follows(build_person: Callable[..., Any], demo_scene: Scene) -> None:
    rig = build_person("Ann")
    dress(rig, bpy.data.objects["Ann body"])
    compose(demo_scene, PREVIEW, bpy.context.scene, {"001": rig})
    check_worn(rig, {thing.name: thing for thing in bpy.context.scene.objects})


@pytest.mark.parametrize("in_scene", [True, False])
def test_what_cannot_follow_is_named(
    tmp_path: Path, build_person: Callable[..., Any], demo_scene: Scene, in_scene: bool
) -> None:
    rig = build_person("Ann")
    build_person("Statue")
    _ball("Eye", (0.05, -0.1, 1.66)).parent = bpy.data.objects["Ann body"]
    chain = _ball("Chain", (0.5, 0.0, 1.0)).constraints.new("ARMATURE")
    for name in ("Ann", "Statue"):
        target = chain.targets.new()
        target.target, target.subtarget = bpy.data.objects[name], "pelvis"
    armatures = {"001": rig}
    options = PREVIEW
    if not in_scene:
        armatures = {}
        path = tmp_path / "people.blend"
        bpy.ops.wm.save_as_mainfile(filepath=str(path))
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        path.with_suffix(".toml").write_text(
            '[actors.001]\narmature = "Ann"\n[actors.002]\narmature = "Ann"\n'
        )
        options = replace(PREVIEW, characters=path)
    composed = compose(demo_scene, options, bpy.context.scene, armatures)
    told = {finding.code: finding.message for finding in composed.findings}
    assert told["stiff-part"].startswith("Eye hangs on Ann as an object")
    assert in_scene or told["torn-part"].startswith("Chain also hangs on Statue")


def test_bindings_of_nobody() -> None:
    one, two = _ball("One", (0, 0, 0)), _ball("Two", (0, 0, 0))
    one.constraints.new("COPY_LOCATION").target = two
    two.constraints.new("COPY_LOCATION").target = one  # in a circle
    two.modifiers.new("Nobody", "ARMATURE")
    bindings = Bindings.read(bpy.context.scene.objects)
    assert bindings.parts("One") == ("Two",)
    assert bindings.stiff("One", ["Two"]) == ()
