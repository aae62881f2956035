# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset folder in the InterAct layout: its scenes and the paths of their files."""

from .dataset import Dataset
from .filters import FILTER_FIELDS, SceneFilter
from .model import BODY_CHOICES, Performance, Scene
from .names import PerformanceKey, SceneKey
from .overview import Gap, Overview, survey

__all__ = [
    "BODY_CHOICES",
    "FILTER_FIELDS",
    "Dataset",
    "Gap",
    "Overview",
    "Performance",
    "PerformanceKey",
    "Scene",
    "SceneFilter",
    "SceneKey",
    "survey",
]
