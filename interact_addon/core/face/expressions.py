# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a shape key is an expression or the shape of a person, by its name.

An expression that a file was saved with would stay on a face that plays; a wide nose should stay. Names are
those of VRM and VRoid (``Fcl_EYE_Close``), VRChat (``vrc.v_aa``), MikuMikuDance in Japanese and in English,
Ready Player Me and Character Creator (``viseme_aa``, ``Eye_Blink_L``), and plain words.
"""

from __future__ import annotations

import re

__all__ = ["is_expression"]

_PREFIXES = ("fcl_", "vrc.", "viseme", "v_", "expr_", "expression")
_WHOLE = frozenset(
    ["a", "i", "u", "e", "o", "aa", "ih", "ou", "ee", "oh", "あ", "い", "う", "え", "お", "ん"]
)
_WORDS = re.compile(
    r"blink|wink|squint|smil|frown|sneer|grin|pout|pucker|puff|snarl|laugh|scream|kiss|funnel|"
    r"(?:eye|lid|jaw|mouth|lip)s?[ ._-]*(?:close|shut|open|wide(?!r|n|th))|"
    r"(?:close|shut|open)d?[ ._-]*(?:eye|lid|jaw|mouth|lip)|"
    r"(?:look|brow)s?[ ._-]*(?:up|down|in|out|left|right|raise|drop|lower)|tongue[ ._-]*out|"
    r"\b(?:joy|angry|anger|sorrow|sad|fun|happy|surprised?|relaxed|disgust|fear|cry)\b|"
    r"まばたき|ウィンク|ウインク|笑い|にこり|怒り|困る|真面目|びっくり|じと目|なごみ|はぅ|ぺろっ|にやり"
)  # fmt: skip
_SHAPES = re.compile(r"size|width|height|length|depth|scale|shape|thick|thin\b|full|distance|spacing")


def is_expression(name: str) -> bool:
    """Return whether a shape key's name is that of an expression, which passes, not of a shape that stays."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().strip()
    if plain in _WHOLE or plain.startswith(_PREFIXES):
        return True
    return _WORDS.search(plain) is not None and _SHAPES.search(plain) is None
