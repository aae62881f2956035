# SPDX-License-Identifier: GPL-3.0-or-later
"""The next step, from a dataset to a movie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interact_addon.ui.desk.next_step import Desk, next_step

PAGES = ("SCENE", "ACTORS", "SHOT", "RENDER")
KEY = "20231119_051"


@pytest.mark.parametrize("page", PAGES)
def test_the_way_to_a_movie(page: str) -> None:
    desk = Desk(page)
    assert next_step(desk).operator == "interact.choose_dataset"
    desk = replace(desk, dataset=None)
    assert not next_step(desk).operator  # it is being read
    desk = replace(desk, dataset=True)
    # On the page with the list there is nothing to press.
    assert next_step(desk).values == ({} if page == "SCENE" else {"page": "SCENE"})
    desk = replace(desk, key=KEY)
    assert next_step(desk).operator == "interact.compose_scene"
    desk = replace(desk, composed=(KEY,), actors=True)
    after = next_step(desk)
    checked = next_step(replace(desk, checked=True))
    expected = {
        "SCENE": ("interact.show_page", {"page": "SHOT"}),
        "ACTORS": ("interact.show_page", {"page": "SHOT"}),
        "SHOT": ("interact.check_scene", {}),
        "RENDER": ("interact.render_scene", {}),
    }
    assert (after.operator, after.values) == expected[page]
    assert checked.values == {"page": "RENDER"} if page == "SHOT" else checked == after
    done = next_step(replace(desk, checked=True, movie=True))
    assert (done.operator == "interact.open_movie") == (page == "RENDER")


@pytest.mark.parametrize("page", PAGES)
def test_another_scene_is_composed_where_one_chooses_and_casts(page: str) -> None:
    desk = Desk(page, dataset=True, key="20231126_319", composed=(KEY,), actors=True)
    assert (next_step(desk).operator == "interact.compose_scene") == (page in ("SCENE", "ACTORS"))


@pytest.mark.parametrize("page", PAGES)
def test_an_imported_person_needs_no_dataset(page: str) -> None:
    step = next_step(Desk(page, actors=True))
    assert step.operator == ("interact.render_scene" if page == "RENDER" else "interact.show_page")


def test_a_face_s_scene_leads_back() -> None:
    assert next_step(Desk("RENDER", dataset=True, key=KEY, actors=True, face=True)).values == {"key": ""}
