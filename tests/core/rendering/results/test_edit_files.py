# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from interact_addon.core.camera.editing import Edit, EditShot
from interact_addon.core.camera.editing.edit import rhythm
from interact_addon.core.rendering.results.edit_files import edit_paths, restore_edit, write_edit
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.rendering.results.record import deliver

SHOTS = (EditShot("front", 0, 90, "opening"), EditShot("close_a", 90, 200, "001 speaks"))
EDIT = Edit(SHOTS, Fraction(30), rhythm(SHOTS, Fraction(30)))


def delivered(layout: Layout, edit: Edit | None) -> None:
    work = layout.new_work("scene")
    for path in layout.paths(work, "scene"):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"movie")
    write_edit(layout.paths(work, "scene")[1], edit)
    values = {"key": "scene", "frames": 200, "duration": 6.7, "seconds": {}, "findings": []}
    deliver(layout, "scene", work, values | ({} if edit is None else {"edit": edit.as_dict()}))


def test_they_are_delivered_with_the_movie_and_go_with_it(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    edl, table = edit_paths(layout.movie("scene"))
    delivered(layout, EDIT)
    assert edl.read_text().startswith("TITLE: scene\n")
    assert len(table.read_text().splitlines()) == 3
    delivered(layout, EDIT.within(0, 50))
    assert len(table.read_text().splitlines()) == 2
    delivered(layout, None)
    assert not edl.exists()
    assert not table.exists()


def test_what_is_missing_is_made_from_the_record(tmp_path: Path) -> None:
    movie = tmp_path / "scene.mp4"
    edl, table = edit_paths(movie)
    write_edit(movie, EDIT)
    text = edl.read_text()
    edl.unlink()
    restore_edit(movie, EDIT.as_dict())
    assert edl.read_text() == text
    table.unlink()
    restore_edit(movie, {"of": "another version"})
    assert not table.exists()
    restore_edit(movie, None)
    write_edit(movie, None)  # one alone is somebody else's
    assert edl.exists()
