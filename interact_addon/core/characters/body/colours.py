# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the hex codes of the data file to linear colours for renderers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError

__all__ = ["from_srgb", "linear", "mix", "natural_lips", "rgba", "scaled"]

Floats = NDArray[np.float64]


def from_srgb(values: Floats) -> Floats:
    """Convert sRGB values from 0 to 1, of any shape, to linear ones (IEC 61966-2-1)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def linear(code: str) -> Floats:
    """Convert an sRGB hex code such as ``#c68e6f`` to (3,) linear RGB.

    Raises:
        CharacterError: The text is not such a code.
    """
    digits = code.removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError
        srgb = np.array([int(digits[k : k + 2], 16) for k in (0, 2, 4)]) / 255.0
    except ValueError:
        raise CharacterError(f"{code!r} is not a colour", cure="Write it like #c68e6f") from None
    return from_srgb(srgb)


def mix(one: Floats, other: Floats, share: Floats | float) -> Floats:
    """Mix ``one`` with a share of ``other``; the share is a number or (V,), the colours (3,) or (V, 3)."""
    amount = np.asarray(share, np.float64)[..., None]
    return np.asarray(one * (1.0 - amount) + other * amount)


def scaled(colour: Floats, *factors: float) -> Floats:
    """Scale a colour's channels by one factor or by three, clipped to 0 to 1."""
    return np.clip(colour * np.array(factors), 0.0, 1.0)


def natural_lips(skin: Floats) -> Floats:
    """Return the (3,) colour of lips without make-up for a skin colour."""
    return 0.6 * scaled(skin, 0.68, 0.36, 0.42) + 0.4 * float(skin.mean()) * np.array([1.5, 0.55, 0.52])


def rgba(colours: Floats, count: int) -> NDArray[np.float32]:
    """Return (count, 4) float32 opaque colours of a colour (3,) or of (count, 3) colours."""
    out = np.ones((count, 4), np.float32)
    out[:, :3] = colours
    return out
