# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset folder in the InterAct layout: its scenes, the paths of their files and their lengths."""

from .dataset import Dataset
from .filters import FILTER_FIELDS, SceneFilter
from .lengths import Length, PerformanceLengths, SceneLengths, measure_lengths, peek_bvh
from .model import BODY_CHOICES, Performance, Scene
from .names import PerformanceKey, SceneKey
from .overview import Gap, Overview, survey

__all__ = [
    "BODY_CHOICES",
    "FILTER_FIELDS",
    "Dataset",
    "Gap",
    "Length",
    "Overview",
    "Performance",
    "PerformanceKey",
    "PerformanceLengths",
    "Scene",
    "SceneFilter",
    "SceneKey",
    "SceneLengths",
    "measure_lengths",
    "peek_bvh",
    "survey",
]
