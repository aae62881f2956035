# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's download: its size first, then the download, then the dataset is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import bpy
import pytest

from tests.hub_server import HubServer, interact_files, serving

Module = Callable[[str], Any]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with serving(interact_files(tmp_path)) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no token"))
        yield server


def test_size_first_then_the_files(hub: HubServer, module: Module, tmp_path: Path) -> None:
    state = partial(module("ui.dataset.download_work").download_state, bpy.context)
    root = tmp_path / "InterAct"
    with pytest.raises(RuntimeError, match="First choose what is downloaded"):
        bpy.ops.interact.download()
    choices = {"folder": str(root), "scenes": "20231119_051", "only": "bvhs,wav"}
    assert bpy.ops.interact.plan_download(**choices) == {"FINISHED"}
    assert "files to download" in state().ready
    assert "CC BY-NC-SA" in state().ready
    assert not root.exists()
    assert bpy.ops.interact.download() == {"FINISHED"}
    assert (root / "wav" / "20231119_001_051.wav").is_file()
    assert bpy.context.scene.interact.dataset == str(root)
    assert state().ready == ""
    assert bpy.ops.interact.plan_download(**choices) == {"FINISHED"}
    assert state().ready == ""  # nothing is missing


def test_what_was_listed_can_be_forgotten(hub: HubServer, module: Module, tmp_path: Path) -> None:
    download_work = module("ui.dataset.download_work")
    bpy.ops.interact.plan_download(folder=str(tmp_path / "d"), only="wav")
    assert bpy.ops.interact.cancel_download() == {"FINISHED"}
    assert download_work.planned() is None


def test_errors_are_told(hub: HubServer, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no folder 'hats'"):
        bpy.ops.interact.plan_download(folder=str(tmp_path / "d"), only="hats")


def test_blender_that_may_not_go_online_says_so(
    module: Module, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module("ui.dataset.download_panel"), "online_access", lambda: False)
    with pytest.raises(RuntimeError, match="Allow online access"):
        bpy.ops.interact.plan_download(folder=str(tmp_path / "d"))


def test_the_work_reports_its_progress(hub: HubServer, module: Module, tmp_path: Path) -> None:
    download_work, core = module("ui.dataset.download_work"), module("core.hub")
    options = core.DownloadOptions(only=("wav",))
    said: list[tuple[float, str]] = []
    plan = download_work.planning(core.known_dataset("InterAct"), options, tmp_path / "d")(
        lambda share, text: said.append((share, text)), lambda: False
    )
    assert any("Listing" in text for _, text in said)
    result = download_work.fetching(plan, options)(
        lambda share, text: said.append((share, text)), lambda: False
    )
    assert result.complete
    assert said[-1][0] == pytest.approx(1.0)
