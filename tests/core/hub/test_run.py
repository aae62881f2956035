# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole downloads: several files at a time, failures, stopping and going on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import CancelledError, HubError
from interact_addon.core.hub import (
    DownloadOptions,
    DownloadResult,
    HubClient,
    download,
    known_dataset,
    plan_download,
    run_download,
)
from interact_addon.core.hub import run as run_module
from interact_addon.core.hub.record import RECORD
from tests.hub_server import Fault, HubServer

WAV = "wav/20231119_001_051.wav"
ONLY = {"scenes": ("20231119_051",), "only": ("bvhs", "wav")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(client: HubClient, root: Path) -> Callable[..., DownloadResult]:
    def go(
        on_progress: Callable[[int, str], None] = lambda done, text: None, **options: object
    ) -> DownloadResult:
        chosen = DownloadOptions(**(options or ONLY))  # type: ignore[arg-type]
        plan = plan_download(client, known_dataset("InterAct"), chosen, root)
        return run_download(client, plan, chosen, on_progress)

    return go


def here(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != RECORD
    }


def test_everything_that_was_chosen_arrives(
    run: Callable[..., DownloadResult], hub: HubServer, root: Path
) -> None:
    seen: list[tuple[int, str]] = []
    result = run(lambda done, text: seen.append((done, text)))
    assert result.complete
    assert {file.path for file in result.fetched} == set(here(root))
    assert all(content == hub.files[name] for name, content in here(root).items())
    assert seen[-1] == (result.plan.size, "7 of 7 files")
    before = len(hub.requests)
    again = run()
    assert (again.fetched, len(hub.requests) - before) == ((), 1), "only the list is asked for again"


def test_a_file_that_fails_does_not_stop_the_others(
    run: Callable[..., DownloadResult], hub: HubServer, root: Path
) -> None:
    hub.faults[WAV] = [Fault(404, {"X-Error-Code": "EntryNotFound"})]
    result = run()
    assert not result.complete
    assert list(result.failed) == [WAV]
    assert "this is not there" in result.failed[WAV]
    assert len(result.fetched) == 6
    assert [finding.code for finding in result.findings] == ["not-downloaded"]
    assert {file.path for file in run().fetched} == {WAV}


def test_what_the_hub_forbids_stops_all(
    run: Callable[..., DownloadResult], hub: HubServer, root: Path
) -> None:
    hub.faults[WAV] = [Fault(403, {"X-Error-Code": "GatedRepo"})]
    with pytest.raises(HubError, match="accept the dataset's terms"):
        run(**ONLY, workers=1)
    assert WAV not in here(root)
    recorded = json.loads((root / RECORD).read_text("utf-8"))["files"]
    assert set(recorded) <= set(here(root))


def test_what_arrives_beside_the_file_that_stops_all_is_recorded(
    run: Callable[..., DownloadResult], hub: HubServer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late this process is told of both: then in any order, here the worst."""

    def late(waiting: Iterable[Future[None]], *_: object) -> tuple[list[Future[None]], set[Future[None]]]:
        done, left = wait(waiting)
        return sorted(done, key=lambda future: future.exception() is None), left

    monkeypatch.setattr(run_module, "wait", late)
    hub.faults[WAV] = [Fault(403, {"X-Error-Code": "GatedRepo"})]
    with pytest.raises(HubError, match="accept the dataset's terms"):
        run(**ONLY, workers=1)
    recorded = json.loads((root / RECORD).read_text("utf-8"))["files"]
    assert set(recorded) == {name for name in here(root) if not name.endswith(".part")}
    assert len(recorded) == 6


def test_the_rate_limit_is_a_finding(
    run: Callable[..., DownloadResult], hub: HubServer, lines: list[str], fake_time
) -> None:
    hub.faults[WAV] = [Fault(429, {"RateLimit": '"resolvers";r=0;t=120'})]
    result = run()
    assert result.complete
    assert [str(finding) for finding in result.findings] == [
        "the Hub's rate limit made this wait 120 s in all (once)"
    ]
    assert len(lines) == 1
    assert fake_time.seconds >= 120


def test_stopping_leaves_what_the_next_run_continues(
    run: Callable[..., DownloadResult], client: HubClient, hub: HubServer, root: Path
) -> None:
    hub.faults[WAV] = [Fault(cut=1000)]
    client.pace.cancelled = lambda: bool(hub.asked(Path(WAV).name))
    with pytest.raises(CancelledError):
        run(**ONLY, workers=1)
    left = here(root)
    assert WAV not in left
    assert all(content == hub.files[name] for name, content in left.items() if not name.endswith(".part"))
    client.pace.cancelled = lambda: False
    result = run()
    assert result.complete
    assert not any(name.endswith(".part") for name in here(root))
    assert here(root)[WAV] == hub.files[WAV]
    assert len(result.fetched) + len(result.plan.there) == 7


def test_ctrl_c(run: Callable[..., DownloadResult], root: Path) -> None:
    def stop(done: int, text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop)
    assert not any(name.endswith((".bvh", ".wav")) and not data for name, data in here(root).items())
    assert run().complete


def test_by_the_users_settings(hub: HubServer, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", "hf_s3cret")
    hub.token = "hf_s3cret"
    result = download("InterAct", root, DownloadOptions(only=("wav",)))
    assert result.complete
    assert {each.headers.get("Authorization") for each in hub.requests if each.server == "store"} == {None}
    assert "s3cret" not in json.dumps(result.as_dict()) + (root / RECORD).read_text("utf-8")
