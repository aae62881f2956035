# SPDX-License-Identifier: GPL-3.0-or-later
"""Vertices that no bone moves are told; what something else moves is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bpy
import pytest

from interact_addon.blender.animation.retargeting import apply_retargeted
from interact_addon.blender.animation.unbound_vertices import unbound_vertices
from interact_addon.core.animation.bvh import read, to_motion

from .control_rigs import skin
from .test_played_checks import plain

pytestmark = pytest.mark.blender

Change = Callable[[bpy.types.Object, bpy.types.Object], None]


def dressed(change: Change = lambda rig, mesh: None) -> tuple[bpy.types.Object, list[str]]:
    """A person whose bones each hold a box of eight vertices, and what is said of the mesh."""
    rig = plain("head").build("Bob")
    mesh = skin(rig, "Skin")
    change(rig, mesh)
    return rig, [finding.message for finding in unbound_vertices(rig, [mesh])]


def renamed(_rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    mesh.vertex_groups["head"].name = "Kopf"


def without_weights(_rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    mesh.vertex_groups.clear()


def not_deforming(rig: bpy.types.Object, _mesh: bpy.types.Object) -> None:
    rig.data.bones["hand_l"].use_deform = False


def of_no_weight(_rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    mesh.vertex_groups["head"].add(range(len(mesh.data.vertices)), 0.0, "REPLACE")


def off(_rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    mesh.modifiers["Armature"].show_render = False


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (renamed, "Skin: 8 of its 168 vertices have no weight on Bob's bones that deform and stay behind"),
        (without_weights, "Skin: all its vertices have no weight on Bob's bones"),
        (not_deforming, "Skin: 8 of its 168 vertices have no weight"),
        (of_no_weight, "Skin: 8 of its 168 vertices have no weight"),
        (off, "Skin does not follow Bob in movies: switch its Armature modifier on"),
    ],
)
def test_what_stays_behind_is_told(change: Change, told: str) -> None:
    _, said = dressed(change)
    assert len(said) == 1
    assert said[0].startswith(told)


def by_envelopes(_rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    without_weights(_rig, mesh)
    mesh.modifiers["Armature"].use_bone_envelopes = True


def by_a_surface(_rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    without_weights(_rig, mesh)
    mesh.modifiers.new("Surface", "SURFACE_DEFORM")


def on_a_bone(rig: bpy.types.Object, mesh: bpy.types.Object) -> None:
    without_weights(rig, mesh)
    mesh.parent_type, mesh.parent_bone = "BONE", "head"


@pytest.mark.parametrize("change", [lambda rig, mesh: None, by_envelopes, by_a_surface, on_a_bone])
def test_what_is_moved_is_not(change: Change) -> None:
    assert dressed(change)[1] == []


def test_of_large_meshes_a_sample_is_looked_at() -> None:
    rig, _ = dressed()
    mesh = bpy.data.meshes.new("Dense")
    mesh.from_pydata([(0.0, 0.0, 1.6)] * 50000, [], [])
    thing = bpy.data.objects.new("Dense", mesh)
    thing.vertex_groups.new(name="head").add(range(37500), 1.0, "REPLACE")
    thing.modifiers.new("Armature", "ARMATURE").object = rig
    assert unbound_vertices(rig, [thing])[0].message.startswith("Dense: 25 % of its vertices")


def test_playing_says_so(sample_root: Path) -> None:
    motion = to_motion(read(sample_root / "bvhs" / "20231119_002_051.bvh"), units="cm", up="Y").sliced(0, 5)
    rig, _ = dressed(renamed)
    codes = [finding.code for finding in apply_retargeted(rig, motion, name="take").findings]
    assert codes.count("unbound-vertices") == 1
