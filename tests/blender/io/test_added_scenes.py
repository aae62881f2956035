# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene that was added beside another is exported and measured in its own time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import bpy
import pytest

from interact_addon.blender.common.actors import StageActor, actors_of
from interact_addon.blender.io.export import frame_range, played_range
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.casting.placement import Placement
from interact_addon.core.performance.export import ExportOptions
from interact_addon.core.schema.frames import BlendFrames

pytestmark = pytest.mark.blender

OPTIONS = ComposeOptions(picture=PictureOptions("preview", 320, 180), detail="draft", sound=False)


@pytest.fixture
def actors(demo_root: Path, tmp_path: Path) -> list[StageActor]:
    """Two copies of a scene, the second one 30 frames later."""
    root = tmp_path / "demo"
    shutil.copytree(demo_root, root)
    for folder in ("bvhs", "face_arkit"):
        for path in sorted((root / folder).glob("20260101_*_001.*")):
            shutil.copy(path, path.with_name(path.name.replace("20260101", "20260201")))
    one, other = (Dataset.open(root).scene(key) for key in ("20260101_001", "20260201_001"))
    scene = bpy.context.scene
    compose(one, OPTIONS, scene)
    compose(other, replace(OPTIONS, mode="add"), scene, placement=Placement(3.0, 0.0, 0.0, 31))
    return sorted(actors_of(scene), key=lambda actor: actor.key)


def test_each_scene_is_exported_while_it_plays(actors: list[StageActor], tmp_path: Path) -> None:
    scene = bpy.context.scene
    last = scene.frame_end - 30
    assert scene.frame_start == 1
    ranges = [frame_range(scene, actor, ExportOptions(tmp_path)) for actor in actors]
    assert ranges == [(1, last), (1, last), (31, last + 30), (31, last + 30)]
    assert played_range(scene, actors) == (1, last + 30)
    scene.frame_start = 41
    assert frame_range(scene, actors[0], ExportOptions(tmp_path)) == (41, last)
    scene.frame_start = 1
    chosen = ExportOptions(tmp_path, frames=BlendFrames(5, 9))
    assert frame_range(scene, actors[3], chosen) == (5, 9)
