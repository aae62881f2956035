# SPDX-License-Identifier: GPL-3.0-or-later
"""The Hub that these tests ask, and a clock on which no second passes by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interact_addon.core.hub.client import HubClient
from interact_addon.core.hub.settings import HubSettings
from interact_addon.core.hub.waiting import Clock, Pace
from tests.hub_server import REPO, HubServer, interact_files, serving


class FakeTime:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.seconds, self._lock = 0.0, threading.Lock()
        self.clock = Clock(lambda: self.seconds, self.sleep)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with serving(interact_files(tmp_path)) as server:
        yield server


@pytest.fixture
def lines() -> list[str]:
    """What the user was shown while it waited."""
    return []


@pytest.fixture
def connected(hub: HubServer, fake_time: FakeTime, lines: list[str]) -> Iterator[Callable[..., HubClient]]:
    """Make a client of the Hub, with or without a token."""
    clients = []

    def make(token: str | None = None, **more: object) -> HubClient:
        pace = Pace(fake_time.clock, on_wait=lines.append, **more)  # type: ignore[arg-type]
        clients.append(HubClient(HubSettings(hub.endpoint, token), REPO, pace))
        return clients[-1]

    yield make
    for client in clients:
        client.__exit__()


@pytest.fixture
def client(connected: Callable[..., HubClient]) -> HubClient:
    return connected()
