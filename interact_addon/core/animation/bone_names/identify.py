# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects which naming convention a skeleton's joint names follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .biovision import BIOVISION
from .cmu import CMU
from .interact import INTERACT
from .makehuman import MAKEHUMAN, MAKEHUMAN_CLASSIC
from .mixamo import MIXAMO
from .rigify import METARIG, RIGIFY
from .rokoko import ROKOKO
from .smpl import AMASS, SMPL
from .table import CORE_ROLES, Convention
from .unreal import UNREAL

__all__ = ["CONVENTIONS", "UNKNOWN", "Naming", "identify"]

CONVENTIONS: tuple[Convention, ...] = (
    MIXAMO,
    INTERACT,
    CMU,
    BIOVISION,
    ROKOKO,
    RIGIFY,
    METARIG,
    UNREAL,
    MAKEHUMAN,
    MAKEHUMAN_CLASSIC,
    SMPL,
    AMASS,
)
"""Sorted by preference: of conventions that give equally many joints a role, the first one is used."""

UNKNOWN = "unknown"

_MIXAMO_PREFIX = re.compile(r"mixamorig\d*[:_]?", re.IGNORECASE)
_LEAST_CORE = 7


@dataclass(frozen=True)
class Naming:
    """What the names of a skeleton mean.

    Attributes:
        convention: The slug of the convention, or ``unknown``.
        title: The convention's usual name.
        roles: Role to joint name; see the package for the roles.
        unmapped: The names without a role, in order.
    """

    convention: str
    title: str
    roles: Mapping[str, str]
    unmapped: tuple[str, ...]

    def missing(self) -> tuple[str, ...]:
        """Return the required roles (`CORE_ROLES`) that no joint has."""
        return tuple(role for role in CORE_ROLES if role not in self.roles)


def identify(names: Sequence[str], parents: Sequence[int] | None = None) -> Naming:
    """Return the naming by the convention whose table gives the most joints a role.

    Case does not matter. Prefixes are skipped: a namespace before a colon, ``mixamorig``, or a word that most
    names begin with.

    Args:
        names: The joints' or bones' names.
        parents: Their parents' indices, -1 for none. With them, the joints of back and neck are numbered by
            depth in the hierarchy instead of by the table.

    Returns:
        The naming; ``unknown`` without roles if too few joints of a person were found.
    """
    best: tuple[int, Convention, dict[str, str]] | None = None
    depths = {} if parents is None else _depths(names, parents)
    for spellings in _spellings(names):
        lookup: dict[str, str] = {}
        for spelling, name in zip(spellings, names, strict=True):
            lookup.setdefault(spelling.casefold(), name)
        for convention in CONVENTIONS:
            roles = _roles(convention, lookup, depths)
            if sum(role in roles for role in CORE_ROLES) >= _LEAST_CORE and (
                best is None or len(roles) > best[0]
            ):
                best = (len(roles), convention, roles)
    if best is None:
        return Naming(UNKNOWN, "unknown", {}, tuple(names))
    _, convention, roles = best
    mapped = set(roles.values())
    return Naming(convention.name, convention.title, roles, tuple(n for n in names if n not in mapped))


def _spellings(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names unchanged, and without their prefixes."""
    yield list(names)
    bare = [_MIXAMO_PREFIX.sub("", name.rpartition(":")[2], count=1) for name in names]
    if bare != list(names):
        yield bare
    heads = [re.match(r"[^_|.\- ]+[_|.\- ]", name) for name in bare]
    common = [match.group() for match in heads if match]
    if common:
        prefix = max(set(common), key=common.count)
        if common.count(prefix) * 10 >= len(bare) * 6:
            yield [name.removeprefix(prefix) for name in bare]


def _roles(convention: Convention, lookup: Mapping[str, str], depths: Mapping[str, int]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for role, spellings in convention.single.items():
        for spelling in spellings:
            if spelling.casefold() in lookup:
                roles[role] = lookup[spelling.casefold()]
                break
    for chain, members in (("spine", convention.spine), ("neck", convention.neck)):
        present = [lookup[name.casefold()] for name in members if name.casefold() in lookup]
        present.sort(key=lambda name: depths.get(name, 0))
        roles.update({f"{chain}.{n}": name for n, name in enumerate(present)})
    return roles


def _depths(names: Sequence[str], parents: Sequence[int]) -> dict[str, int]:
    """Return the number of ancestors of each joint."""
    out: dict[str, int] = {}
    for joint, name in enumerate(names):
        depth, parent = 0, parents[joint]
        while parent >= 0 and depth <= len(names):  # no more steps than joints, whatever the parents say
            depth, parent = depth + 1, parents[parent]
        out.setdefault(name, depth)
    return out
