# SPDX-License-Identifier: GPL-3.0-or-later
"""The Dataset and Cast panels, as people use them: a folder, a filter, a row, who plays."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import bpy
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def settings(fresh_extension: str, module: Module) -> Iterator[bpy.types.PropertyGroup]:
    module("ui.dataset.catalog").forget()
    bpy.ops.interact.clear_scene_filter() if bpy.ops.interact.clear_scene_filter.poll() else None
    yield bpy.context.scene.interact
    module("ui.dataset.catalog").forget()


@pytest.fixture
def state(settings: bpy.types.PropertyGroup) -> bpy.types.PropertyGroup:
    return bpy.context.window_manager.interact_dataset


def _many(root: Path, count: int) -> Path:
    (root / "bvhs").mkdir(parents=True)
    for scenario in range(count):
        (root / "bvhs" / f"20231119_001_{scenario:03d}.bvh").touch()
    return root


def _shown(module: Module, state: bpy.types.PropertyGroup) -> list[bool]:
    """What the list's own filter says, with nothing drawn."""
    mine = SimpleNamespace(bitflag_filter_item=1 << 30, use_filter_sort_reverse=False)
    scenes = module("ui.dataset.scene_list").INTERACT_UL_scenes
    flags, order = scenes.filter_items(mine, bpy.context, state, "rows")
    assert order == []
    assert len(flags) == len(state.rows)
    assert set(flags) <= {0, 1 << 30}
    return [bool(flag) for flag in flags]


def _drawn(module: Module) -> list[str]:
    """The texts of the panel Scenario."""
    panel, texts = module("ui.dataset.dataset_panel"), []
    layout = SimpleNamespace(
        row=lambda: layout,
        label=lambda text, **_: texts.append(text),
        operator=lambda *_, **__: None,
    )
    wrapped, panel.draw_wrapped = panel.draw_wrapped, lambda _, __, text, **___: texts.append(text)
    try:
        panel.INTERACT_PT_scenario.draw(SimpleNamespace(layout=layout), bpy.context)
    finally:
        panel.draw_wrapped = wrapped
    return texts


def test_a_folder_is_read_at_once(
    settings: bpy.types.PropertyGroup, state: bpy.types.PropertyGroup, module: Module, sample_root: Path
) -> None:
    catalog = module("ui.dataset.catalog")
    settings.dataset = str(sample_root)
    known = catalog.known(bpy.context)
    assert known.overview.counts["scenes"] == 3
    assert [gap.title for gap in known.overview.gaps] == ["1 face missing"]
    assert len(state.rows) >= 3
    assert catalog.problem(bpy.context) is None


def test_a_scene_that_is_not_in_the_window_gets_its_own_cast(
    settings: bpy.types.PropertyGroup, sample_root: Path
) -> None:
    settings.dataset, settings.key = str(sample_root), "20231119_051"
    other = bpy.data.scenes.new("Other").interact
    other.dataset, other.key = str(sample_root), "20231126_319"
    assert [actor.name for actor in settings.cast] == ["001", "002"]
    assert [actor.name for actor in other.cast] == ["003", "007"]


def test_a_folder_that_is_none(
    settings: bpy.types.PropertyGroup, module: Module, tmp_path: Path, sample_root: Path
) -> None:
    catalog = module("ui.dataset.catalog")
    settings.dataset = str(tmp_path / "nowhere")
    assert "folder does not exist" in catalog.problem(bpy.context)
    assert catalog.known(bpy.context) is None
    assert settings.row == -1
    with pytest.raises(RuntimeError, match="folder does not exist"):
        bpy.ops.interact.reload_dataset()
    shutil.copytree(sample_root, tmp_path / "nowhere")
    assert bpy.ops.interact.reload_dataset() == {"FINISHED"}
    assert catalog.problem(bpy.context) is None
    settings.dataset = ""
    assert not bpy.ops.interact.reload_dataset.poll()


def test_a_row_chooses_scene_and_cast(settings: bpy.types.PropertyGroup, sample_root: Path) -> None:
    settings.dataset = str(sample_root)
    assert (settings.row, settings.key, len(settings.cast)) == (-1, "", 0)
    settings.row = 2
    assert settings.key == "20240126_034"
    assert settings.cast.keys() == ["008", "006"]
    assert len({actor.look for actor in settings.cast}) == 2  # each starts from who would play anyway
    settings.cast["006"].kind = "BUILT_IN"
    look = settings.cast["006"].bl_rna.properties["look"].enum_items[1].identifier
    settings.cast["006"].look = look
    settings.key = "20231119_051"
    assert settings.row == 0
    assert settings.cast.keys() == ["006", "001", "002"]  # what was chosen for 006 is kept
    settings.row = 2
    assert (settings.cast["006"].kind, settings.cast["006"].look) == ("BUILT_IN", look)
    settings.row = 99
    assert settings.key == "20240126_034"


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        ({}, [0, 1, 2]),
        ({"emotion": "joy"}, [0]),
        ({"actor": "006"}, [2]),
        ({"relationship": "old friends"}, [0]),
        ({"complete": True}, [0, 1]),
        ({"text": "20231126"}, [1]),
        ({"text": "OLD friends"}, [0]),
        ({"text": "friends", "actor": "006"}, []),
    ],
)
def test_filters(
    settings: bpy.types.PropertyGroup,
    state: bpy.types.PropertyGroup,
    module: Module,
    sample_root: Path,
    chosen: dict[str, object],
    keys: list[int],
) -> None:
    settings.dataset = str(sample_root)
    for name, value in chosen.items():
        setattr(state, name, value)
    assert [row for row, shown in enumerate(_shown(module, state)) if shown] == keys
    if chosen:
        assert bpy.ops.interact.clear_scene_filter() == {"FINISHED"}
        assert sum(_shown(module, state)) == 3
    assert not bpy.ops.interact.clear_scene_filter.poll()


def test_rows_are_ordered_by_what_they_say(
    settings: bpy.types.PropertyGroup, state: bpy.types.PropertyGroup, module: Module, sample_root: Path
) -> None:
    settings.dataset = str(sample_root)
    scenes = module("ui.dataset.scene_list").INTERACT_UL_scenes
    mine = SimpleNamespace(bitflag_filter_item=1 << 30)

    def keys(order: str, *, descending: bool = False) -> list[str]:
        state.order, state.descending = order, descending
        _, places = scenes.filter_items(mine, bpy.context, state, "rows")
        assert not places or sorted(places) == list(range(len(state.rows)))
        known = module("ui.dataset.catalog").known(bpy.context)
        listed = [scene.key for scene in known.overview.scenes]
        return sorted(listed, key=lambda key: places[listed.index(key)]) if places else listed

    first, second, third = keys("KEY")
    assert keys("KEY", descending=True) == [third, second, first]
    assert keys("MISSING", descending=True) == [third, first, second]
    titles = module("ui.dataset.row_facts")
    catalog = module("ui.dataset.catalog").known(bpy.context)
    said = {scene.key: titles.scene_title(scene) for scene in catalog.overview.scenes}
    assert keys("TITLE") == sorted(said, key=lambda key: said[key].casefold())
    keys("LENGTH")  # which has the headers read
    catalog._seconds.wait()
    seconds = {key: value for (key, *_), value in catalog._seconds.known.items()}
    assert set(seconds) == {first, second, third}
    assert keys("LENGTH", descending=True) == sorted(seconds, key=seconds.get, reverse=True)
    tip = state.rows[2].tip
    assert tip.startswith(third)
    assert f"Length: {titles.clock(seconds[third])}" in tip
    assert "Missing: face 006" in tip
    assert said[third] in tip
    state.order, state.descending = "KEY", False


def test_rendered_scenes_are_shown_and_chosen_by_their_pictures(
    settings: bpy.types.PropertyGroup, state: bpy.types.PropertyGroup, module: Module, sample_root: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    movies, choices = module("ui.common.movies"), bpy.context.window_manager.interact_rendered
    made = tmp_path / "body_renders"
    made.mkdir()
    for number, name in enumerate(("20231119_051", "20240126_034", "20231119_051_v002", "other")):
        (made / f"{name}.mp4").write_bytes(b"no movie")
        os.utime(made / f"{name}.mp4", (10_000 * number + 10_000,) * 2)
    settings.dataset, settings.output, settings.key = str(sample_root), str(tmp_path), "20231126_319"
    assert bpy.ops.interact.list_movies() == {"FINISHED"}
    found = movies.made_movies(bpy.context)
    assert [movie.name for movie in found.latest][:2] == ["other", "20231119_051_v002"]
    assert choices.movie == "NONE"  # of the chosen scene there is none
    items = module("ui.dataset.rendered")._rendered(None, bpy.context)
    assert [item[:2] for item in items[1:]] == [
        ("20231119_051", "20231119_051_v002"),
        ("20240126_034", "20240126_034"),
    ]
    choices.movie = "20240126_034"
    assert settings.key == "20240126_034"
    assert str(made / "20231119_051_v002.mp4") in state.rows[0].tip
    rows = bpy.context.window_manager.interact_movies.rows
    assert "Version 2" in rows[1].tip
    assert "origin" not in rows[0].tip  # that is read now
    for each in (movies._folders, movies._origins, movies._pictures):
        each.wait()  # none of them is a movie: there are no pictures, and nothing fails
    assert movies.icon_of(bpy.context, found.latest[0]) == 0
    time.sleep(0.25)  # Blender before 5.0 gets a text that was just returned once more
    assert "unknown origin" in rows[0].tip
    with pytest.raises(RuntimeError, match="is not the name of a movie"):
        bpy.ops.interact.open_made_movie(name="../other")


def test_a_chosen_emotion_that_another_dataset_lacks(
    settings: bpy.types.PropertyGroup,
    state: bpy.types.PropertyGroup,
    module: Module,
    sample_root: Path,
    tmp_path: Path,
) -> None:
    settings.dataset = str(sample_root)
    state.emotion = "joy"
    settings.dataset = str(_many(tmp_path / "other", 2))
    assert state.emotion == "*"
    assert sum(_shown(module, state)) == 2
    settings.dataset = str(sample_root)
    assert state.emotion == "joy"


def test_the_layout_that_was_found_is_shown_and_another_can_be_chosen_and_taken_back(
    settings: bpy.types.PropertyGroup, module: Module, tmp_path: Path
) -> None:
    clip = tmp_path / "motions" / "G001T000A001R000"
    clip.mkdir(parents=True)
    for name in ("P1.npz", "P2.npz"):
        (clip / name).touch()
    catalog, panel = module("ui.dataset.catalog"), module("ui.dataset.dataset_panel")
    settings.dataset = str(tmp_path)
    texts: list[str] = []
    row = SimpleNamespace(prop=lambda *_, **__: None, label=lambda text, **_: texts.append(text))
    panel._draw_layout(SimpleNamespace(row=lambda **_: row), settings, catalog.known(bpy.context).dataset)
    assert texts == ["Inter-X, 120 fps"]
    settings.dataset_layout = "beat"
    assert str(tmp_path) in catalog.problem(bpy.context)
    assert catalog.known(bpy.context) is None
    settings.dataset_layout = "inter-x"
    panel._draw_layout(SimpleNamespace(row=lambda **_: row), settings, catalog.known(bpy.context).dataset)
    assert texts[1:] == ["120 fps"]
    settings.dataset_layout = "auto"
    assert catalog.problem(bpy.context) is None


def test_five_thousand_scenes(
    settings: bpy.types.PropertyGroup,
    state: bpy.types.PropertyGroup,
    module: Module,
    tmp_path: Path,
    sample_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.dataset = str(_many(tmp_path / "many", 5000))
    assert len(state.rows) >= 5000
    asked: list[str] = []
    scene_class = module("core.dataset").SceneFilter
    usual = scene_class.matches
    monkeypatch.setattr(scene_class, "matches", lambda s, scene: asked.append(scene.key) or usual(s, scene))
    state.text = "_4321"
    for _ in range(10):  # Blender asks whenever it draws
        assert [row for row, shown in enumerate(_shown(module, state)) if shown] == [4321]
    assert len(asked) == 5000  # every scene was looked at once, not once a drawing
    settings.row = 4321
    assert settings.key == "20231119_4321"
    # A smaller dataset leaves no row of the larger one behind.
    state.text = ""
    settings.dataset = str(sample_root)
    assert sum(_shown(module, state)) == 3


def test_nothing_is_read_while_drawing(
    settings: bpy.types.PropertyGroup,
    state: bpy.types.PropertyGroup,
    module: Module,
    sample_root: Path,
    tmp_path: Path,
) -> None:
    root = tmp_path / "gone"
    shutil.copytree(sample_root, root)
    settings.dataset = str(root)
    settings.row = 1
    shutil.rmtree(root)
    assert sum(_shown(module, state)) == 3
    assert module("ui.dataset.catalog").known_scene(bpy.context).key == "20231126_319"


def test_lengths_are_read_once_and_later(
    settings: bpy.types.PropertyGroup, module: Module, sample_root: Path
) -> None:
    catalog, later = module("ui.dataset.catalog"), module("ui.common.deferred")
    settings.dataset = str(sample_root)
    settings.row = 0
    assert catalog.lengths(bpy.context) is None
    assert bpy.app.timers.is_registered(later._run)
    later._run()
    assert catalog.lengths(bpy.context).frames == 943
    later.unregister()
    assert not bpy.app.timers.is_registered(later._run)


def test_captions_and_labels_are_read_later_and_again_after_a_reload(
    settings: bpy.types.PropertyGroup,
    state: bpy.types.PropertyGroup,
    module: Module,
    sample_root: Path,
    tmp_path: Path,
) -> None:
    catalog, later = module("ui.dataset.catalog"), module("ui.common.deferred")
    root = shutil.copytree(sample_root, tmp_path / "own")
    (root / "labels").mkdir()
    (root / "labels" / "20231119_001_051.csv").write_text("0,300,sit\n300,943,stand")
    (root / "dataset.toml").write_text(
        '[files]\nbody = "bvhs/{day}_{actor}_{take}.bvh"\nlabels = "labels/{day}_{actor}_{take}.csv"\n'
        'text = "{day}_{take}.txt"\n'
    )
    (root / "20231119_051.txt").write_text("They hug.\nb\nc\nd\n")
    settings.dataset = str(root)
    settings.key = "20231119_051"
    assert catalog.texts(bpy.context) is None
    later._run()
    found = catalog.texts(bpy.context)
    assert (found.captions, found.total, found.problems) == (("They hug.", "b", "c"), 4, ())
    assert found.labels == ("001: sit 10.0 s, stand 21.4 s",)
    assert _drawn(module)[-5:] == ["They hug.", "b", "c", "4 captions in all", *found.labels]
    (root / "20231119_051.txt").write_text("They part.\n")
    state.text = "hug"
    assert sum(_shown(module, state)) == 1
    assert bpy.ops.interact.reload_dataset() == {"FINISHED"}
    assert sum(_shown(module, state)) == 0
    state.text = "part"
    assert sum(_shown(module, state)) == 0  # nothing is read while drawing
    later._run()
    assert sum(_shown(module, state)) == 1


def test_undo_and_another_file_leave_nothing_stale(
    settings: bpy.types.PropertyGroup, module: Module, sample_root: Path, tmp_path: Path
) -> None:
    settings.dataset = str(sample_root)
    bpy.ops.ed.undo_push(message="dataset")
    settings.row = 1
    bpy.ops.ed.undo_push(message="scene")
    bpy.ops.ed.undo()
    chosen = bpy.context.scene.interact
    assert (chosen.key, chosen.row) == ("", -1)
    bpy.ops.ed.redo()
    chosen = bpy.context.scene.interact
    assert (chosen.key, chosen.row) == ("20231126_319", 1)
    path = tmp_path / "chosen.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    chosen.dataset = str(_many(tmp_path / "other", 5))
    assert bpy.context.scene.interact.row == -1
    bpy.ops.wm.open_mainfile(filepath=str(path))
    chosen = bpy.context.scene.interact
    assert (chosen.key, chosen.row) == ("20231126_319", 1)
    assert module("ui.dataset.catalog").known_scene(bpy.context).key == "20231126_319"


def test_preferences_hold_until_somebody_chooses(
    settings: bpy.types.PropertyGroup, extension: str, module: Module, sample_root: Path
) -> None:
    usual = bpy.context.preferences.addons[extension].preferences
    before = usual.dataset, usual.preset
    try:
        usual.dataset, usual.preset = str(sample_root), "final"
        assert module("ui.dataset.catalog").dataset_root(bpy.context) == sample_root
        assert settings.preset == "final"
        settings.preset = "pathtraced"
        usual.preset = "preview"
        assert settings.preset == "pathtraced"
        assert bpy.data.scenes.new("another").interact.preset == "preview"
        settings.key = "20231119_051"
        assert settings.cast.keys() == ["001", "002"]
    finally:
        usual.dataset, usual.preset = before


def test_ffmpeg_is_looked_for_and_told(settings: bpy.types.PropertyGroup, module: Module) -> None:
    preferences = module("ui.common.preferences")
    works, text = preferences.look_for_ffmpeg("/nowhere/ffmpeg")
    assert not works
    assert "/nowhere/ffmpeg" in text
    assert preferences.ffmpeg_state("/nowhere/ffmpeg") == (works, text)


def test_our_words_are_known_in_german(settings: bpy.types.PropertyGroup, module: Module) -> None:
    german = module("ui.german").GERMAN
    assert german["*", "Dataset"] == "Datensatz"
    missing = []
    for name in dir(bpy.types):
        cls = getattr(bpy.types, name)
        if name.startswith("INTERACT_PT_") and ("*", cls.bl_label) not in german:
            missing.append(cls.bl_label)
        if name.startswith("INTERACT_OT_") and ("Operator", cls.bl_label) not in german:
            missing.append(cls.bl_label)
    assert missing == []
