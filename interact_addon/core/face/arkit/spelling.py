# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognise the many spellings of ARKit's shape names.

Recognised: ``eyeBlinkLeft``, ``EyeBlinkLeft``, ``eye_blink_left``, ``eyeBlink_L``, ``eyeBlinkL``,
each also with a prefix (``!ex-eyeBlinkLeft``, ``Face.M_F01_eyeBlinkLeft``) and Blender's ``.001``. Ambiguous
names are not matched: a shape that stays still is reported, a wrong one that moves would go unnoticed.
"""

from __future__ import annotations

import re

from .arkit import ARKIT_52, HALVES

__all__ = ["canonical_name", "recognise"]

_SEPARATOR = re.compile(r"[^0-9A-Za-z]+")
_LONGEST = 300  # characters of a name; longer ones would take long to search, and nobody spells them
_COPY = re.compile(r"\.\d{3}$")
_FOLDED: dict[str, str] = {name.lower(): name for name in (*ARKIT_52, *HALVES)}
# "mouthLeft" moves the mouth to the left and is not its left half, so "mouth_L" is ambiguous.
_NO_SIDES = {"mouthleft", "mouthright", "jawleft", "jawright"}
_SIDES = {"l": "left", "r": "right"}
# These words before a name make it another shape.
_QUALIFIERS = frozenset(
    (
        "anti", "combo", "cor", "corr", "corrective", "fix", "half", "in", "inner", "inv", "inverse", "l",
        "left", "lower", "max", "min", "neg", "negative", "no", "non", "not", "out", "outer", "r", "right",
        "sub", "upper", "with", "without",
    )
)  # fmt: skip
# Reallusion numbers the shapes: A25_Jaw_Open.
_NUMBER = re.compile(r"[A-Z]\d\d")


def canonical_name(text: str) -> str | None:
    """Return the ARKit name that ``text`` spells, or None if that is uncertain.

    >>> canonical_name("!ex-eyeBlinkLeft"), canonical_name("eyeBlink_L"), canonical_name("cheekPuff_L")
    ('eyeBlinkLeft', 'eyeBlinkLeft', None)
    """
    found = recognise(text)
    return None if found is None or found[0] in HALVES else found[0]


def recognise(text: str) -> tuple[str, int] | None:
    """Return the name that ``text`` spells, half shapes included, and its distance from the exact spelling.

    Returns:
        The name, and 0 for the exact spelling, 1 for another spelling, 2 if a prefix or copy number was
        removed; None if it is not a name.
    """
    if len(text) > _LONGEST:
        return None
    if text in ARKIT_52 or text in HALVES:
        return text, 0
    bare = _COPY.sub("", text.strip())
    name = _fold(bare)
    if name is not None:
        return name, 1 if bare == text.strip() else 2
    name = _after_prefix(bare)
    return None if name is None else (name, 2)


def _fold(text: str) -> str | None:
    tokens = [token for token in _SEPARATOR.split(text) if token]
    if not tokens or not _SEPARATOR.sub("", text[0]):
        return None  # a leading separator belongs to a prefix
    name = _FOLDED.get("".join(tokens).lower())
    if name is not None:
        return name
    last = tokens[-1]
    if len(tokens) > 1 and last.lower() in _SIDES:  # eyeBlink_L, eye_blink_l
        base, side = "".join(tokens[:-1]), last.lower()
    elif len(last) > 1 and last[-1] in "LR" and last[-2].islower():  # eyeBlinkL
        base, side = "".join(tokens)[:-1], last[-1].lower()
    else:
        return None
    folded = base.lower() + _SIDES[side]
    return None if folded in _NO_SIDES else _FOLDED.get(folded)


def _after_prefix(text: str) -> str | None:
    """Return the name at the end of ``text`` if the part before it is only a label."""
    for match in _SEPARATOR.finditer(text):
        label, mark, rest = text[: match.start()], match.group(), text[match.end() :]
        name = _fold(rest)
        if name is None:
            continue
        # After "_" or a space the rest must be one word: "outer_eye_blink_left" is another shape.
        weak = not mark.strip("_ ") and not _NUMBER.fullmatch(label)
        words = [token for token in _SEPARATOR.split(rest) if token]
        side = len(words) == 2 and words[1].lower() in _SIDES
        if weak and len(words) > 1 and not side:
            return None
        labels = {token.lower() for token in _SEPARATOR.split(label) if token}
        if labels & _QUALIFIERS or _mentions_a_shape(label):
            return None
        return name
    return None


def _mentions_a_shape(label: str) -> bool:
    """Return True for the first part of a combination such as ``jawOpen_mouthClose``."""
    folded = _SEPARATOR.sub("", label).lower()
    return any(
        name in folded or name.removesuffix("left") in folded for name in _FOLDED if name not in _NO_SIDES
    )
