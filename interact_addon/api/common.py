# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers shared by the functions of the Python API."""

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
    """Return the folder of a dataset given as an open dataset or as a path."""
    if dataset is None:
        return None
    return dataset.root if isinstance(dataset, Dataset) else Path(dataset)


def some_paths(paths: StrPath | Iterable[StrPath]) -> tuple[Path, ...]:
    """Return one path or several as a tuple of paths."""
    return tuple(Path(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths))


def warn(findings: Iterable[Finding]) -> None:
    """Issue findings that have no field in the result as Python warnings, at the user's line."""
    for finding in findings:
        warnings.warn(str(finding), stacklevel=3)
