# SPDX-License-Identifier: GPL-3.0-or-later
"""The available tops and trousers, and how each is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .cloth import Cut
from .tailor import Neckline

__all__ = ["TOPS", "TROUSERS", "Top", "Trousers"]


@dataclass(frozen=True)
class Top:
    """How a top is made. Lengths in metres.

    Attributes:
        cut: Its shape.
        sleeve: Length of the sleeves as a share of the arm.
        neckline: The hole for the neck.
        neck: Finish of the neckline: ``fold``, ``rib``, ``collar``, ``turtle``.
        cuff: ``fold``, ``rib`` or ``cuff``.
        hem: Height of the lower edge above the crotch.
        band: Whether the lower edge has a ribbed band.
        placket: Length of the buttoned strip as a share of the front; 0 is none.
        pocket: Whether it has a chest pocket.
    """

    cut: Cut = field(default_factory=Cut)
    sleeve: float = 0.36
    neckline: Neckline = field(default_factory=Neckline)
    neck: str = "rib"
    cuff: str = "fold"
    hem: float = 0.03
    band: bool = False
    placket: float = 0.0
    pocket: bool = False


@dataclass(frozen=True)
class Trousers:
    """How trousers are made. Lengths in metres.

    Attributes:
        cut: Their shape.
        waist: Height of the upper edge above the hip joints.
        hem: Height of the lower edge above the floor.
        pockets: Whether they have patch pockets at the back.
        turn_up: Whether the legs are turned up.
        belt: Whether a belt is worn.
    """

    cut: Cut = field(default_factory=Cut)
    waist: float = 0.05
    hem: float = 0.035
    pockets: bool = False
    turn_up: bool = False
    belt: bool = False


_LOOSE = Cut(ease=0.010, slope=0.18, limb_ease=0.010, limb_slope=0.08, creases=0.004)
_FITTED = Cut(ease=0.006, slope=0.45, limb_ease=0.004, limb_slope=0.25, creases=0.002)
_WOOL = Cut(ease=0.013, slope=0.15, limb_ease=0.010, limb_slope=0.10, creases=0.006)
_SHIRT = Cut(ease=0.010, slope=0.20, limb_ease=0.009, limb_slope=0.10, creases=0.0055)

TOPS: Mapping[str, Top] = {
    "tshirt": Top(_LOOSE, 0.37, Neckline(0.086, 0.028, 0.004, 2.2), "rib", "fold", 0.035),
    "fitted_tee": Top(_FITTED, 0.26, Neckline(0.092, -0.022, 0.004, 1.9), "rib", "fold", 0.05),
    "longsleeve": Top(_FITTED, 0.97, Neckline(0.088, 0.018, 0.004, 2.2), "rib", "fold", 0.04),
    "sweater": Top(_WOOL, 0.90, Neckline(0.086, 0.030, 0.003, 2.2), "rib", "rib", 0.085, band=True),
    "turtleneck": Top(_WOOL, 0.90, Neckline(0.082, 0.036, 0.0, 2.2), "turtle", "rib", 0.085, band=True),
    "blouse": Top(_SHIRT, 0.74, Neckline(0.088, -0.065, 0.006, 1.0), "fold", "fold", 0.045),
    "shirt": Top(
        _SHIRT, 0.91, Neckline(0.080, -0.012, 0.002, 1.35), "collar", "cuff", 0.03, placket=1.0, pocket=True
    ),
    "polo": Top(_LOOSE, 0.38, Neckline(0.080, -0.014, 0.002, 1.35), "collar", "rib", 0.035, placket=0.28),
}

TROUSERS: Mapping[str, Trousers] = {
    "jeans": Trousers(
        Cut(ease=0.006, limb_ease=0.004, limb_slope=0.07, opening=0.078, creases=0.0042), pockets=True
    ),
    "slim_jeans": Trousers(
        Cut(ease=0.005, limb_ease=0.003, limb_slope=0.30, opening=0.060, creases=0.003),
        hem=0.055,
        pockets=True,
    ),
    "rolled_jeans": Trousers(
        Cut(ease=0.006, limb_ease=0.004, limb_slope=0.12, opening=0.070, creases=0.0036),
        hem=0.09,
        pockets=True,
        turn_up=True,
    ),
    "chinos": Trousers(
        Cut(ease=0.007, limb_ease=0.005, limb_slope=0.12, opening=0.070, creases=0.0036), hem=0.045
    ),
    "wide": Trousers(
        Cut(ease=0.007, limb_ease=0.010, limb_slope=0.0, opening=0.092, creases=0.004), hem=0.03
    ),
    "leggings": Trousers(
        Cut(ease=0.003, limb_ease=0.0, limb_slope=2.0, opening=0.0, creases=0.001), hem=0.085
    ),
}
