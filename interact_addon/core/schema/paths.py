# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths among options, for machines that find folders elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .fields import get, options_of, put
from .kinds import File

__all__ = ["map_paths", "paths_of"]

_T = TypeVar("_T")


def paths_of(tree: object) -> dict[str, Path]:
    """Option name -> path, of those that there are."""
    found = {each.name: get(tree, each) for each in options_of(type(tree)) if isinstance(each.kind, File)}
    return {name: path for name, path in found.items() if path is not None}


def map_paths(tree: _T, change: Callable[[Path], Path]) -> _T:
    """The same options with each path changed."""
    return put(tree, {name: change(path) for name, path in paths_of(tree).items()})
