# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours: from the hex codes of the data file to the linear values that renderers want."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError

__all__ = ["linear", "mix", "natural_lips", "rgba", "scaled"]

Floats = NDArray[np.float64]


def linear(code: str) -> Floats:
    """(3,) linear RGB of an sRGB hex code such as ``#c68e6f``.

    Raises:
        CharacterError: It is no such code.
    """
    digits = code.removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError
        srgb = np.array([int(digits[k : k + 2], 16) for k in (0, 2, 4)]) / 255.0
    except ValueError:
        raise CharacterError(f"{code!r} is not a colour", cure="Write it like #c68e6f") from None
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def mix(one: Floats, other: Floats, share: Floats | float) -> Floats:
    """``one`` turned into ``other`` by a share, a number or (V,); the colours (3,) or (V, 3)."""
    amount = np.asarray(share, np.float64)[..., None]
    return np.asarray(one * (1.0 - amount) + other * amount)


def scaled(colour: Floats, *factors: float) -> Floats:
    """A colour with its channels scaled by one factor or by three, kept between 0 and 1."""
    return np.clip(colour * np.array(factors), 0.0, 1.0)


def natural_lips(skin: Floats) -> Floats:
    """(3,) colour of lips without make-up on a skin."""
    return 0.6 * scaled(skin, 0.68, 0.36, 0.42) + 0.4 * float(skin.mean()) * np.array([1.5, 0.55, 0.52])


def rgba(colours: Floats, count: int) -> NDArray[np.float32]:
    """(count, 4) float32 of a colour (3,) or of (count, 3) colours, opaque."""
    out = np.ones((count, 4), np.float32)
    out[:, :3] = colours
    return out
