# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen about a chart."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...schema.fields import check_fields, option
from ...schema.kinds import Names, Number, Span, Switch, Whole
from ..arkit import ARKIT_51, face_columns_option, face_rate_option

__all__ = ["PlotOptions"]


@dataclass(frozen=True)
class PlotOptions:
    """Options of a chart.

    Attributes:
        shapes: Number of shapes, the most active first; both sides of a shape count as one.
        names: Show these shapes instead, in this order: ``jawOpen``, ``mouthSmile`` (both sides),
            ``mouthSmileLeft``.
        start: The first second shown.
        end: The last second shown, or None for the end.
        contacts: Whether bands show when which part touches the partner.
        own_scale: Whether each row reaches up to its own peak; else all are from 0 to 1.
        width: Of the picture, in millimetres.
        font_size: Of the names of the shapes, in points; other texts are larger or smaller in proportion.
        dpi: Pixels per inch of a PNG.
        face_columns: The order of the columns of faces without names, as in `FaceReading`.
        face_rate: Frames per second of faces that do not say it; None for 30.
    """

    shapes: int = option(
        10,
        Whole(1, len(ARKIT_51)),
        label="Shapes",
        help="How many shapes, the most active first; both sides of one are one",
        metavar="N",
    )
    names: tuple[str, ...] = option(
        (),
        Names(),
        label="Names",
        help="These shapes instead, separated by commas: jawOpen, mouthSmile",
        metavar="A,B",
    )
    start: float = option(
        0.0,
        Number(0.0, 1e9, "s"),
        label="Start",
        help="The first second shown",
        name="seconds",
        joined=Span(),
        whole="Only from A to B, as in 5-12.5",
        metavar="A-B",
        panel="",
    )
    end: float | None = option(
        None,
        Number(0.0, 1e9, "s"),
        label="End",
        help="The last second shown",
        name="seconds",
        joined=Span(),
        panel="",
    )
    contacts: bool = option(
        False,
        Switch(),
        label="Contacts",
        help="Also bands that show when a part of the body touches the partner",
    )
    own_scale: bool = option(
        False,
        Switch(),
        label="Own Scale",
        help="Each row from 0 to its own peak, which its axis names; else all from 0 to 1",
        panel="",
    )
    width: float = option(
        305.0,
        Number(20.0, 2000.0, "mm"),
        label="Width",
        help="Width of the picture in millimetres: 85 for a column of a paper, 175 for a page",
        metavar="MM",
        panel="",
    )
    font_size: float = option(
        9.0,
        Number(3.0, 40.0, "pt"),
        label="Font Size",
        help="Size of the letters in points",
        metavar="PT",
        panel="",
    )
    dpi: int = option(
        130,
        Whole(20, 2400),
        label="Resolution",
        help="Pixels per inch of a PNG",
        metavar="N",
        panel="",
    )
    face_columns: str = face_columns_option(panel="")
    face_rate: Fraction | None = face_rate_option(panel="")

    def __post_init__(self) -> None:
        check_fields(self)
        Span().check("seconds", (self.start, self.end))
