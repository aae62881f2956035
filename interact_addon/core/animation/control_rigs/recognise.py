# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognises control rigs by the names of their bones, and finds the controls of a body's roles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..bone_names.table import SIDES
from ..retarget.body import chain
from .auto_rig_pro import AUTO_RIG_PRO
from .rigify import RIGIFY
from .table import ControlTable

__all__ = ["TABLES", "Controls", "find_controls"]

TABLES: tuple[ControlTable, ...] = (RIGIFY, AUTO_RIG_PRO)

_NEEDED = tuple(f"{side}_{limb}" for side in SIDES for limb in ("upper_arm", "forearm", "thigh", "shin"))


@dataclass(frozen=True)
class Controls:
    """The controls of one rig.

    Attributes:
        table: The family.
        mover: The control that carries the whole body.
        roles: Control to the roles that it plays: one, or all of a neck that it moves as a whole. The mover
            is first, then from the hips outwards.
        uncontrolled: Roles of the body that no control plays: bones between those of others.
    """

    table: ControlTable
    mover: str
    roles: Mapping[str, tuple[str, ...]]
    uncontrolled: tuple[str, ...]


def find_controls(names: Collection[str], roles: Mapping[str, str]) -> Controls | None:
    """Return the controls of a rig, or None if it is not a known control rig.

    It is one if it has the mover and the FK controls of all limbs, and these are not the bones that bear the
    roles themselves: in a bare metarig they are.

    Args:
        names: The names of all bones.
        roles: Role to bone, for the bones that deform.
    """
    for table in TABLES:
        found = _controls(table, names, roles)
        if found is not None:
            return found
    return None


def _controls(table: ControlTable, names: Collection[str], roles: Mapping[str, str]) -> Controls | None:
    bones = set(roles.values())

    def first(candidates: Sequence[str]) -> str | None:
        return next((name for name in candidates if name in names and name not in bones), None)

    mover = first(table.mover)
    limbs = {role: control for role, options in table.limbs().items() if (control := first(options))}
    if mover is None or "hips" not in roles or any(role not in limbs for role in _NEEDED):
        return None
    # The mover rotates as the hips do, so that its handles stay about the body.
    found: dict[str, tuple[str, ...]] = {mover: ("hips",)}
    back = [name for name in table.spine if name in names and name not in bones]
    spine, neck = chain(roles, "spine"), chain(roles, "neck")
    hips = first(table.hips)
    if back and hips:
        found[hips] = ("hips",)
        # A rig's neck can begin higher than the convention has it: names come before numbers.
        bearing = {roles[role]: role for role in (*spine, *neck)}
        by_name = {name: (bearing[table.spine[name]],) for name in back if table.spine[name] in bearing}
        found |= by_name or _shared(back, spine)
        neck = [role for role in neck if (role,) not in by_name.values()]
    elif len(table.ends) == 2 and all(end in names for end in table.ends) and spine:
        found[mover] = ("hips", spine[-1])
        found |= {table.ends[0]: ("hips",), table.ends[1]: (spine[-1],)}
    else:
        return None
    found |= _shared([name for name in table.neck if name in names and name not in bones], neck)
    if (head := first(table.head)) and "head" in roles:
        found[head] = ("head",)
    found |= {control: (role,) for role, control in limbs.items() if role in roles}
    played = {role for some in found.values() for role in some}
    return Controls(table, mover, found, tuple(role for role in roles if role not in played))


def _shared(controls: Sequence[str], roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Share the roles of a chain among its controls: each takes those at the same part of the length."""
    if not controls or not roles:
        return {}
    if len(controls) > len(roles):
        most = max(1, len(controls) - 1)
        return {name: (roles[round(n * (len(roles) - 1) / most)],) for n, name in enumerate(controls)}
    bounds = [round(n * len(roles) / len(controls)) for n in range(len(controls) + 1)]
    return {
        name: tuple(roles[start:stop])
        for name, start, stop in zip(controls, bounds, bounds[1:], strict=False)
    }
