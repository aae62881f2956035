# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed zip in a real Blender with its window, used as a person does; see README.md."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.processes import is_alive

pytestmark = [pytest.mark.blender, pytest.mark.window]

HERE = Path(__file__).resolve().parent
KEEP = "INTERACT_WINDOW_PICTURES"  # a folder of yours that gets the pictures


def picture_of(path: Path) -> Any:
    """A picture's colours, (height, width, 3)."""
    import bpy
    import numpy as np

    image = bpy.data.images.load(str(path))
    pixels = np.empty(len(image.pixels), dtype=np.float32)
    image.pixels.foreach_get(pixels)
    width, height = image.size
    bpy.data.images.remove(image)
    return pixels.reshape(height, width, 4)[..., :3]


def _helper() -> Any:
    spec = importlib.util.spec_from_file_location("real_window", HERE / "real_window.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["real_window"] = module
    spec.loader.exec_module(module)
    return module


def _with_wheels(modules: Path) -> None:
    """Put beside a Blender what wheels bring: this zip has none, nor has Debian's Blender those modules."""
    modules.mkdir(parents=True)
    for name in ("cattrs", "cattr", "attrs", "attr", "typing_extensions"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue  # a Blender that has it need not get it
        origin = Path(spec.origin)
        if origin.name == "__init__.py":
            shutil.copytree(origin.parent, modules / name)
        else:
            shutil.copy(origin, modules)


@pytest.fixture(scope="module")
def outcome(extension_zip: Path, request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, Any], Path]]:
    """What the script in the window found, and the folder with its pictures."""
    blender = _helper().find_real_blender()
    if isinstance(blender, str):
        pytest.skip(blender)
    with blender.alone(), blender.folder() as folder:
        out, log = folder / "out", folder / "blender.log"
        out.mkdir()
        shutil.copy(extension_zip, folder / "extension.zip")
        shutil.copy(HERE / "in_window.py", folder / "in_window.py")
        # Real captures where they are: their pictures are worth looking at.
        shared = Path(os.environ.get("INTERACT_SHARED_DATA", HERE.parents[3] / "shared" / "data"))
        captured = shared / "interact_mini"
        root = captured if captured.is_dir() else request.getfixturevalue("sample_root")
        shutil.copytree(root, folder / "dataset")
        _with_wheels(folder / "user" / "scripts" / "modules")
        environment = {
            "BLENDER_USER_RESOURCES": blender.seen(folder / "user"),
            "INTERACT_WINDOW_DATASET": blender.seen(folder / "dataset"),
            "INTERACT_WINDOW_OUT": blender.seen(out),
            "INTERACT_WINDOW_END": os.environ.get("INTERACT_WINDOW_END", "quit"),
        }
        install = ["--command", "extension", "install-file", "-r", "user_default", "-e"]
        blender.run([*install, blender.seen(folder / "extension.zip")], log=log, seconds=300, **environment)
        with blender.screen() as display:
            script = [
                "--window-geometry",
                "0",
                "0",
                "1600",
                "900",
                "--python",
                blender.seen(folder / "in_window.py"),
            ]
            done = blender.run(script, log=log, seconds=900, DISPLAY=display, **environment)
        if os.environ.get(KEEP):
            Path(os.environ[KEEP]).mkdir(parents=True, exist_ok=True)
            for file in [*out.glob("*.png"), *out.glob("*.txt"), *out.glob("*.json"), log]:
                shutil.copy(file, os.environ[KEEP])
        result = out / "result.json"
        if not result.is_file():
            pytest.fail(f"Blender ended with {done.returncode}: {log.read_text(errors='replace')[-3000:]}")
        yield json.loads(result.read_text()), out


def test_contacts_are_drawn_without_composing(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, out = outcome
    assert facts["contacts"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["contact_frame"][0] == facts["contact_frame"][1] > 1
    assert facts["objects_with_contacts"] == 0
    shown, hidden = picture_of(out / "contacts.png"), picture_of(out / "contacts_hidden.png")
    differ = (abs(shown - hidden) > 0.2).any(axis=-1)[:, : shown.shape[1] // 2]  # left of the sidebar
    assert 1000 < differ.sum() < differ.size // 4  # lines, not a filled viewport


def test_the_files_are_measured_and_listed(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, out = outcome
    assert facts["measure"] == ["RUNNING_MODAL"]  # beside the window
    assert len(facts["measures"]) > 20
    assert facts["measure_frame"][0] == facts["measure_frame"][1] > 0
    listed, before = picture_of(out / "measures.png"), picture_of(out / "contacts_hidden.png")
    differ = (abs(listed - before) > 0.2).any(axis=-1)[:, listed.shape[1] // 2 :]
    assert differ.sum() > 5000  # the lines in the sidebar


def test_a_scene_is_composed_and_played(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, _ = outcome
    assert facts["error"] is None
    assert facts["cast"] == ["001", "002"]
    assert len(facts["actors"]) == 2
    assert facts["frames"] == 943
    assert 470 <= facts["played_to"] < 943


def test_the_camera_is_placed_by_its_pictures(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, _ = outcome
    assert facts["stills"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["still_places"] == 11
    assert facts["still_frame"][0] == facts["still_frame"][1]
    assert facts["placing"]
    assert facts["place"] == [True, "close:001", "close_a"]
    assert facts["edit"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["shots"] > 3
    assert facts["jumped"] == [facts["jumped"][1], facts["jumped"][1], "Camera over_shoulder:001"]


def test_posing_shows_the_bones_and_leaving_hides_them(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, _ = outcome
    assert facts["posing"] == ["POSE", True, True]
    assert facts["posed"] == ["OBJECT", False, False]


def test_the_list_is_filtered(outcome: tuple[dict[str, Any], Path]) -> None:
    assert outcome[0]["filtered"] == 1


def test_new_people_are_fitted_while_the_window_lives_on(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, _ = outcome
    assert facts["import"] == ["CANCELLED"]  # nothing yet
    assert facts["import_step"].startswith("Fitting ")
    assert facts["people_meanwhile"] == 2
    assert facts["people_imported"] == 3
    assert facts["people_after_undo"] == 2


def test_faces_are_built_and_shown(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, _ = outcome
    assert facts["faces"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["faces_built"] == ["20231119_001_051", "20231119_002_051"]
    assert facts["face_shown"] == "Face 20231119_001_051"
    assert facts["plot_icon"] > 0
    assert facts["back"]


def test_a_render_is_shown_and_cancelled(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, _ = outcome
    assert facts["job_error"] is None
    assert facts["file_untouched"]
    assert facts["child_worked"]
    assert 0.0 < facts["factor"] < 1.0
    assert facts["bar"].startswith("frame ")
    assert facts["thumbnail"]
    assert not facts["child_left"]
    assert facts["parts_left"] == []


def test_a_movie_is_made(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, out = outcome
    assert facts["movie_error"] is None
    assert Path(facts["movie"]).name == "20231119_051.mp4"
    assert (out / "movies" / "body_renders" / "20231119_051.mp4").stat().st_size > 1000


def test_blender_closes_while_stills_are_made(outcome: tuple[dict[str, Any], Path]) -> None:
    facts, out = outcome
    assert facts["stills_at_the_end"] == ["RUNNING_MODAL"]
    assert facts["stills_are_made"]
    assert not list(out.parent.parent.glob("interact-still-*"))  # the folder for temporary files


def test_closing_blender_leaves_no_child(outcome: tuple[dict[str, Any], Path]) -> None:
    pid = outcome[0]["last_child"]
    assert pid is not None
    deadline = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(pid)


def test_the_pictures_show_something(outcome: tuple[dict[str, Any], Path]) -> None:
    """A window that was not drawn is of one colour."""
    import bpy
    import numpy as np

    before = np.zeros(1600 * 900 * 4, dtype=np.float32)
    for name in (
        "empty",
        "actors",
        "camera",
        "posing",
        "posed",
        "filtered",
        "face",
        "rendering",
        "cancelled",
        "finished",
    ):
        image = bpy.data.images.load(str(outcome[1] / f"{name}.png"))
        pixels = np.empty(len(image.pixels), dtype=np.float32)
        image.pixels.foreach_get(pixels)
        assert tuple(image.size) == (1600, 900)
        assert pixels.reshape(-1, 4)[:, :3].std() > 0.05
        assert (pixels != before).sum() > 1000  # each step is seen
        before = pixels
        bpy.data.images.remove(image)
