# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as properties of the installed extension, and what a .blend of before keeps of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

bpy = pytest.importorskip("bpy", reason="the extension needs Blender")

sys.path.insert(0, str(Path(__file__).parents[2] / "core" / "options"))
from ways import CASES, NAMES, Option  # noqa: E402

from interact_addon.core.camera.choices import CAMERA_PRESETS  # noqa: E402
from interact_addon.core.schema.fields import get, options_of  # noqa: E402

Module = Callable[[str], ModuleType]
SAMPLE = Path(__file__).with_name("samples") / "choices_0_1.blend"
CLASSES = {"MovieOptions": "core.options.movie", "BatchOptions": "core.options.batch"}
KEPT = {"MovieOptions": "interact", "BatchOptions": "interact_job_list"}  # which of the scene's groups


@pytest.fixture(autouse=True)
def _empty_file(extension: str) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)


@pytest.mark.parametrize(("cls", "option", "value"), CASES, ids=NAMES)
def test_every_option_goes_through_the_panel(cls: type, option: Option, value: Any, module: Module) -> None:
    if not option.panel or cls.__name__ not in KEPT:
        return
    properties = module("ui.common.option_properties")
    theirs = getattr(module(CLASSES[cls.__name__]), cls.__name__)
    plain = module("core.schema.json_form")
    group = getattr(bpy.context.scene, KEPT[cls.__name__])
    # The extension's classes are others than the source tree's: the value crosses over as JSON.
    from interact_addon.core.schema.fields import put
    from interact_addon.core.schema.json_form import to_json

    wanted = plain.from_json(theirs, to_json(put(cls(), {option.name: value})))
    properties.write_properties(group, wanted)
    again = properties.read_properties(group, theirs())
    if option.name == "camera" and ":" in value:
        assert again.compose.camera in CAMERA_PRESETS, "a camera about an actor is not in the menu"
    elif option.name == "focal":
        assert again.compose.focal == pytest.approx(value, rel=1e-6), "Blender keeps seven digits"
    else:
        assert plain.to_json(again) == plain.to_json(wanted)


@pytest.mark.parametrize("name", ["interact", "interact_job_list"])
def test_defaults_are_the_schemas(name: str, module: Module) -> None:
    group = getattr(bpy.context.scene, name)
    (kind,) = (kind for kind, kept in KEPT.items() if kept == name)
    cls = getattr(module(CLASSES[kind]), kind)
    assert module("ui.common.option_properties").read_properties(group, cls()) == cls()


def test_labels_and_numbers_are_the_schemas(module: Module) -> None:
    cls = module("core.options.movie").MovieOptions
    rna = bpy.context.scene.interact.bl_rna.properties
    kinds = module("core.schema.kinds")
    for option in module("core.schema.fields").options_of(cls):
        for name, spec in zip(option.panel, option.parts, strict=False):
            if isinstance(option.kind, kinds.Frames):
                continue
            assert rna[name].name == spec.label
            assert rna[name].description == module("ui.common.option_properties").panel_help(spec)
            if isinstance(spec.kind, kinds.OneOf) and spec.kind.switch is None:
                stored = {item.identifier: item.value for item in rna[name].enum_items}
                assert stored == {choice.id: choice.number for choice in spec.kind.choices}


def test_a_file_of_version_0_1_keeps_its_choices(module: Module) -> None:
    bpy.ops.wm.open_mainfile(filepath=str(SAMPLE), load_ui=False, use_scripts=False)
    scene = bpy.data.scenes["Chosen"]
    read = module("ui.common.option_properties").read_properties
    movie, batch = module("core.options.movie"), module("core.options.batch")
    picture = module("core.options.picture").PictureOptions
    options = read(scene.interact, movie.MovieOptions())
    assert options.compose.picture == picture("final", 640, 360, 16)
    assert options.compose.focal == 35.5
    assert (options.compose.camera, options.compose.lights) == ("close_b", "none")
    assert (options.compose.mode, options.compose.sound) == ("add", False)
    assert options.compose.take == movie.TakeOptions(bodies="bvhs")
    assert (options.frames, options.stereo) == (movie.FrameRange(10, 20), True)
    assert options.subtitles == "auto"
    settings, jobs = scene.interact, scene.interact_job_list
    assert (settings.key, settings.use_scene_settings) == ("20260101_001", True)
    assert [(actor.name, actor.kind, actor.look) for actor in settings.cast] == [("001", "BUILT_IN", "jonas")]
    assert read(jobs, batch.BatchOptions()) == batch.BatchOptions(workers=3, retries=5)
    assert (jobs.use_frames, jobs.frame_first, jobs.frame_last, jobs.keep) == (True, 2, 9, False)
    (entry,) = module("ui.jobs.job_list").entries_of(jobs)
    assert (entry.options.preset, entry.options.camera) == ("pathtraced", "orbit")
    assert (entry.options.stereo, entry.options.fps, entry.options.cast) == (True, 25, {"001": "jonas"})
    untouched = read(bpy.data.scenes["Untouched"].interact, movie.MovieOptions())
    assert untouched == movie.MovieOptions()


def test_every_option_of_a_movie_is_in_the_panel_or_says_where_else() -> None:
    elsewhere = {
        "cast",
        "characters",
        "wardrobe",
        "wear",
        "height",
        "cache",
        "ffmpeg",
        "skeleton",
    }  # rows of their own, the preferences, the user's folder; job files and the command line
    from interact_addon.core.options.movie import MovieOptions

    assert {option.name for option in options_of(MovieOptions) if not option.panel} == elsewhere
    assert get(MovieOptions(), next(iter(options_of(MovieOptions)))) is not None
