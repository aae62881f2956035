# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at the numbers: faces over time against the voices."""

from .chart import FaceChart, PersonChart, PlotOptions, ShapeRow, face_chart
from .draw import draw_chart, save_chart

__all__ = ["FaceChart", "PersonChart", "PlotOptions", "ShapeRow", "draw_chart", "face_chart", "save_chart"]
