# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``interact demo`` makes, up to the rendering."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from interact_addon.cli import demo, main


def test_the_demo_is_cut_with_stereo_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def deliver(tasks: list[Any], out: Path, *rest: Any, **more: Any) -> SimpleNamespace:
        given.extend([*tasks, out])
        return SimpleNamespace(interrupted=False, complete=True)

    monkeypatch.setattr(demo, "deliver", deliver)
    assert main(["demo", "--out", str(tmp_path / "here"), "--preset", "final"]) == 0
    task, out = given
    options = task.request.options
    assert (task.name, task.error, task.frames) == ("20260101_001", None, 120)
    assert (options.compose.camera, options.stereo, options.frames) == ("edit", True, None)
    picture = options.compose.picture
    assert (picture.preset, picture.width, picture.height) == ("final", 800, 450)
    assert out == (tmp_path / "here").resolve()
    assert (out / "dataset" / "bvhs" / "20260101_001_001.bvh").is_file()
