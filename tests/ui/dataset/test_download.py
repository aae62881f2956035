# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's download: its size first, then the download, then the dataset is chosen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
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


class Window:
    """What an operator needs of a window; a Blender in the background has no events."""

    def __init__(self) -> None:
        self.timers = 0

    def event_timer_add(self, seconds: float, window: Any) -> object:
        self.timers += 1
        return object()

    def event_timer_remove(self, timer: object) -> None:
        self.timers -= 1

    def modal_handler_add(self, operator: object) -> None:
        """Events are given by hand."""

    @property
    def interact_download(self) -> Any:
        return bpy.context.window_manager.interact_download


TIMER = SimpleNamespace(type="TIMER", value="NOTHING")
ESCAPE = SimpleNamespace(type="ESC", value="PRESS")


@pytest.fixture
def waiting(module: Module, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, Any, Window]]:
    """Makes the operator that waits out of work, with a window of its own, and begins it."""
    download_work = module("ui.dataset.download_work")

    def begin(work: Callable[..., Any]) -> tuple[Any, Any, Window]:
        window = Window()
        context = SimpleNamespace(window=window, window_manager=window)
        fake = SimpleNamespace(app=SimpleNamespace(background=False), context=context)
        monkeypatch.setattr(module("ui.common.live_work"), "bpy", fake)
        operator = SimpleNamespace(reports=[], results=[])
        operator.report = lambda kinds, text: operator.reports.append(text)
        kind = download_work.INTERACT_OT_wait_for_download
        operator.one, operator.stopped, operator.escape = kind.one, kind.stopped, kind.escape
        for name in ("_advanced", "_stopped", "cancel", "finish", "modal", "prepared"):
            setattr(operator, name, partial(getattr(kind, name), operator))

        def finish(self: Any, context: Any, result: Any) -> Any:
            self.results.append(result)
            return {"FINISHED"}

        monkeypatch.setattr(download_work, "_pending", (work, finish))
        assert kind.invoke(operator, context, TIMER) == {"RUNNING_MODAL"}
        return operator, context, window

    return begin


def test_in_a_window_it_waits_in_a_thread(waiting: Any, module: Module) -> None:
    download_work, goes_on = module("ui.dataset.download_work"), threading.Event()

    def work(on_step: Any, cancelled: Any) -> int:
        on_step(0.5, "3 of 6 files")
        assert goes_on.wait(300)
        return 42

    operator, context, window = waiting(work)
    while (state := download_work.download_state(bpy.context)).text != "3 of 6 files":
        assert operator.modal(context, TIMER) == {"PASS_THROUGH"}
    assert (state.busy, state.factor, download_work.DOWNLOADING.current is not None) == (True, 0.5, True)
    with pytest.raises(RuntimeError, match="A download is running"):
        bpy.ops.interact.plan_download(folder="x")
    goes_on.set()
    while (result := operator.modal(context, TIMER)) == {"PASS_THROUGH"}:
        time.sleep(0.01)
    assert (result, operator.results, window.timers) == ({"FINISHED"}, [42], 0)
    assert download_work.DOWNLOADING.current is None


@pytest.mark.parametrize("how", ["escape", "button", "error"])
def test_it_is_stopped(waiting: Any, module: Module, how: str) -> None:
    def work(on_step: Any, cancelled: Any) -> None:
        if how == "error":
            raise module("core.foundation.errors").HubError("the Hub is away")
        while not cancelled():
            time.sleep(0.01)

    operator, context, window = waiting(work)
    if how == "button":
        assert bpy.ops.interact.cancel_download() == {"FINISHED"}
    event = ESCAPE if how == "escape" else TIMER
    while (result := operator.modal(context, event)) == {"PASS_THROUGH"}:
        time.sleep(0.01)
    assert (result, operator.results, window.timers) == ({"CANCELLED"}, [], 0)
    assert ("the Hub is away" if how == "error" else "Stopped") in operator.reports[0]
