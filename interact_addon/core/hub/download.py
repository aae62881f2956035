# SPDX-License-Identifier: GPL-3.0-or-later
"""A download from its request to its result, as command line, panel and Python start it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .client import HubClient
from .known import KnownDataset, known_dataset
from .options import DownloadOptions
from .plan import plan_download
from .run import DownloadResult, run_download
from .settings import read_settings
from .waiting import Pace

__all__ = ["connect", "download"]


def connect(
    known: KnownDataset,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    on_wait: Callable[[str], None] = lambda text: None,
) -> HubClient:
    """Return the Hub's client for a dataset, with the user's settings. Close it: it is a context manager.

    Args:
        known: The dataset.
        cancelled: Whether to stop.
        on_wait: Called with a line for the user whenever the Hub asks to wait.

    Raises:
        UsageError: This process may not go online, or a setting is invalid.
    """
    return HubClient(read_settings(), known.repo, Pace(cancelled=cancelled, on_wait=on_wait))


def download(
    name: str,
    root: Path,
    options: DownloadOptions | None = None,
    on_progress: Callable[[int, str], None] = lambda done, text: None,
) -> DownloadResult:
    """Download a dataset, or a part of it, into a folder.

    Raises:
        UsageError: Something that is asked for is unknown, or this process may not go online.
        HubError: The Hub cannot be reached, or refused.
        WorkError: A file cannot be written.
    """
    known, options = known_dataset(name), options or DownloadOptions()
    with connect(known) as client:
        return run_download(client, plan_download(client, known, options, root), options, on_progress)
