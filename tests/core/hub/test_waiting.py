# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.foundation.errors import CancelledError, HubError
from interact_addon.core.hub.waiting import Again, Pace, Patience


@pytest.fixture
def pace(fake_time, lines: list[str]) -> Pace:
    return Pace(fake_time.clock, on_wait=lines.append)


def test_it_waits_as_long_as_it_is_asked_to(pace: Pace, fake_time, lines: list[str]) -> None:
    pace.go_on()
    assert fake_time.seconds == 0
    for _ in range(4):  # four threads are answered so at once
        pace.close(43)
    pace.go_on()
    assert fake_time.seconds == pytest.approx(43)
    assert (pace.waits, len(lines)) == ([43], 1)
    assert "waiting 43 s" in lines[0]
    pace.close(None)
    pace.go_on()
    assert fake_time.seconds == pytest.approx(43 + 60)


def test_it_does_not_wait_for_hours(pace: Pace) -> None:
    with pytest.raises(HubError, match=r"asks to wait 60 minutes .*goes on where it stopped"):
        pace.close(3600)


def test_waiting_can_be_cancelled(pace: Pace, fake_time) -> None:
    pace.cancelled = lambda: fake_time.seconds > 3
    pace.close(100)
    with pytest.raises(CancelledError):
        pace.go_on()
    assert fake_time.seconds < 4


def test_patience_ends(pace: Pace, fake_time) -> None:
    patience = Patience(pace, "wav/a.wav")
    for _ in range(6):
        patience.failed(Again("the connection was cut"))
    assert fake_time.seconds == pytest.approx(1 + 2 + 4 + 8 + 16 + 30)
    with pytest.raises(HubError, match=r"^wav/a.wav: the connection was cut \(7 times in a row\)"):
        patience.failed(Again("the connection was cut"))


def test_patience_is_new_as_long_as_more_comes(pace: Pace) -> None:
    patience = Patience(pace, "wav/a.wav")
    for reached in range(1, 50):
        patience.failed(Again("cut"), reached)
    for _ in range(5):
        patience.failed(Again("cut"), 10)  # less than before is no progress
    with pytest.raises(HubError):
        patience.failed(Again("cut"), 20)
