# SPDX-License-Identifier: GPL-3.0-or-later
"""Props in composed scenes: where somebody sits they are built, owned and seen; else nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.common.frame_rate import scene_rate
from interact_addon.blender.common.ownership import owner_of
from interact_addon.blender.io.sampled_people import sample_people
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import Composition, compose_prepared
from interact_addon.blender.scene.props import set_props
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import Prepared, prepare
from tests.core.props.people_who_sit import acting, phases

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(
    picture=PictureOptions("preview", 96, 96), sound=False, lights="none", detail="draft"
)
FRAMES = 70


@pytest.fixture(scope="module")
def demo(demo_root: Path) -> Prepared:
    return prepare(Dataset.open(demo_root).scenes()[0], PREVIEW)


@pytest.fixture(scope="module")
def sitting(demo: Prepared) -> Prepared:
    """The demo's people, of whom the first sits down and the second stands."""
    downs = (phases(FRAMES, (25, 55), seconds=0.6), phases(FRAMES))
    takes = tuple(
        replace(take, body=acting(take.body.skeleton, down, at=(x, 0.0), facing=facing), face=None)
        for take, down, x, facing in zip(demo.takes.takes, downs, (-0.7, 0.7), (0.0, 180.0), strict=True)
    )
    return replace(
        demo,
        takes=replace(demo.takes, takes=takes, frames=FRAMES),
    )


def props_in(scene: bpy.types.Scene) -> list[bpy.types.Object]:
    found = [each for each in scene.collection.children_recursive if each.name.startswith("Props")]
    return [thing for each in found for thing in each.objects]


def places_of(thing: bpy.types.Object) -> np.ndarray:
    """(V, 3) metres, an evaluated mesh's vertices in the world."""
    graph = bpy.context.evaluated_depsgraph_get()
    evaluated = thing.evaluated_get(graph)
    mesh = evaluated.to_mesh()
    out = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", out)
    evaluated.to_mesh_clear()
    world = np.array(evaluated.matrix_world)
    return out.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]


def composed(prepared: Prepared, options: ComposeOptions = PREVIEW) -> Composition:
    return compose_prepared(prepared, options, bpy.context.scene)


def test_a_chair_is_built_below_who_sits(sitting: Prepared) -> None:
    made = composed(sitting)
    (chair,) = props_in(made.scene)
    assert chair.name.startswith("Chair 001")
    assert owner_of(chair) == made.key
    assert not chair.hide_select
    assert {"tint", "rest"} <= set(chair.data.attributes.keys())
    assert [finding.code for finding in made.findings if "seat" in finding.code] == ["seat-added"]
    # Closed: each edge has two faces, which face away from each other's inside.
    edges: dict[tuple[int, int], int] = {}
    for face in chair.data.polygons:
        for edge in face.edge_keys:
            edges[edge] = edges.get(edge, 0) + 1
    assert set(edges.values()) == {2}
    made.scene.frame_set(41)
    seat = places_of(chair)
    assert abs(seat[:, 2].min()) < 1e-4
    # The lowest flesh above the seat's middle rests on it: the seat's top is the board's, below the back.
    inner = np.array(chair.matrix_world.inverted())
    flesh = np.concatenate([places_of(mesh) for mesh in made.actors[0].meshes])
    local = flesh @ inner[:3, :3].T + inner[:3, 3]
    board = seat[np.abs((seat @ inner[:3, :3].T + inner[:3, 3])[:, 0]) < 0.35]
    heights = np.unique(np.round(board[:, 2], 3))
    over = (np.abs(local[:, 0]) < 0.10) & (np.abs(local[:, 1]) < 0.13) & (local[:, 2] > 0.2)
    assert np.abs(heights - local[over, 2].min()).min() < 0.012
    assert clear_composed(made.scene) > 0
    assert not props_in(made.scene)
    assert not [each.name for each in bpy.data.materials if each.name.startswith(("Oak", "Paint"))]


def test_none_means_none_and_the_demo_needs_none(sitting: Prepared, demo: Prepared) -> None:
    made = composed(sitting, replace(PREVIEW, props="none"))
    assert not props_in(made.scene)
    assert not any(finding.code == "seat-added" for finding in made.findings)
    composed(demo)
    assert not [each for each in bpy.data.collections if each.name.startswith("Props")]


def test_props_come_and_go_in_a_composed_scene(sitting: Prepared) -> None:
    scene = composed(sitting, replace(PREVIEW, props="none")).scene
    actors = actors_of(scene)

    def chosen(choice: str) -> list[str]:
        people = sample_people(scene, {each.key: each for each in actors}, scene_rate(scene))
        return [each.code for each in set_props(scene, choice, actors, [one.motion for one in people])]

    assert chosen("auto") == ["seat-added"]
    first, counts = {each.name for each in props_in(scene)}, len(bpy.data.materials)
    assert len(first) == 1
    assert next(iter(first)).startswith("Chair 001")
    mine = bpy.data.objects.new("mine", bpy.data.meshes.new("mine"))
    next(each for each in bpy.data.collections if each.name.startswith("Props")).objects.link(mine)
    assert chosen("auto") == ["seat-added"]
    assert {each.name.partition(".")[0] for each in props_in(scene)} == {"Chair 001", "mine"}
    assert len(bpy.data.materials) == counts
    assert not chosen("none")
    assert props_in(scene) == [mine]
    assert len(bpy.data.materials) < counts
    assert chosen("auto") == ["seat-added"]
    clear_composed(scene)
    assert props_in(scene) == [mine] or mine.name in bpy.data.objects
    assert not [each for each in bpy.data.objects if each.name.startswith("Chair")]
