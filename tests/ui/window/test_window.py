# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed zip in a real Blender with its window, from an empty file to a movie; see README.md."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.processes import is_alive

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]


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


@pytest.fixture(scope="module")
def outcome(run_session: Callable[[str], Outcome]) -> Outcome:
    """What the session found, and the folder with its pictures."""
    return run_session("session_first")


def test_contacts_are_drawn_without_composing(outcome: Outcome) -> None:
    facts, out = outcome
    assert facts["contacts"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["contact_frame"][0] == facts["contact_frame"][1] > 1
    assert facts["objects_with_contacts"] == 0
    shown, hidden = picture_of(out / "contacts.png"), picture_of(out / "contacts_hidden.png")
    differ = (abs(shown - hidden) > 0.2).any(axis=-1)[:, : shown.shape[1] // 2]  # left of the sidebar
    assert 1000 < differ.sum() < differ.size // 4  # lines, not a filled viewport


def test_the_files_are_measured_and_listed(outcome: Outcome) -> None:
    facts, out = outcome
    assert facts["measure"] == ["RUNNING_MODAL"]  # beside the window
    assert len(facts["measures"]) > 20
    assert facts["measure_frame"][0] == facts["measure_frame"][1] > 0
    listed, before = picture_of(out / "measures.png"), picture_of(out / "contacts_hidden.png")
    differ = (abs(listed - before) > 0.2).any(axis=-1)[:, listed.shape[1] // 2 :]
    assert differ.sum() > 5000  # the lines in the sidebar


def test_a_scene_is_composed_and_played(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["error"] is None
    assert facts["cast"] == ["001", "002"]
    assert len(facts["actors"]) == 2
    assert facts["frames"] == 943
    assert 470 <= facts["played_to"] < 943


def test_the_camera_is_placed_by_its_pictures(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["stills"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["still_places"] == 11
    assert facts["still_frame"][0] == facts["still_frame"][1]
    assert facts["placing"]
    assert facts["place"] == [True, "close:001", "close_a"]
    assert facts["edit"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["shots"] > 3
    assert facts["jumped"] == [facts["jumped"][1], facts["jumped"][1], "Camera over_shoulder:001"]


def test_posing_shows_the_bones_and_leaving_hides_them(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["posing"] == ["POSE", True, True]
    assert facts["posed"] == ["OBJECT", False, False]


def test_the_list_is_filtered(outcome: Outcome) -> None:
    assert outcome[0]["filtered"] == 1


def test_new_people_are_fitted_while_the_window_lives_on(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["import"] == ["CANCELLED"]  # nothing yet
    assert facts["import_step"].startswith("Fitting ")
    assert facts["people_meanwhile"] == 2
    assert facts["people_imported"] == 3
    assert facts["people_after_undo"] == 2


def test_faces_are_built_and_shown(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["faces"] == ["RUNNING_MODAL"]  # beside the window
    assert facts["faces_built"] == ["20231119_001_051", "20231119_002_051"]
    assert facts["face_shown"] == "Face 20231119_001_051"
    assert facts["plot_icon"] > 0
    assert facts["back"]


def test_a_render_is_shown_and_cancelled(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["job_error"] is None
    assert facts["file_untouched"]
    assert facts["child_worked"]
    assert 0.0 < facts["factor"] < 1.0
    assert facts["bar"].startswith("frame ")
    assert facts["thumbnail"]
    assert not facts["child_left"]
    assert facts["parts_left"] == []


def test_a_movie_is_made(outcome: Outcome) -> None:
    facts, out = outcome
    assert facts["movie_error"] is None
    assert Path(facts["movie"]).name == "20231119_051.mp4"
    assert (out / "movies" / "body_renders" / "20231119_051.mp4").stat().st_size > 1000


def test_movies_are_listed_with_pictures_and_none_is_overwritten(outcome: Outcome) -> None:
    facts, _ = outcome
    assert Path(facts["second"]).name == "20231119_051_v002.mp4"
    assert facts["movies"] == ["20231119_051_v002", "20231119_051"]
    assert "Version 2" in facts["movie_tip"]


def test_scenes_are_listed_with_pictures_in_each_order(outcome: Outcome) -> None:
    facts, _ = outcome
    assert facts["rendered"] == [True, False]
    assert facts["latest"] == "20231119_051"
    assert "20231119_051_v002.mp4" in facts["tips"][0]
    assert "Missing: " in facts["tips"][2]
    first, second, third = facts["orders"]["KEY"]
    assert facts["orders"]["MISSING"][0] == third
    assert facts["orders"]["LENGTH"][-1] == first
    assert facts["orders"]["TITLE"] == [third, second, first]


def test_blender_closes_while_stills_are_made(outcome: Outcome) -> None:
    facts, out = outcome
    assert facts["stills_at_the_end"] == ["RUNNING_MODAL"]
    assert facts["stills_are_made"]
    assert not list(out.parent.parent.glob("interact-still-*"))  # the folder for temporary files


def test_closing_blender_leaves_no_child(outcome: Outcome) -> None:
    pid = outcome[0]["last_child"]
    assert pid is not None
    deadline = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(pid)


def test_the_pictures_show_something(outcome: Outcome) -> None:
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
