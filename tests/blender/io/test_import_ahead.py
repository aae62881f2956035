# SPDX-License-Identifier: GPL-3.0-or-later
"""People fitted before an import, which then finds them."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import bpy
import pytest

from interact_addon.blender.common.frame_rate import scene_rate
from interact_addon.blender.io.import_ahead import fit_ahead
from interact_addon.blender.io.import_options import ImportOptions
from interact_addon.blender.io.importing import import_bodies, import_performances
from interact_addon.core.characters.fitting import fitted
from interact_addon.core.foundation.errors import CancelledError

pytestmark = pytest.mark.blender


@pytest.fixture
def stage() -> bpy.types.Scene:
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.render.fps = 25
    return bpy.context.scene


@pytest.fixture
def bodies(demo_root: Path) -> list[Path]:
    return sorted((demo_root / "bvhs").glob("*.bvh"))[:2]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared: fitting takes its time."""
    return tmp_path_factory.mktemp("people")


@pytest.mark.parametrize("whole", [True, False])
def test_the_import_finds_everybody_fitted(
    stage: bpy.types.Scene, bodies: list[Path], whole: bool, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    """At the scene's rate, in a thread, with what it said in between."""
    options, told = ImportOptions(cache=cache), []
    answers: list[int] = []
    thread = threading.Thread(
        target=lambda: answers.append(
            fit_ahead(
                bodies, options, scene_rate(stage), whole=whole, on_step=lambda *step: told.append(step)
            )
        )
    )
    thread.start()
    thread.join()
    assert answers == [2]
    assert [share for share, _ in told] == [0.0, 0.5]
    assert told[0][1].endswith(bodies[0].stem)
    monkeypatch.setattr(fitted, "fit", lambda *_: pytest.fail("somebody was fitted again"))
    bring = import_performances if whole else import_bodies
    result = bring(stage, bodies, options)
    assert [actor.new for actor in result.actors] == [True, True]
    assert not result.failures


def test_it_is_given_up_between_people(bodies: list[Path], cache: Path) -> None:
    answers, told = iter([False, True]), []
    with pytest.raises(CancelledError):
        fit_ahead(
            bodies,
            ImportOptions(cache=cache),
            Fraction(25),
            whole=True,
            on_step=lambda *step: told.append(step),
            cancelled=lambda: next(answers),
        )
    assert len(told) == 1


def test_what_is_wrong_is_left_for_the_import(bodies: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "20260101_001_009.bvh"
    bad.write_text("HIERARCHY nonsense")
    options = ImportOptions(cache=tmp_path)
    assert fit_ahead([bad, tmp_path / "absent.bvh"], options, Fraction(30), whole=False) == 0


def test_a_bare_skeleton_needs_nobody(bodies: list[Path], tmp_path: Path) -> None:
    options = ImportOptions(look="none", cache=tmp_path)
    assert fit_ahead(bodies, options, Fraction(30), whole=False) == 0
    assert not list(tmp_path.iterdir())
