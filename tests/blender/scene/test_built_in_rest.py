# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras see of built-in people is kept with them, and holds as long as they look as they did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.scene.built_in_rest import built_in_rest
from interact_addon.blender.scene.compose import Composition, compose_prepared
from interact_addon.blender.scene.rest_surface import seen_of
from interact_addon.blender.scene.staged_people import staged_people
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.casting.staged import stage_people
from interact_addon.core.performance.prepare import Prepared, prepare

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 64, 64), sound=False)


@pytest.fixture(scope="module")
def prepared(demo_root: Path) -> Prepared:
    return prepare(Dataset.open(demo_root).scenes()[0], PREVIEW)


@pytest.fixture
def composed(prepared: Prepared) -> Composition:
    return compose_prepared(prepared, PREVIEW, bpy.context.scene)


def kept(scene: bpy.types.Scene, rig: bpy.types.Object) -> bool:
    return built_in_rest(rig, seen_of(scene, rig, [])) is not None


def test_people_who_were_not_edited_are_seen_as_when_they_were_composed(
    prepared: Prepared, composed: Composition, tmp_path: Path
) -> None:
    path = str(tmp_path / "scene.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    scene = bpy.context.scene
    by_key = {actor.key: actor for actor in actors_of(scene)}
    actors = [by_key[take.performance.key] for take in prepared.takes.takes]
    for one, other in zip(stage_people(prepared), staged_people(scene, actors), strict=True):
        assert np.array_equal(one.part, other.part)
        assert np.array_equal(one.of_head, other.of_head)
        assert np.abs(one.points - other.points).max() < 1e-4
        assert np.abs(one.ends - other.ends).max() < 1e-4
        assert np.abs(one.radii - other.radii).max() < 1e-4
        assert np.abs(one.eyes - other.eyes).max() < 1e-4
        assert np.abs(one.look - other.look).max() < 1e-4


def test_keys_that_were_edited_are_read(composed: Composition) -> None:
    scene, rig = composed.scene, composed.actors[0].armature
    actor = next(actor for actor in actors_of(scene) if actor.armature is rig)
    (before,) = staged_people(scene, [actor])
    rig.pose.bones["Head"].constraints.new("LIMIT_ROTATION").use_limit_x = True
    (after,) = staged_people(scene, [actor])
    assert kept(scene, rig)
    assert np.abs(before.points - after.points).max() > 0.01


def hair(rig: Any) -> Any:
    return next(thing for thing in rig.children if "hair" in thing.name)


def hide(rig: Any) -> None:
    hair(rig).hide_render = True


def shave(rig: Any) -> None:
    hair(rig).data.vertices[0].co.x += 0.1


def thicken(rig: Any) -> None:
    hair(rig).modifiers.new("Thick", "SOLIDIFY")


def lift(rig: Any) -> None:
    hair(rig).location.z += 0.1


def put_on_a_hat(rig: Any) -> None:
    hat = bpy.data.objects.new("Hat", bpy.data.meshes.new("Hat"))
    bpy.context.scene.collection.objects.link(hat)
    hat.parent, hat.parent_type, hat.parent_bone = rig, "BONE", "Head"


def damage(rig: Any) -> None:
    (own,) = rig.users_collection
    own["interact_seen"] = own["interact_seen"][:5000]


@pytest.mark.parametrize("change", [hide, shave, thicken, lift, put_on_a_hat, damage])
def test_whoever_looks_different_is_read_anew(composed: Composition, change: Callable[[Any], None]) -> None:
    rig = composed.actors[0].armature
    assert kept(composed.scene, rig)
    change(rig)
    assert not kept(composed.scene, rig)
