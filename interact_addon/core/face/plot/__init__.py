# SPDX-License-Identifier: GPL-3.0-or-later
"""Plot faces over time with the voices."""

from .chart import FaceChart, PersonChart, PlotOptions, ShapeRow, face_chart
from .draw import draw_chart, save_chart
from .layout import ChartLayout, lay_out
from .raster import chart_pixels

__all__ = [
    "ChartLayout",
    "FaceChart",
    "PersonChart",
    "PlotOptions",
    "ShapeRow",
    "chart_pixels",
    "draw_chart",
    "face_chart",
    "lay_out",
    "save_chart",
]
