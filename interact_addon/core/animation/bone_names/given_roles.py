# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles that the user gives to joints or bones, as tables in TOML say them.

The same form for a capture's joints and for a character's bones::

    [roles]
    hips = "Pelvis"
    "spine.0" = "Lumbar"
    left_upper_arm = "ArmA_L"
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...foundation.errors import InteractError
from .table import FINGERS, LIMBS, SIDES

__all__ = ["ROLE_WORDS", "check_roles", "is_role"]

ROLE_WORDS: tuple[str, ...] = (
    "hips",
    "spine.N",
    "neck.N",
    "head",
    "head_end",
    *(f"SIDE_{limb}" for limb in LIMBS),
    *(f"SIDE_{finger}.N" for finger in FINGERS),
)
"""All role words, with SIDE for left or right and N for a number (0 to 3 for fingers)."""

_ROLE = re.compile(
    r"hips|head|head_end|(spine|neck)\.\d+|"
    rf"({'|'.join(SIDES)})_({'|'.join(LIMBS)}|({'|'.join(FINGERS)})\.[0-3])"
)


def is_role(word: str) -> bool:
    """Return whether ``word`` is the name of a role."""
    return _ROLE.fullmatch(word) is not None


def check_roles(
    table: object, whose: str, error: Callable[[str, str | None], InteractError]
) -> dict[str, str]:
    """Return a table of roles: role to name.

    Args:
        table: What TOML has; ``spine.0 = "Chest"`` without quotes, a table in a table, is accepted too.
        whose: Whose roles they are, for messages.
        error: Makes the error of a message and its cure.

    Raises:
        InteractError: made by ``error``: not a table of names, an unknown role, or a name with two roles.
    """
    if not isinstance(table, dict):
        raise error(f"the roles of {whose} are not a table of names", 'Write hips = "NAME"')
    roles: dict[str, object] = {}
    for role, value in table.items():
        if isinstance(value, dict):
            roles |= {f"{role}.{number}": name for number, name in value.items()}
        else:
            roles[role] = value
    if not all(isinstance(name, str) and name for name in roles.values()):
        raise error(f"the roles of {whose} are not a table of names", 'Write hips = "NAME"')
    if unknown := sorted(role for role in roles if not is_role(role)):
        raise error(
            f"{whose} has unknown roles: {', '.join(unknown)}",
            "Use hips, spine.0, neck.0, head, left_upper_arm and so on; docs/characters.md lists them",
        )
    out = {role: str(name) for role, name in roles.items()}
    if twice := sorted({name for name in out.values() if list(out.values()).count(name) > 1}):
        raise error(f"{whose} gives two roles to {', '.join(twice)}", "Give each name one role")
    return out
