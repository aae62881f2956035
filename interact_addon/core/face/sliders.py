# SPDX-License-Identifier: GPL-3.0-or-later
"""The 52 shapes as an animator has them: in groups of the face, in pairs of left and right; expressions."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..foundation.easing import smoothstep
from .arkit import ARKIT_52

__all__ = ["EXPRESSIONS", "GROUPS", "mirrored", "rows_of", "share", "title_of"]

GROUPS: dict[str, tuple[str, ...]] = {
    group: tuple(name for name in ARKIT_52 if name.startswith(group.lower()))
    for group in ("Brow", "Eye", "Cheek", "Nose", "Jaw", "Mouth", "Tongue")
}
"""Part of the face to its shapes."""

_SIDES = ("Left", "Right")
_WHOLE = ("jaw", "mouth")  # jawLeft and mouthLeft move all of it to a side: they have no mirrored half
_GAZE = {"eyeLookIn": "eyeLookOut", "eyeLookOut": "eyeLookIn"}  # both eyes look the same way


def _both(**weights: float) -> MappingProxyType[str, float]:
    """Return the weights of an expression; names without a side stand for both."""
    return MappingProxyType({
        name: weight
        for given, weight in weights.items()
        for name in ((given,) if given in ARKIT_52 else (given + _SIDES[0], given + _SIDES[1]))
    })  # fmt: skip


EXPRESSIONS: dict[str, MappingProxyType[str, float]] = {
    "Smile": _both(mouthSmile=1.0, cheekSquint=0.4, eyeSquint=0.3),
    "Frown": _both(mouthFrown=0.9, browDown=0.7, mouthShrugLower=0.3),
    "Surprise": _both(browInnerUp=0.9, browOuterUp=0.8, eyeWide=0.7, jawOpen=0.3),
    "Blink": _both(eyeBlink=1.0),
}
"""An expression to the weights that make it."""


def mirrored(name: str) -> str | None:
    """Return the shape that does on the other side what ``name`` does; None for a shape of the whole face.

    >>> mirrored("mouthSmileLeft"), mirrored("eyeLookInLeft"), mirrored("jawLeft")
    ('mouthSmileRight', 'eyeLookOutRight', None)
    """
    for side, other in (_SIDES, _SIDES[::-1]):
        stem = name.removesuffix(side)
        if stem != name:
            return None if stem in _WHOLE else _GAZE.get(stem, stem) + other
    return None


def rows_of(group: str) -> list[tuple[str, ...]]:
    """Return the shapes of a group in rows: (left, right) of a pair, or one alone."""
    rows: list[tuple[str, ...]] = []
    for name in GROUPS[group]:
        if name.endswith("Left"):
            rows.append((name, name.removesuffix("Left") + "Right"))
        elif not name.endswith("Right"):
            rows.append((name,))
    return rows


def title_of(name: str) -> str:
    """Return a shape's name in words, without its part of the face and its side.

    >>> title_of("eyeLookInLeft"), title_of("mouthClose"), title_of("jawLeft")
    ('Look In', 'Close', 'Sideways')
    """
    group = next(group for group, names in GROUPS.items() if name in names)
    rest = name.removeprefix(group.lower()).removesuffix("Left").removesuffix("Right")
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in rest).strip()
    return words or "Sideways"


def share(frames: NDArray[np.int64], ease: int) -> NDArray[np.float64]:
    """Return how much of a change each frame has: none at both ends, all of it from ``ease`` frames inside.

    Args:
        frames: (F,) ascending; the first and the last are the ends.
        ease: Frames; 0 for all of it everywhere.
    """
    inside = np.minimum(frames - frames[0], frames[-1] - frames)
    return smoothstep(inside / ease) if ease > 0 else np.ones(len(frames))
