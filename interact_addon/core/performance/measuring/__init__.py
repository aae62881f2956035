# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes and datasets measured: from files or a cache, against other versions, as tables and pages."""

from __future__ import annotations

from .many import measure_tasks
from .result import SceneMeasures
from .task import MeasureTask, measured_ids, tasks_of

__all__ = ["MeasureTask", "SceneMeasures", "measure_tasks", "measured_ids", "tasks_of"]
