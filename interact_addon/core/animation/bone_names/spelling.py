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
_OTHER = re.compile(r"\d+|[A-Za-z]+|[^\W\d_A-Za-z]+")
_SIDES = {
    **dict.fromkeys(("left", "l", "lft", "lt", "左"), "l"),
    **dict.fromkeys(("right", "r", "rgt", "rt", "右"), "r"),
}
_WRITTEN_OUT = re.compile(r"(left|right)(.{2,})|(.{2,})(left|right)")
_NUMBERED = re.compile(r"(?<=\w)[._ -]\d+$")
_REPEATED = re.compile(r"(?<=.)\.\d{3,}$")  # as Blender tells names apart
_MOST = 0.6
"""What this share of all names begins or ends with belongs to the rig, not to the names."""
_MOST_STRIPS = 4
_LONGEST = 400  # letters of a name that are looked at, from its end


@functools.lru_cache(maxsize=20000)
def words(name: str) -> Words:
    """Return the words of a name in lower case, without a namespace: ``rig|Bob:LeftArm`` is left, arm.

    Words end at separators, at capitals, and between letters and digits. Half-width and full-width characters
    are the same. Digits stay as written.
    """
    bare = re.split(r"[:|/]", unicodedata.normalize("NFKC", name[-_LONGEST:]).rstrip(":|/"))[-1]
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

    Sketchfab numbers all nodes (``Hips_01``, ``LeftArm_09``), others in front (``01_Hips``), Blender repeated
    ones (``Hips.001``; only some of a rig where two were joined), rigs end in ``_jnt`` or begin with
    ``Armature_``. A word that tells the side is never taken off.
    """
    rows = [list(names)]
    while len(rows) <= _MOST_STRIPS and (shorter := _cut_short(rows[-1])) is not None:
        rows.append(shorter)
    if (plain := _unrepeated(rows[0])) not in rows:
        rows.append(plain)
    for row in rows:
        current: list[Words] | None = [words(name) for name in row]
        for _ in range(_MOST_STRIPS + 1):
            if current is None:
                break
            yield current
            current = _without_first(current)


def _unrepeated(names: list[str]) -> list[str]:
    """Take Blender's numbers off those names that are not taken without."""
    bare = [_REPEATED.sub("", name) for name in names]
    count = Counter([*bare, *set(names)])
    return [short if short == name or count[short] == 1 else name
            for short, name in zip(bare, names, strict=True)]  # fmt: skip


def _cut_short(names: list[str]) -> list[str] | None:
    """Take a number, or else a word, off the ends of the names if most of them have one; None if not."""
    cut = [_NUMBERED.sub("", name) for name in names]
    if sum(one != other for one, other in zip(cut, names, strict=True)) >= _MOST * max(len(names), 1):
        return cut
    lasts = Counter(name[-1] for each in names if len(name := words(each)) > 1)
    word, count = lasts.most_common(1)[0] if lasts else ("", 0)
    if count < _MOST * len(names) or word in _SIDES or word.isdigit():
        return None
    ending = re.compile(rf"(?<=\w)[\W_]*{re.escape(word)}\W*$", re.IGNORECASE)
    return [ending.sub("", name) if words(name)[-1:] == (word,) else name for name in names]


def _without_first(names: list[Words]) -> list[Words] | None:
    """Take the first word off if most names share it, or all first numbers; None if they do not."""
    numbered = [len(name) > 1 and name[0].isdigit() for name in names]
    if sum(numbered) >= _MOST * max(len(names), 1):
        return [name[cut:] for cut, name in zip(numbered, names, strict=True)]
    firsts = Counter(name[0] for name in names if len(name) > 1)
    word, count = firsts.most_common(1)[0] if firsts else ("", 0)
    if count < _MOST * len(names) or word in _SIDES:
        return None
    return [name[1:] if len(name) > 1 and name[0] == word else name for name in names]
