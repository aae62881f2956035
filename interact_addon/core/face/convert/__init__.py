# SPDX-License-Identifier: GPL-3.0-or-later
"""Converting faces, many files at a time: what is to be done, doing it, and not doing it twice."""

from .plan import CONVERSIONS, Task, plan
from .run import ConvertOptions, ConvertReport, convert

__all__ = ["CONVERSIONS", "ConvertOptions", "ConvertReport", "Task", "convert", "plan"]
