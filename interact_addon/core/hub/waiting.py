# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting between requests: as long as the server asks, or longer from one failure to the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..foundation.errors import CancelledError, HubError

__all__ = ["Again", "Clock", "Pace", "Patience"]

_SLICE = 0.2  # seconds between two looks at whether to stop
_LONGEST = 900.0  # seconds; the Hub counts requests in windows of 300
_UNSAID = 60.0  # seconds to wait after "too many requests" that does not say how long
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)


class Again(Exception):  # noqa: N818 (not an error yet: the same request can succeed)
    """A request failed in a way that can pass: a cut connection, a busy server. The text says how."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how to let it pass; tests have their own.

    Attributes:
        now: Seconds from any moment.
        sleep: Waits for so many seconds.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Pace:
    """How fast all the threads of a download may ask: when one is asked to wait, all wait.

    Attributes:
        clock: The time.
        cancelled: Whether to stop.
        on_wait: Called with a line for the user whenever the server asks to wait, or fails again and again.
        waits: The seconds of each such wait so far.
    """

    clock: Clock = field(default_factory=Clock)
    cancelled: Callable[[], bool] = lambda: False
    on_wait: Callable[[str], None] = lambda text: None
    waits: list[float] = field(default_factory=list)
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def go_on(self) -> None:
        """Wait until the next request may be sent.

        Raises:
            CancelledError: The user stopped the work.
        """
        self._sleep_until(lambda: self._until)

    def pause(self, seconds: float) -> None:
        """Wait in this thread alone.

        Raises:
            CancelledError: The user stopped the work.
        """
        end = self.clock.now() + seconds
        self._sleep_until(lambda: end)

    def close(self, seconds: float | None) -> None:
        """Let all threads wait, since the server has had too many requests.

        Args:
            seconds: As long as it asks; None if it does not say.

        Raises:
            HubError: That is too long.
        """
        if seconds is not None and seconds > _LONGEST:
            raise HubError(
                f"the Hub asks to wait {seconds / 60:.0f} minutes before the next request",
                cure="Start the same download again by then: it goes on where it stopped",
            )
        seconds = _UNSAID if seconds is None else max(seconds, 1.0)
        with self._lock:
            end = self.clock.now() + seconds
            new = end > self._until + 1  # each thread's request of the same moment is answered so
            self._until = max(self._until, end)
            if new:
                self.waits.append(seconds)
        if new:
            self.on_wait(f"the Hub's rate limit is reached: waiting {seconds:.0f} s, then going on")

    def _sleep_until(self, end: Callable[[], float]) -> None:
        while True:
            if self.cancelled():
                raise CancelledError("the download was stopped")
            left = end() - self.clock.now()
            if left <= 0:
                return
            self.clock.sleep(min(left, _SLICE))


class Patience:
    """Counts how often in a row one request failed, and waits longer each time.

    Args:
        pace: The download's.
        what: What is asked for, for the message.
    """

    def __init__(self, pace: Pace, what: str) -> None:
        self._pace, self._what = pace, what
        self._failures, self._furthest = 0, 0

    def failed(self, why: Again, reached: int = 0) -> None:
        """Wait before the next try.

        Args:
            why: What happened.
            reached: Bytes that are here; when there are more than ever before, counting begins again.

        Raises:
            HubError: It failed too often.
            CancelledError: The user stopped the work.
        """
        if reached > self._furthest:
            self._furthest, self._failures = reached, 0
        if self._failures == len(_PAUSES):
            raise HubError(
                f"{self._what}: {why} ({self._failures + 1} times in a row)",
                cure="Look at the network connection (a proxy is set by HTTPS_PROXY), and start the same"
                " download again: it goes on where it stopped",
            ) from why
        seconds = _PAUSES[self._failures]
        self._failures += 1
        if self._failures > 1:  # one is nothing to be told
            self._pace.on_wait(f"{self._what}: {why}; trying again in {seconds:.0f} s")
        self._pace.pause(seconds)
