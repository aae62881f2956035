# SPDX-License-Identifier: GPL-3.0-or-later
"""Export performances to a dataset folder: motion, weights and voice in the dataset's conventions."""

from __future__ import annotations

from .documents import motion_document
from .options import RANGES, ExportedFile, ExportOptions
from .performance import PerformanceData, write_performance

__all__ = [
    "RANGES",
    "ExportOptions",
    "ExportedFile",
    "PerformanceData",
    "motion_document",
    "write_performance",
]
