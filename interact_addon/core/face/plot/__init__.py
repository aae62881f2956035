# SPDX-License-Identifier: GPL-3.0-or-later
"""Plot faces over time with the voices, and what is done and said."""

from .bands import Band, label_bands, touch_bands
from .chart import FaceChart, PersonChart, ShapeRow, face_chart
from .draw import draw_chart, save_chart
from .layout import ChartLayout, lay_out
from .plot_options import PlotOptions
from .raster import chart_pixels

__all__ = [
    "Band",
    "ChartLayout",
    "FaceChart",
    "PersonChart",
    "PlotOptions",
    "ShapeRow",
    "chart_pixels",
    "draw_chart",
    "face_chart",
    "label_bands",
    "lay_out",
    "save_chart",
    "touch_bands",
]
