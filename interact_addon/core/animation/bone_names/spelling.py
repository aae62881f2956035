# SPDX-License-Identifier: GPL-3.0-or-later
"""Spellings of one name: what tools, exporters and people write before, behind and between its words.

``LeftArm``, ``left_arm``, ``L_Arm``, ``Arm.L``, ``Arm Left`` and ``rig|Bob:LeftArm`` are one name. The
words of a name are compared whole and in order: ``LeftArmTwist``, ``LeftArm_IK`` and ``LeftArm_end`` are
other names.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

__all__ = ["forms", "variants", "without_prefix", "words"]

Words = tuple[str, ...]

_WORD = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]", re.ASCII)
_OTHER = re.compile(r"\d+|[^\W\d_]+")
_SIDES = {
    **dict.fromkeys(("left", "l", "lft", "lt", "左"), "l"),
    **dict.fromkeys(("right", "r", "rgt", "rt", "右"), "r"),
}
_WRITTEN_OUT = re.compile(r"(left|right)(.{2,})|(.{2,})(left|right)")
_MOST = 0.6
"""What this share of all names begins or ends with belongs to the rig, not to the names."""
_MOST_STRIPS = 4


@functools.lru_cache(maxsize=20000)
def words(name: str) -> Words:
    """Return the words of a name in lower case, without a namespace: ``rig|Bob:LeftArm`` is left, arm.

    Words end at separators, at capitals, and between letters and digits. Half-width and full-width characters
    are the same. Digits stay as written.
    """
    bare = re.split(r"[:|/]", unicodedata.normalize("NFKC", name).rstrip(":|/"))[-1]
    out: list[str] = []
    for part in re.findall(r"[^\W_]+", bare):
        for word in _WORD.findall(part) if part.isascii() else _OTHER.findall(part):
            out += _sides_apart(word.casefold())
    return tuple(out)


def _sides_apart(word: str) -> list[str]:
    """Split ``leftarm``, ``armleft`` and ``左腕`` into the side and the rest."""
    if word[0] in "左右" and len(word) > 1:
        return [word[0], word[1:]]
    if (found := _WRITTEN_OUT.fullmatch(word)) is not None:
        return [part for part in found.groups() if part]
    return [word]


@functools.lru_cache(maxsize=20000)
def forms(name: Words) -> tuple[str, str, str]:
    """Return three forms to compare words by, from the strictest to the loosest.

    The first has the words as they stand, so that ``LShoulder`` is ``lshoulder``. The second has the side in
    front, wherever the name has it. The third is that without leading zeros: only it takes ``spine_01`` for
    ``spine1``, since 3ds Max tells ``Finger01`` from ``Finger1``.
    """
    places = [0, len(name) - 1, *range(1, len(name) - 1)] if name else []
    at = next((place for place in places if name[place] in _SIDES), None)
    side = "" if at is None else _SIDES[name[at]]
    sided = f"{side}:{_joined([word for place, word in enumerate(name) if place != at])}"
    return _joined(name), sided, re.sub(r"(?<![0-9])0+(?=[0-9])", "", sided)


def _joined(name: Sequence[str]) -> str:
    """Join words, numbers with a hyphen between them."""
    return "".join(
        f"-{word}" if word.isdigit() and place and name[place - 1].isdigit() else word
        for place, word in enumerate(name)
    )


def without_prefix(name: Words, prefix: Words) -> Words | None:
    """Return the words behind a prefix, or None if they do not begin with it; a number is any number."""
    if len(name) <= len(prefix):
        return None
    same = all(ours == theirs or (ours.isdigit() and theirs.isdigit())
               for ours, theirs in zip(name, prefix, strict=False))  # fmt: skip
    return name[len(prefix) :] if same else None


def variants(names: Sequence[str]) -> Iterator[list[Words]]:
    """Yield the words of all names: as they are, and without what most of them begin or end with.

    Sketchfab numbers all nodes (``Hips_01``, ``LeftArm_09``), Blender repeated ones (``Hips.001``), rigs end
    in ``_jnt`` or begin with ``Armature_``. A word that tells the side is never taken off.
    """
    plain = [words(name) for name in names]
    numbered = [re.search(r"[._ ]\d+$", name) is not None for name in names]
    starts = [plain]
    if sum(numbered) >= _MOST * max(len(names), 1):
        starts.append(
            [name[:-1] if cut and len(name) > 1 else name for name, cut in zip(plain, numbered, strict=True)]
        )
    for start in starts:
        yield start
        current = start
        for _ in range(_MOST_STRIPS):
            shorter = _stripped(current, 0) or _stripped(current, -1)
            if shorter is None:
                break
            yield shorter
            current = shorter


def _stripped(names: list[Words], end: int) -> list[Words] | None:
    """Take the first or last word off if most names share it; None if they do not."""
    ends = Counter(name[end] for name in names if len(name) > 1)
    word, count = ends.most_common(1)[0] if ends else ("", 0)
    if count < _MOST * len(names) or word in _SIDES or (end and word.isdigit()):
        return None
    cut = slice(1, None) if end == 0 else slice(None, -1)
    return [name[cut] if len(name) > 1 and name[end] == word else name for name in names]
