# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches that always finish: each scene is one task in a child process, and done means verified."""

from ...options.batch import BatchOptions
from .coordinator import Coordinator, Listener
from .planning import plan_tasks
from .result import BatchResult, Outcome
from .run import run_batch
from .task import Task

__all__ = [
    "BatchOptions",
    "BatchResult",
    "Coordinator",
    "Listener",
    "Outcome",
    "Task",
    "plan_tasks",
    "run_batch",
]
