# SPDX-License-Identifier: GPL-3.0-or-later
"""Cameras by the ids of actors in datasets of other layouts, whose keys are such as ``duet@leader``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.scene.camera_setup import on_stage
from interact_addon.blender.scene.camera_views import actor_ids, place_now, places_of, set_place
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender

OPTIONS = ComposeOptions(
    picture=PictureOptions("preview", 160, 90), lights="none", props="none", sound=False, camera_move="static"
)


@pytest.mark.newest
def test_every_place_of_the_menu_can_be_taken_in_a_dataset_of_another_layout(demo_root: Path) -> None:
    scene: Any = bpy.context.scene
    clear_composed(scene)
    first = Dataset.open(demo_root).scenes()[0]
    names = ("leader", "Zo_2")
    pair = tuple(
        replace(each, key=f"duet_take_3@{name}", actor_id=name)
        for each, name in zip(first.performances, names, strict=True)
    )
    compose(replace(first, key="duet_take_3", performances=pair), OPTIONS, scene)
    assert actor_ids(scene) == [person.actor_id for person in on_stage(scene).people] == list(names)
    for place in places_of(actor_ids(scene)):
        if "leader" in place or "Zo_2" in place:
            set_place(scene, place, None, "static")
            assert place_now(scene) == place
