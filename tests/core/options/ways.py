# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option at every interesting value, for the tests that send them through all ways in and out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from interact_addon.core.camera.choices import CameraName
from interact_addon.core.face.head.vertices import VertexOptions
from interact_addon.core.face.plot import PlotOptions
from interact_addon.core.options.batch import BatchOptions
from interact_addon.core.options.face import FaceOptions
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.performance.read import ReadOptions
from interact_addon.core.schema.fields import Option, options_of
from interact_addon.core.schema.frames import FrameRange
from interact_addon.core.schema.kinds import (
    Cast,
    File,
    FileByActor,
    Frames,
    Heights,
    Names,
    Number,
    OneOf,
    Rate,
    Size,
    Span,
    Switch,
    Wear,
    Whole,
)

CLASSES = (MovieOptions, FaceOptions, BatchOptions)  # of a movie's way from the panel to the record
OTHERS = (PlotOptions, VertexOptions, ReadOptions)  # of a command or an operator each


def values_of(option: Option) -> list[Any]:
    """Values of an option that are not its default: all choices, both ends of a range, odd fractions."""
    kind = option.kind
    if isinstance(kind, CameraName):
        found: list[Any] = [*kind.names, "close:006", "over_shoulder:P1", "pov:a_b"]
    elif isinstance(kind, OneOf):
        found = list(kind.names)
    elif isinstance(kind, Switch):
        found = [True, False]
    elif isinstance(kind, Whole):
        found = [kind.least, kind.least + 7, kind.most]
    elif isinstance(kind, Number):
        found = [kind.least, 35.5, kind.most]
    elif isinstance(kind, Rate):
        found = [Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(120)]
    elif isinstance(kind, Frames):
        found = [FrameRange(3, 17), FrameRange(5, 5)]
    elif isinstance(kind, Size):
        found = [(640, 360), (16, 16384)]
    elif isinstance(kind, File):
        found = [Path("/somewhere/a name with 'quotes' and ü")]
    elif isinstance(kind, FileByActor):
        found = [
            {"all": Path("/somewhere/a,b=c.npz")},
            {"P1": Path("/somewhere/1"), "a_b": Path("/somewhere/2")},
        ]
    elif isinstance(kind, Names):
        found = [("jawOpen",), ("mouthSmile", "eyeBlinkLeft")]
    elif isinstance(kind, Span):
        found = [(5.0, 12.5), (0.25, None)]
    elif isinstance(kind, Cast):
        found = [{"001": "jonas"}, {"001": "jonas", "002": "clara"}]
    elif isinstance(kind, Wear):
        found = [{"001": ("fedora",)}, {"001": ("a hat #4b4038", "shoes02"), "002": ()}]
    elif isinstance(kind, Heights):
        found = [{"001": kind.least}, {"001": 1.95, "002": kind.most}]
    else:
        raise TypeError(f"{option.name}: no values for {type(kind).__name__}")
    return [value for value in found if value != option.default]


CASES = [(cls, option, value) for cls in CLASSES for option in options_of(cls) for value in values_of(option)]
OTHER_CASES = [
    (cls, option, value) for cls in OTHERS for option in options_of(cls) for value in values_of(option)
]
NAMES = [f"{cls.__name__}-{option.name}-{value}" for cls, option, value in CASES]
