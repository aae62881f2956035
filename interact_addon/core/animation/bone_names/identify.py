# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects which naming convention a skeleton's joint names follow."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .conventions import CONVENTIONS
from .spelling import Words, forms, variants, without_prefix, words
from .table import CORE_ROLES, Convention, spine_chain
from .tables.words import WORDS
from .tree import Tree, implausible, resolved

__all__ = ["GIVEN", "UNKNOWN", "Naming", "identify"]

UNKNOWN = "unknown"
GIVEN = "given"
"""The convention where no table fits and the user says what the joints are."""

_LEAST_CORE = 7
_MOST_FILLED = 3  # a table that lacks more is not theirs
_BODY = (*CORE_ROLES, "spine.0")
_WEIGHTS = {"hips": 3}  # without hips nothing can move
_TABLES = {convention.name: convention for convention in CONVENTIONS}


@dataclass(frozen=True)
class Naming:
    """What the names of a skeleton mean.

    Attributes:
        convention: The slug of the convention, or ``unknown``.
        title: The convention's usual name.
        roles: Role to joint name; see the package for the roles.
        unmapped: The names without a role, in order.
        implausible: Of joints whose names fit a role that they cannot have: joint to the one it hangs on.
        by_words: Roles that the convention's table does not find, but the usual words for parts of the body.
    """

    convention: str
    title: str
    roles: Mapping[str, str]
    unmapped: tuple[str, ...]
    implausible: Mapping[str, str] = field(default_factory=dict)
    by_words: tuple[str, ...] = ()

    def missing(self) -> tuple[str, ...]:
        """Return the required roles (`CORE_ROLES`) that no joint has."""
        return tuple(role for role in CORE_ROLES if role not in self.roles)


@dataclass(frozen=True)
class _Match:
    convention: Convention
    roles: Mapping[str, int]
    wrong: Mapping[int, int]
    filled: tuple[str, ...] = ()

    @property
    def core(self) -> int:
        return sum(role in self.roles for role in CORE_ROLES)

    @property
    def score(self) -> int:
        """What was found: a part of the body counts as three other joints more, hips as nine."""
        core = sum(_WEIGHTS.get(role, 1) for role in _BODY if role in self.roles)
        return 3 * core + len(self.roles) - 2 * len(self.filled)


class _Lookup:
    """Finds the joints whose words have one of a name's forms, the strictest form first.

    Of joints with the same words, the shortest name comes first: ``Clavicle_L`` before ``__Clavicle_L``.
    """

    def __init__(self, items: Iterable[tuple[int, Words]], lengths: Sequence[int]) -> None:
        self.items = sorted(items, key=lambda item: lengths[item[0]])
        self._joints: tuple[dict[str, list[int]], ...] = ({}, {}, {})
        for joint, name in self.items:
            for level, form in zip(self._joints, forms(name), strict=True):
                level.setdefault(form, []).append(joint)

    def find(self, name: tuple[str, str, str]) -> list[int]:
        return next(
            (level[form] for level, form in zip(self._joints, name, strict=True) if form in level), []
        )


def identify(
    names: Sequence[str], parents: Sequence[int] | None = None, given: Mapping[str, str] | None = None
) -> Naming:
    """Return the naming by the convention whose table finds most, and most of a body above all.

    Spellings are those of `spelling`: case, separators, the side in front or behind, namespaces, and what
    most names begin or end with do not matter.

    Args:
        names: The joints' or bones' names.
        parents: Their parents' indices, -1 for none. With them, the joints of back and neck are numbered by
            depth in the hierarchy instead of by the table, of joints with the same name the one that hangs
            right is taken, and joints that cannot be what their names say have no role.
        given: Role to joint name as the user says it, before anything that the names say.

    Returns:
        The naming; ``unknown`` without roles if too few joints of a person were found.
    """
    found = _identified(tuple(names), None if parents is None else tuple(parents))
    if not given:
        return found
    said = set(given.values())
    roles = {role: name for role, name in found.roles.items() if role not in given and name not in said}
    roles |= given
    known = found.convention != UNKNOWN
    return Naming(
        found.convention if known else GIVEN,
        found.title if known else "roles given by the user",
        roles,
        tuple(name for name in names if name not in set(roles.values())),
        {name: holder for name, holder in found.implausible.items() if name not in said},
        tuple(role for role in found.by_words if role not in given),
    )


@functools.lru_cache(maxsize=128)
def _identified(names: tuple[str, ...], parents: tuple[int, ...] | None) -> Naming:
    tree = None if parents is None else Tree(parents)
    lengths = [len(name) for name in names]
    best: _Match | None = None
    for row in variants(names):
        for match in _matches(row, lengths, tree):
            if match.core >= _LEAST_CORE and (best is None or match.score > best.score):
                best = match
    if best is None:
        return Naming(UNKNOWN, "unknown", {}, names)
    roles = {role: names[joint] for role, joint in best.roles.items()}
    mapped = set(roles.values())
    return Naming(
        best.convention.name,
        best.convention.title,
        roles,
        tuple(name for name in names if name not in mapped),
        {names[joint]: names[holder] for joint, holder in best.wrong.items()},
        best.filled,
    )


def _matches(row: list[Words], lengths: Sequence[int], tree: Tree | None) -> Iterator[_Match]:
    """Yield what each table makes of the words of all names, of so many characters."""
    behind = {"": _Lookup(enumerate(row), lengths)}
    spare = _match(WORDS, behind[""], tree, least=0)
    for convention in CONVENTIONS:
        for prefix in convention.prefixes:
            if prefix not in behind:
                bare = ((joint, without_prefix(name, words(prefix))) for joint, name in enumerate(row))
                behind[prefix] = _Lookup(((joint, name) for joint, name in bare if name), lengths)
            yield _filled(_match(convention, behind[prefix], tree), spare, tree)
        if len(convention.prefixes) > 1:  # a prefix for the middle, another for the sides
            both = _Lookup((item for prefix in convention.prefixes for item in behind[prefix].items), lengths)
            yield _filled(_match(convention, both, tree), spare, tree)


def _filled(match: _Match, spare: _Match, tree: Tree | None) -> _Match:
    """Return a match with what it lacks of a body from another, where that hangs right."""
    taken = {*match.roles.values(), *match.wrong}
    more = {
        role: joint
        for role, joint in spare.roles.items()
        if role in _BODY and role not in match.roles and joint not in taken
    }
    if not 0 < len(more) <= _MOST_FILLED:
        return match
    roles = {**match.roles, **more}
    if tree is not None and implausible(roles, tree):
        return match
    return replace(match, roles=roles, filled=tuple(more))


def _match(convention: Convention, lookup: _Lookup, tree: Tree | None, least: int = _LEAST_CORE) -> _Match:
    """Return what a table makes of names; nothing if it knows fewer than ``least`` of a body's."""
    if sum(any(map(lookup.find, spellings)) for spellings in _core_forms_of(convention.name)) < least:
        return _Match(convention, {}, {})
    table = _forms_of(convention.name)
    candidates = {role: [lookup.find(form) for form in spellings] for role, spellings in table.items()}
    roles = resolved(candidates, tree)
    wrong = {} if tree is None else implausible(roles, tree)
    kept = {role: joint for role, joint in roles.items() if role not in wrong}
    for chain in ("spine", "neck"):
        found = [kept.pop(role) for role in spine_chain(kept, chain)]
        if tree is not None:
            found.sort(key=tree.depth)
        kept |= {f"{chain}.{n}": joint for n, joint in enumerate(found)}
    return _Match(convention, kept, {roles[role]: holder for role, holder in wrong.items()})


@functools.cache
def _core_forms_of(convention: str) -> tuple[tuple[tuple[str, str, str], ...], ...]:
    """Return the forms of a table's names of a body's roles alone: few tables fit enough of these."""
    names = _TABLES[convention].names_by_role
    return tuple(tuple(forms(words(name)) for name in names[role]) for role in CORE_ROLES)


@functools.cache
def _forms_of(name: str) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return the forms of a table's names, by role; back and neck come last, for what limbs do not take."""
    convention = _TABLES[name]
    names = dict(convention.names_by_role)
    names |= {f"spine.{n}": (name,) for n, name in enumerate(convention.spine)}
    names |= {f"neck.{n}": (name,) for n, name in enumerate(convention.neck)}
    return {role: tuple(forms(words(name)) for name in spellings) for role, spellings in names.items()}
