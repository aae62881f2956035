# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming conventions: tables from roles in the body to the names that one tool gives them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = [
    "ARM",
    "CORE_ROLES",
    "FINGERS",
    "LEG",
    "LIMBS",
    "SIDES",
    "Convention",
    "fingers",
    "role_order",
    "spine_chain",
]

SIDES = ("left", "right")
FINGERS = ("thumb", "index", "middle", "ring", "pinky")
ARM = ("shoulder", "upper_arm", "forearm", "hand")
LEG = ("thigh", "shin", "foot", "fore_foot", "toe")
LIMBS = (*ARM, *LEG)
_TRUNK = ("hips", "spine", "neck", "head", "head_end")
CORE_ROLES: tuple[str, ...] = (
    "hips",
    "head",
    *(f"{side}_{limb}" for side in SIDES for limb in ("upper_arm", "forearm", "thigh", "shin", "foot")),
)
"""The roles by which a skeleton is recognised as a person's."""


def spine_chain(roles: Iterable[str], stem: str) -> list[str]:
    """Return the roles ``stem.0``, ``stem.1``... that the capture has, in order."""
    found = [role for role in roles if role.startswith(stem + ".")]
    return sorted(found, key=lambda role: int(role.partition(".")[2]))


def role_order(role: str) -> tuple[str, int, int, int]:
    """Return a key that sorts roles by limb, the trunk first, and in each from the hips outwards."""
    stem, _, number = role.partition(".")
    if stem in _TRUNK:
        return "", 0, _TRUNK.index(stem), int(number or 0)
    side, _, part = stem.partition("_")
    if part in FINGERS:
        return side, 0, len(ARM) + FINGERS.index(part), int(number)
    return side, int(part in LEG), (LEG if part in LEG else ARM).index(part), 0


@dataclass(frozen=True)
class Convention:
    """One tool's names for the joints of a person, in one spelling each; `spelling` knows the others.

    Attributes:
        name: A short slug.
        title: The tools or data sets that use these names.
        hips: Possible names of the pelvis, likeliest first.
        spine: Names along the chain from pelvis to chest; those present become ``spine.0`` and on.
        neck: As ``spine``, for the neck.
        head: Possible names of the head.
        head_end: Possible names of the top of the head.
        sided: For each role without its side, possible names with ``{side}`` in place of the side, or
            ``{initial}`` in place of its first letter. Where two roles share a name, the first role takes it.
        sides: The words for the left and for the right side.
        prefixes: What stands before all names of the table; a number in it stands for any number. ``""`` also
            allows names without one.
    """

    name: str
    title: str
    hips: tuple[str, ...]
    spine: tuple[str, ...]
    neck: tuple[str, ...]
    head: tuple[str, ...]
    sided: Mapping[str, tuple[str, ...] | str]
    sides: tuple[str, str]
    head_end: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ("",)

    @functools.cached_property
    def names_by_role(self) -> Mapping[str, tuple[str, ...]]:
        """Role to possible names, for all roles except the chains of spine and neck."""
        out: dict[str, tuple[str, ...]] = {"hips": self.hips, "head": self.head}
        if self.head_end:
            out["head_end"] = self.head_end
        for side, word in zip(SIDES, self.sides, strict=True):
            for role, names in self.sided.items():
                spellings = (names,) if isinstance(names, str) else names
                out[f"{side}_{role}"] = tuple(
                    name.replace("{side}", word).replace("{initial}", word[0]) for name in spellings
                )
        return out


def fingers(
    pattern: str,
    words: tuple[str, str, str, str, str],
    *,
    thumb: tuple[str, str, str] = ("1", "2", "3"),
    others: tuple[str, str, str] = ("1", "2", "3"),
    metacarpal: str | None = None,
) -> dict[str, str]:
    """Build the sided roles of five fingers from one pattern with ``{finger}`` and ``{n}``.

    Args:
        pattern: Such as ``{side}Hand{finger}{n}``.
        words: The words for thumb, index, middle, ring and pinky.
        thumb: The numbers or words for the thumb's three joints.
        others: The numbers or words for the other fingers' three joints.
        metacarpal: The word for the bone in the palm, if there is one.
    """
    out = {}
    for finger, word in zip(FINGERS, words, strict=True):
        numbers = thumb if finger == "thumb" else others
        for n, number in enumerate(numbers, start=1):
            out[f"{finger}.{n}"] = pattern.replace("{finger}", word).replace("{n}", number)
        if metacarpal is not None and finger != "thumb":
            out[f"{finger}.0"] = pattern.replace("{finger}", word).replace("{n}", metacarpal)
    return out
