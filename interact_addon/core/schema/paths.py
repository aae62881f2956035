# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths among options, for machines that find folders elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from .fields import get, options_of, put
from .kinds import File, FileByActor, Kind

__all__ = ["map_paths", "moved", "paths_of", "without_programs"]

_T = TypeVar("_T")


def paths_of(tree: object) -> dict[str, Path]:
    """Option name -> path, of those that there are; the paths by actor are called ``name ACTOR``."""
    found: dict[str, Path] = {}
    for each in options_of(type(tree)):
        value = get(tree, each)
        if isinstance(each.kind, File) and value is not None:
            found[each.name] = value
        elif isinstance(each.kind, FileByActor):
            found |= {f"{each.name} {actor}": path for actor, path in value.items()}
    return found


def moved(kind: Kind, value: Any, change: Callable[[Path], Path]) -> Any:
    """An option's value with its paths changed; one of another kind as it is."""
    if isinstance(kind, FileByActor):
        return {actor: change(path) for actor, path in value.items()}
    return change(value) if isinstance(kind, File) and value is not None else value


def map_paths(tree: _T, change: Callable[[Path], Path]) -> _T:
    """The same options with each path changed."""
    places = [each for each in options_of(type(tree)) if isinstance(each.kind, File | FileByActor)]
    return put(tree, {each.name: moved(each.kind, get(tree, each), change) for each in places})


def without_programs(tree: _T) -> _T:
    """The same options with no program named: those are for whoever runs them to say, never for a file."""
    programs = [each for each in options_of(type(tree)) if isinstance(each.kind, File) and each.kind.found]
    return put(tree, {each.name: None for each in programs})
