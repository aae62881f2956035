# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of placed cameras: they are searched for once, and again where anything differs."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stage_people import pair

from interact_addon.core.camera.choices import focal_of
from interact_addon.core.camera.framing import Lens
from interact_addon.core.camera.places import PlacedCamera, place_camera
from interact_addon.core.camera.places import kept_place as module
from interact_addon.core.camera.places.kept_place import kept_place
from interact_addon.core.camera.stage import StagePerson
from interact_addon.core.foundation.errors import UsageError

RATE = Fraction(30)
STAGE = pair(60, apart=3.0, near=1.0)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cameras that were searched for."""
    seen: list[str] = []

    def place(stage, camera, *words):
        seen.append(camera)
        return place_camera(stage, camera, *words)

    monkeypatch.setattr(module, "place_camera", place)
    return seen


def kept(
    folder: Path,
    camera: str = "front",
    stage: tuple[StagePerson, ...] = STAGE,
    move: str = "auto",
    rate: Fraction = RATE,
    lens: Lens | None = None,
) -> PlacedCamera:
    return kept_place(stage, camera, lens or Lens(focal_of(camera)), rate, move, folder)


def assert_same(one: PlacedCamera, other: PlacedCamera) -> None:
    for name in ("camera", "lens", "near", "far", "findings"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("samples", "shown", "attainable", "whole"):
        assert np.array_equal(getattr(one.placed, name), getattr(other.placed, name))
    for name in ("position", "rotation"):
        first, second = getattr(one.placed.view, name), getattr(other.placed.view, name)
        assert first.dtype == second.dtype
        assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("camera", "move"),
    [("front", "static"), ("orbit", "auto"), ("pov_a", "auto"), ("over_shoulder_a", "auto")],
)
def test_a_camera_is_searched_for_once(tmp_path: Path, searches: list[str], camera: str, move: str) -> None:
    first = kept(tmp_path, camera, move=move)
    assert_same(first, place_camera(STAGE, camera, Lens(focal_of(camera)), RATE, move))
    assert_same(kept(tmp_path, camera, move=move), first)
    assert searches == [camera]


def test_anything_else_is_searched_for(tmp_path: Path, searches: list[str]) -> None:
    one, other = STAGE
    kept(tmp_path)
    kept(tmp_path, "side")
    kept(tmp_path, move="static")
    kept(tmp_path, rate=Fraction(24))
    kept(tmp_path, lens=Lens(focal_of("front"), width=720))
    kept(tmp_path, stage=(other, one))
    kept(tmp_path, stage=(one, replace(other, eyes=other.eyes + 1e-6)))
    kept(tmp_path, stage=(one, replace(other, radii=other.radii * 1.01)))
    kept(tmp_path, stage=(one, replace(other, actor_id="007")))
    assert len(searches) == 9
    assert len(list((tmp_path / "cameras").iterdir())) == 9


@pytest.mark.parametrize("damage", ["", "cut", "samples", "frames", "head"])
def test_a_damaged_file_is_made_again(tmp_path: Path, searches: list[str], damage: str) -> None:
    first = kept(tmp_path, "orbit")
    (path,) = (tmp_path / "cameras").iterdir()
    good = path.read_bytes()
    if damage in ("", "cut"):
        path.write_bytes(good[: len(good) // 2] if damage else b"")
    else:
        arrays = dict(np.load(path))
        if damage == "samples":
            arrays["samples"] = arrays["samples"] + 1000
        elif damage == "frames":
            arrays["position"], arrays["rotation"] = arrays["position"][:9], arrays["rotation"][:9]
        else:
            arrays["head"] = np.array('{"camera": 3}')
        np.savez(path, **arrays)
    assert_same(kept(tmp_path, "orbit"), first)
    assert_same(kept(tmp_path, "orbit"), first)
    assert len(searches) == 2


def test_a_folder_that_takes_no_file_costs_only_time(tmp_path: Path, searches: list[str]) -> None:
    (tmp_path / "cameras").write_text("in the way")
    assert_same(kept(tmp_path), kept(tmp_path))
    assert len(searches) == 2


def test_a_mistake_is_said_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="invalid camera"):
        kept(tmp_path, "nowhere", lens=Lens())
    assert not (tmp_path / "cameras").exists()
