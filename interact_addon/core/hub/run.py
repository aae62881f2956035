# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry a plan out: several files at a time, each whole or not at all; at the end it is recorded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from ..foundation.errors import HubFileError
from ..foundation.findings import Finding
from .client import HubClient
from .fetch import fetch
from .options import DownloadOptions
from .plan import DownloadPlan
from .remote_file import RemoteFile, local_path

__all__ = ["DownloadResult", "run_download"]

_LOOK = 0.1  # seconds from one look at the threads to the next


@dataclass(frozen=True)
class DownloadResult:
    """What a download has done.

    Attributes:
        plan: Its plan.
        fetched: The files that are here now and were not before.
        failed: Path -> why it is not here.
        findings: Of the plan, and of the download.
    """

    plan: DownloadPlan
    fetched: tuple[RemoteFile, ...]
    failed: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all chosen files are here, as the Hub has them."""
        return not (self.failed or self.plan.kept)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return self.plan.as_dict() | {
            "fetched": [file.path for file in self.fetched],
            "failed": self.failed,
            "findings": [finding.as_dict() for finding in self.findings],
        }


class _Tally:
    """Bytes that have come, counted by several threads."""

    def __init__(self) -> None:
        self._lock, self.bytes = threading.Lock(), 0

    def add(self, count: int) -> None:
        with self._lock:
            self.bytes += count


def run_download(
    client: HubClient,
    plan: DownloadPlan,
    options: DownloadOptions | None = None,
    on_progress: Callable[[int, str], None] = lambda done, text: None,
) -> DownloadResult:
    """Download the files of a plan.

    A file that the Hub does not have, or only damaged, is named in the result and does not stop the others.

    Args:
        client: The Hub.
        plan: From `plan_download`.
        options: How.
        on_progress: Called in this thread, with bytes that are here of ``plan.size``, and a text.

    Raises:
        HubError: The Hub cannot be reached, or refused.
        WorkError: A file cannot be written, or there is no room for all.
        CancelledError: The user stopped the work. In these cases what is here stays, is recorded, and the
            next download goes on from there.
    """
    plan.check_room()
    tally, over = _Tally(), threading.Event()
    asked = client.pace.cancelled
    client.pace.cancelled = lambda: over.is_set() or asked()
    fetched: list[RemoteFile] = []
    failed: dict[str, str] = {}

    def one(file: RemoteFile) -> None:
        client.pace.go_on()  # raises if the work is over
        fetch(client, plan.revision, file, local_path(plan.root, file), tally.add)

    pool = ThreadPoolExecutor((options or DownloadOptions()).workers, "InterAct download")
    waiting: dict[Future[None], RemoteFile] = {}
    try:
        waiting |= {pool.submit(one, file): file for file in plan.fetch}
        while waiting:
            done, _ = wait(waiting, _LOOK, FIRST_COMPLETED)
            for future in done:
                file = waiting.pop(future)
                try:
                    future.result()
                except HubFileError as error:
                    failed[file.path] = str(error)
                else:
                    fetched.append(file)
                    plan.record.add(file)
            on_progress(tally.bytes, f"{len(fetched)} of {len(plan.fetch)} files")
    finally:
        over.set()
        pool.shutdown(cancel_futures=True)
        client.pace.cancelled = asked
        for future, file in waiting.items():  # where one file stops all: what arrived beside it is here too
            if not future.cancelled() and future.exception() is None:
                fetched.append(file)
                plan.record.add(file)
        if fetched or plan.there:
            plan.record.write(plan.known, plan.revision)
    return DownloadResult(plan, tuple(fetched), failed, (*plan.findings, *_findings(client, plan, failed)))


def _findings(client: HubClient, plan: DownloadPlan, failed: dict[str, str]) -> list[Finding]:
    findings = [
        Finding("not-downloaded", text.rstrip("."), path=str(plan.root / path))
        for path, text in failed.items()
    ]
    if waits := client.pace.waits:
        times = "once" if len(waits) == 1 else f"{len(waits)} times"
        text = f"the Hub's rate limit made this wait {sum(waits):.0f} s in all ({times})"
        findings.append(Finding("rate-limit", text, level="info"))
    return findings
