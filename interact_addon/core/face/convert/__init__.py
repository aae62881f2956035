# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert many face files: plan the tasks, run them, and skip those that are done."""

from .plan import CONVERSIONS, Task, plan
from .run import ConvertOptions, ConvertReport, convert

__all__ = ["CONVERSIONS", "ConvertOptions", "ConvertReport", "Task", "convert", "plan"]
