# SPDX-License-Identifier: GPL-3.0-or-later
"""Export, offset and marker operators as Blender calls them."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest

pytestmark = [pytest.mark.blender, pytest.mark.usefixtures("extension")]

NAMES = ("export_performance", "offset_actor", "clear_offset", "add_markers", "remove_markers")


@pytest.fixture(autouse=True)
def empty_file(extension: str) -> None:
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.render.fps = 30


@pytest.fixture
def stage(demo_root: Path) -> bpy.types.Scene:
    """The demo's two performances on bare armatures; the first is selected."""
    paths = sorted((demo_root / "bvhs").glob("*.bvh"))
    result = bpy.ops.interact.import_performance(
        "EXEC_DEFAULT",
        filepath=str(paths[0]),
        directory=str(paths[0].parent) + "/",
        files=[{"name": path.name} for path in paths],
        look="none",
    )
    assert result == {"FINISHED"}
    scene = bpy.context.scene
    assert len(rigs()) == 2
    bpy.context.view_layer.objects.active = rigs()[0]
    return scene


def rigs() -> list[bpy.types.Object]:
    found = [thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE"]
    return sorted(found, key=lambda thing: thing["interact_performance"])


def test_every_operator_is_named_and_told_as_blender_s_own() -> None:
    for name in NAMES:
        rna = getattr(bpy.ops.interact, name).get_rna_type()
        assert rna.name.istitle()
        assert rna.description
        assert not rna.description.endswith(".")
        for prop in rna.properties:
            assert prop.description or prop.identifier in ("rna_type", "filter_folder")


def test_with_nobody_on_the_stage_all_are_grey() -> None:
    for name in NAMES:
        assert not getattr(bpy.ops.interact, name).poll()


def test_everybody_goes_back_into_a_dataset(stage, demo_root: Path, tmp_path: Path) -> None:
    how = {"directory": str(tmp_path), "face": False, "voice": False}
    assert bpy.ops.interact.export_performance("EXEC_DEFAULT", **how) == {"FINISHED"}
    names = sorted(path.name for path in (tmp_path / "bvhs").glob("*.bvh"))
    assert names == sorted(path.name for path in (demo_root / "bvhs").iterdir())
    head = (tmp_path / "bvhs" / names[0]).read_text().split("MOTION")[0]
    assert head == (demo_root / "bvhs" / names[0]).read_text().split("MOTION")[0]
    with pytest.raises(RuntimeError, match="exists already"):
        bpy.ops.interact.export_performance("EXEC_DEFAULT", **how)
    assert bpy.ops.interact.export_performance("EXEC_DEFAULT", overwrite=True, **how) == {"FINISHED"}
    with pytest.raises(RuntimeError, match="no folder is chosen"):
        bpy.ops.interact.export_performance("EXEC_DEFAULT", directory="")


def test_the_selected_actor_alone(stage, tmp_path: Path) -> None:
    how = {"directory": str(tmp_path), "face": False, "voice": False, "who": "ACTIVE"}
    assert bpy.ops.interact.export_performance("EXEC_DEFAULT", **how) == {"FINISHED"}
    (path,) = (tmp_path / "bvhs").glob("*.bvh")
    assert path.with_name(f"{path.stem}.motion.json").is_file()
    assert path.stem == rigs()[0]["interact_performance"]
    bpy.context.view_layer.objects.active = None
    with pytest.raises(RuntimeError, match="no actor is selected"):
        bpy.ops.interact.export_performance("EXEC_DEFAULT", **how)
    assert not bpy.ops.interact.offset_actor.poll()


def test_an_offset_in_seconds_and_back(stage, module) -> None:
    compat = module("blender.compat")
    rig, other = rigs()
    first = [compat.fcurves_of(thing)[0].keyframe_points[0].co[0] for thing in (rig, other)]
    place = np.array(rig.matrix_world)
    assert not bpy.ops.interact.clear_offset.poll()
    moved = {"unit": "SECONDS", "seconds": 0.5, "location": (1.0, 0.0, 0.0), "rotation": 0.4}
    assert bpy.ops.interact.offset_actor("EXEC_DEFAULT", **moved) == {"FINISHED"}
    assert [compat.fcurves_of(thing)[0].keyframe_points[0].co[0] for thing in (rig, other)] == [
        first[0] + 15,
        first[1],
    ]
    assert np.abs(np.array(rig.matrix_world) - place).max() > 0.1
    assert bpy.ops.interact.clear_offset("EXEC_DEFAULT") == {"FINISHED"}
    assert compat.fcurves_of(rig)[0].keyframe_points[0].co[0] == first[0]
    assert np.abs(np.array(rig.matrix_world) - place).max() < 1e-5
    assert not bpy.ops.interact.clear_offset.poll()


def test_an_offset_is_undone_in_one_step(stage, module) -> None:
    compat = module("blender.compat")
    bpy.ops.ed.undo_push(message="before")
    name = rigs()[0].name
    first = compat.fcurves_of(rigs()[0])[0].keyframe_points[0].co[0]
    bpy.ops.interact.offset_actor("EXEC_DEFAULT", True, frames=9.0)
    assert compat.fcurves_of(bpy.data.objects[name])[0].keyframe_points[0].co[0] == first + 9
    bpy.ops.ed.undo()
    rig = bpy.data.objects[name]
    assert compat.fcurves_of(rig)[0].keyframe_points[0].co[0] == first
    assert rig.get("interact_offset") is None


def test_markers_come_and_go(stage) -> None:
    stage.timeline_markers.new("mine", frame=2)
    assert not bpy.ops.interact.remove_markers.poll()
    assert bpy.ops.interact.add_markers("EXEC_DEFAULT") == {"FINISHED"}
    names = {marker.name for marker in stage.timeline_markers}
    assert {"mine", "001 starts", "001 ends", "002 starts", "002 ends"} <= names
    assert ("001 speaks" in names) == bool(bpy.app.build_options.audaspace)
    assert bpy.ops.interact.remove_markers("EXEC_DEFAULT") == {"FINISHED"}
    assert [marker.name for marker in stage.timeline_markers] == ["mine"]
