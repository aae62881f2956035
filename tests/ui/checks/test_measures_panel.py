# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures in the Checks panel: of files and of what is keyed, and where a click goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.core.animation.bvh import read, to_motion
from tests import stand_in_measures

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]
KEY = "20260101_001"


@pytest.fixture
def settings(
    fresh_extension: str, module: Module, demo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> bpy.types.PropertyGroup:
    measures = module("core.measures").MEASURES
    for name in list(measures):
        monkeypatch.delitem(measures, name)
    for each in stand_in_measures.MEASURERS:
        for measure in each.measures:
            monkeypatch.setitem(measures, measure.id, measure)
    monkeypatch.setattr(module("core.measures.run"), "MEASURERS", stand_in_measures.MEASURERS)
    monkeypatch.setitem(module("core.performance.measuring.usual").USUAL, "moved", (1.0, 5.0))
    bpy.context.scene.interact.dataset = str(demo_root)
    bpy.context.window_manager.interact_measures.rows.clear()
    return bpy.context.scene.interact


def _rows(measure: str) -> list[bpy.types.PropertyGroup]:
    return [row for row in bpy.context.window_manager.interact_measures.rows if row.measure == measure]


def _click(row: bpy.types.PropertyGroup) -> None:
    measures = bpy.context.window_manager.interact_measures
    measures.row = list(measures.rows).index(row)


def test_the_captures_files(settings: bpy.types.PropertyGroup, demo_root: Path) -> None:
    assert not bpy.ops.interact.measure_scene.poll()
    settings.key = KEY
    bpy.context.scene.render.fps = 60  # the capture's rate is 30
    assert bpy.ops.interact.measure_scene() == {"FINISHED"}
    measures = bpy.context.window_manager.interact_measures
    assert (measures.key, measures.keyed) == (KEY, False)
    first, _ = _rows("height")
    heights = 100 * to_motion(read(demo_root / "bvhs" / "20260101_001_001.bvh")).positions[:, 0, 2]
    assert (first.title, first.light) == ("001: Height <of> hips", "NONE")
    assert float(first.amount.split()[0]) == pytest.approx(heights.mean(), rel=0.01)
    assert "Source: ours." in first.message
    assert not _rows("moved")
    _click(first)
    assert bpy.context.scene.frame_current == 2 * heights.argmin() + 1


def test_what_is_keyed_is_compared_with_the_capture(settings: bpy.types.PropertyGroup) -> None:
    settings.key = KEY
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    actors = [thing for thing in bpy.context.scene.objects if thing.get("interact_performance")]
    moved = next(thing for thing in actors if thing["interact_performance"].split("_")[1] == "002")
    moved.location.y += 0.07
    assert bpy.ops.interact.measure_scene() == {"FINISHED"}
    assert bpy.context.window_manager.interact_measures.keyed
    first, second = _rows("moved")
    assert (first.title, first.light) == ("001: Moved", "GOOD")
    assert float(first.amount.split()[0]) == pytest.approx(0.0, abs=0.01)
    assert (second.amount, second.light) == ("7 cm", "POOR")
    assert [row.amount for row in _rows("frames")] == ["120"]
    (frames,) = _rows("frames")
    bpy.context.scene.frame_set(17)
    _click(frames)  # of no frame
    assert bpy.context.scene.frame_current == 17


def test_faces_and_roles_are_sampled_too(settings: bpy.types.PropertyGroup, module: Module) -> None:
    settings.key = KEY
    bpy.ops.interact.compose_scene()
    found = module("blender.common.actors").actors_of(bpy.context.scene)
    people = module("blender.io.sampled_people").sample_people(
        bpy.context.scene, {actor.key.split("_")[1]: actor for actor in found}, 30
    )
    assert sorted(person.actor for person in people) == ["001", "002"]
    for person in people:
        assert person.motion.frames == person.face.frames == 120
        assert np.ptp(person.face.column("jawOpen")) > 0.1
        assert {"hips", "head", "left_foot"} <= set(person.motion.skeleton.naming.roles)


def test_a_scene_that_cannot_be_read_is_said(settings: bpy.types.PropertyGroup) -> None:
    settings.key = "20990101_001"
    with pytest.raises(RuntimeError, match="20990101_001"):
        bpy.ops.interact.measure_scene()


def test_texts_are_translated(module: Module) -> None:
    german = module("ui.german").GERMAN
    assert german["Operator", "Measure"] == "Messen"
    assert german["*", "Measures"] == "Messwerte"


class Layout:
    """Takes what a panel draws."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.buttons: list[str] = []

    def label(self, text: str = "", **_: Any) -> None:
        self.texts.append(text)

    def operator(self, name: str, **_: Any) -> None:
        assert name.partition(".")[2] in dir(bpy.ops.interact)
        self.buttons.append(name)

    def template_list(self, kind: str, name: str, *shown: Any, **_: Any) -> None:
        data, lines, active, line = shown
        assert hasattr(bpy.types, kind)
        self.texts += [each.title for each in getattr(data, lines)]
        assert getattr(active, line) >= 0

    def row(self, **_: Any) -> Layout:
        return self


def drawn(module: Module) -> Layout:
    panel, layout = module("ui.checks.measures_panel"), Layout()
    panel.draw_wrapped = lambda layout, context, text, **_: layout.label(text=text)
    panel.INTERACT_PT_measures.draw(SimpleNamespace(layout=layout), bpy.context)
    return layout


def test_what_is_drawn(settings: bpy.types.PropertyGroup, module: Module) -> None:
    measures = bpy.context.window_manager.interact_measures
    measures.key = ""
    settings.key = KEY
    assert drawn(module).buttons == ["interact.measure_scene"]
    bpy.ops.interact.measure_scene()
    texts = drawn(module).texts
    assert {"The capture's files", "001: Height <of> hips", "001+002: Distance"} <= set(texts)
    assert texts[-1].startswith("001: Height <of> hips: 9")
    measures.busy = True
    assert drawn(module).buttons == ["interact.cancel_measuring"]
    assert not bpy.ops.interact.cancel_measuring.poll()  # nothing runs
    measures.busy = False
    settings.key = ""
    assert f"This is about {KEY}, measure again" in drawn(module).texts
