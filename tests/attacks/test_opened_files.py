# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's buttons open a scene's own movie and the folder's own report, whatever its state file names.

So it is with tables and lists of cuts, which are opened in other programs.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.camera.editing import Edit, EditShot, EditTable
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.rendering.results.state import panel_state
from interact_addon.core.rendering.results.watch import BatchWatch


def _state(out: Path, movie: Path) -> Path:
    place = panel_state(out)
    place.parent.mkdir(parents=True)
    scenes = {"a": {"state": "done", "movie": str(movie)}}
    values = {"format": 1, "scenes": scenes, "report": str(movie), "ended": "2026-01-01T00:00:00+00:00"}
    place.write_text(json.dumps(values))
    return place


def test_a_program_is_no_movie(tmp_path: Path) -> None:
    out, program = tmp_path / "out", tmp_path / "run_me.desktop"
    _state(out, program)
    for path in (program, program.with_suffix(".json")):
        path.write_text("{}")
    state = BatchWatch(out).look(["a"])
    assert state.scene("a").movie == ""
    assert state.report is None


def test_the_own_movie_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for movie in (Layout(out).movie("a"), Layout(out, "png").movie("a")):
        movie.parent.mkdir(parents=True)
        for path in (movie, movie.with_suffix(".json")):
            path.write_text("{}")
        _state(out, movie)
        assert BatchWatch(out).look(["a"]).scene("a").movie == str(movie)
        panel_state(out).unlink()
        panel_state(out).parent.rmdir()


@pytest.mark.parametrize("text", ["x\n* COMMENT: y", "=cmd|' /C calc'!A1", "@SUM(1)", "\x1b[2J"])
def test_a_records_edit_holds_no_lines_and_no_formulas(text: str) -> None:
    for shot in (EditShot(text, 0, 12), EditShot("front", 0, 12, text)):
        values = Edit((shot,), Fraction(30), EditTable(1, 0.4, 0.1, 1.0)).as_dict()
        with pytest.raises(ValueError, match="not a text of a shot"):
            Edit.from_dict(values)
