# SPDX-License-Identifier: GPL-3.0-or-later
"""Download datasets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..core.hub import DownloadOptions, DownloadResult
from ..core.hub import download as download_dataset
from .common import StrPath

__all__ = ["download"]


def download(
    name: str,
    root: StrPath,
    options: DownloadOptions | None = None,
    *,
    on_progress: Callable[[int, str], None] | None = None,
) -> DownloadResult:
    """Download what is missing of a dataset from the Hugging Face Hub, as ``interact download`` does.

    Ctrl-C leaves partial files; repeat the call to go on.

    Args:
        name: ``InterAct`` (licence: CC BY-NC-SA 4.0).
        root: The dataset's folder; it is made if it is missing.
        options: Which scenes and folders; all that belong to scenes by default.
        on_progress: Called with the number of bytes that have come, and a text.

    Returns:
        ``fetched`` and ``plan.there`` (the files that were here already), ``failed`` (path to reason),
        ``complete``, ``findings``.

    Raises:
        UsageError: A scene, folder or filter is unknown, or this process may not go online.
        WorkError: The Hub cannot be reached or refuses (`HubError`), or a file cannot be written.

    Example:
        >>> options = interact.DownloadOptions(scenes=("20231119_051",), only=("wav",))
        >>> result = interact.download("InterAct", "downloaded", options)
        >>> result.complete, len(result.fetched)
        (True, 5)
    """
    return download_dataset(name, Path(root), options, on_progress or (lambda done, text: None))
