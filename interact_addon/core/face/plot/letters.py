# SPDX-License-Identifier: GPL-3.0-or-later
"""A bitmap font of 5 by 8 pixels, for pictures drawn without a font library."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["HEIGHT", "WIDTH", "text_mask"]

WIDTH, HEIGHT = 6, 8  # of a letter, including spacing

# From space to z: five columns of eight bits each, the lowest bit on top.
_COLUMNS = bytes.fromhex(
    "0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649552250 0005030000"
    "001c224100 0041221c00 14083e0814 08083e0808 0050300000 0808080808 0060600000 2010080402"
    "3e5149453e 00427f4000 4261514946 2141454b31 1814127f10 2745454539 3c4a494930 0171090503"
    "3649494936 064949291e 0036360000 0056360000 0814224100 1414141414 0041221408 0201510906"
    "324979413e 7e1111117e 7f49494936 3e41414122 7f4141221c 7f49494941 7f09090901 3e4149497a"
    "7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f020c027f 7f0408107f 3e4141413e"
    "7f09090906 3e4151215e 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 3f4038403f"
    "6314081463 0708700807 6151494543 007f414100 0204081020 0041417f00 0402010204 4040404040"
    "0001020400 2054545478 7f48444438 3844444420 384444487f 3854545418 087e090102 18a4a4a47c"
    "7f08040478 00447d4000 4080847d00 7f10284400 00417f4000 7c04180478 7c08040478 3844444438"
    "fc24242418 18242424fc 7c08040408 4854545420 043f444020 3c4040207c 1c2040201c 3c4030403c"
    "4428102844 1ca0a0a07c 4464544c44"
)
_FIRST, _LAST = ord(" "), ord("z")
_UNKNOWN = ord("?") - _FIRST
_GLYPHS = np.zeros((_LAST - _FIRST + 1, HEIGHT, WIDTH), bool)
_GLYPHS[:, :, :5] = np.swapaxes(
    np.unpackbits(np.frombuffer(_COLUMNS, np.uint8).reshape(-1, 5, 1), axis=2, bitorder="little"), 1, 2
)


def text_mask(text: str, scale: int = 1) -> NDArray[np.bool_]:
    """Return a line of text as a mask (8*scale, 6*scale*letters), the first row on top.

    Args:
        text: The text; characters outside ASCII become question marks.
        scale: Pixels per pixel of a letter.
    """
    if not text:
        return np.zeros((HEIGHT * scale, 0), bool)
    codes = np.array([ord(letter) for letter in text.replace("·", "-")]) - _FIRST
    codes = np.where((codes < 0) | (codes >= len(_GLYPHS)), _UNKNOWN, codes)
    line = np.concatenate(_GLYPHS[codes], axis=1)
    return line.repeat(scale, axis=0).repeat(scale, axis=1)
