# SPDX-License-Identifier: GPL-3.0-or-later
"""The dataset that the panels show: opened when its folder is chosen, kept while Blender runs."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..core.dataset import Dataset, Scene
from ..core.errors import UsageError
from .addon import preferences
from .properties import settings_of

__all__ = ["chosen_scene", "dataset_root", "forget", "open_dataset", "reload"]

_opened: dict[Path, Dataset] = {}


def dataset_root(context: bpy.types.Context) -> Path | None:
    """The dataset's folder: the file's own, else the one in the preferences."""
    settings = settings_of(context)
    chosen = settings.dataset or getattr(preferences(context), "dataset", "")
    return Path(bpy.path.abspath(chosen)) if chosen else None


def open_dataset(context: bpy.types.Context) -> Dataset:
    """The chosen dataset.

    Raises:
        UsageError: none is chosen.
        DatasetError: the folder is not a dataset.
    """
    root = dataset_root(context)
    if root is None:
        raise UsageError("no dataset is chosen", cure="Choose its folder in the InterAct tab of the sidebar")
    if root not in _opened:
        _opened[root] = Dataset.open(root)
    return _opened[root]


def chosen_scene(context: bpy.types.Context) -> Scene:
    """The chosen scene of the chosen dataset.

    Raises:
        UsageError: none is chosen.
        DatasetError: it is not in the dataset.
    """
    key = settings_of(context).key
    dataset = open_dataset(context)
    if not key:
        raise UsageError("no scene is chosen", cure="Choose one in the list of scenes")
    return dataset.scene(key)


def reload(context: bpy.types.Context) -> None:
    """Read the dataset anew when it is next asked for."""
    forget()


def forget() -> None:
    """Drop everything that was read."""
    _opened.clear()
