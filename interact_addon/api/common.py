# SPDX-License-Identifier: GPL-3.0-or-later
"""What the functions for Python users share."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from pathlib import Path

from ..core.dataset import Dataset
from ..core.foundation.findings import Finding

__all__ = ["StrPath", "dataset_folder", "some_paths", "warn"]

StrPath = str | os.PathLike[str]


def dataset_folder(dataset: Dataset | StrPath | None) -> Path | None:
    """The folder of a dataset that may be open already."""
    if dataset is None:
        return None
    return dataset.root if isinstance(dataset, Dataset) else Path(dataset)


def some_paths(paths: StrPath | Iterable[StrPath]) -> tuple[Path, ...]:
    """One path or several."""
    return tuple(Path(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths))


def warn(findings: Iterable[Finding]) -> None:
    """Show findings that the result has no place for, as warnings about the line that called the function."""
    for finding in findings:
        warnings.warn(str(finding), stacklevel=3)
