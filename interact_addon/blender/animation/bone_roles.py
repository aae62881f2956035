# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles that users gave to bones whose names follow no known convention."""

from __future__ import annotations

from typing import Any

import bpy

__all__ = ["ROLES_PROPERTY", "roles_of"]

ROLES_PROPERTY = "interact_roles"
"""Custom property of an armature object with the roles that its TOML gives to bones."""


def roles_of(armature: bpy.types.Object) -> dict[str, str]:
    """Return the roles that an armature's TOML gave to its bones."""
    roles: Any = armature.get(ROLES_PROPERTY)
    return dict(roles.to_dict()) if roles else {}
