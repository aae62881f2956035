# SPDX-License-Identifier: GPL-3.0-or-later
"""Download datasets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..core import hub
from ..core.hub import DownloadOptions, DownloadResult
from .common import StrPath

__all__ = ["download"]


def download(
    name: str,
    root: StrPath,
    options: DownloadOptions | None = None,
    on_progress: Callable[[int, str], None] = lambda done, text: None,
) -> DownloadResult:
    """Download a dataset, or some scenes of it, from the Hugging Face Hub: what is missing in ``root``.

    The token is that of ``hf auth login``, or the environment variable ``HF_TOKEN``.

    Args:
        name: ``InterAct``.
        root: The folder for it.
        options: Which scenes (``scenes``, ``where``), which folders (``only``), which ``revision``.
        on_progress: Called with the bytes that are here, and a text.

    Returns:
        ``fetched``, ``failed`` (path to reason), ``complete``, ``plan`` and ``findings``.

    Raises:
        UsageError: Something that is asked for is unknown, or this process may not go online.
        WorkError: The Hub cannot be reached, or refused; or a file cannot be written.
    """
    return hub.download(name, Path(root), options, on_progress)
