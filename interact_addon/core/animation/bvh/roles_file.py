# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles for the joints of motion files whose names say too little: a TOML beside them.

``walk.bvh`` has its roles in ``walk.roles.toml``, or in a table ``[roles]`` of ``walk.toml``; all files of a
folder have those of ``roles.toml`` in it. See `bone_names.given_roles` for the form.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ...foundation.errors import BvhError
from ...foundation.findings import Finding
from ...foundation.reading.folder_names import may_have_any
from ...foundation.reading.plain_file import plain_text
from ...foundation.reading.toml_file import read_toml
from ...foundation.wording import some
from ..bone_names.given_roles import check_roles
from .document import Bvh

__all__ = ["FOLDER_FILE", "joint_roles", "read_roles_file", "roles_path"]

FOLDER_FILE = "roles.toml"
"""The file of a folder that gives roles to the joints of all motion files in it."""
_EXAMPLE = 'Write [roles], then hips = "NAME"'


def roles_path(motion: Path) -> Path | None:
    """Return the TOML with the roles for a motion file's joints, or None if there is none."""
    place, name = os.path.split(motion)
    stem = os.path.splitext(name)[0]  # noqa: PTH122 (called for tens of thousands of files)
    if not may_have_any(place, (f"{stem}.roles.toml", f"{stem}.toml", FOLDER_FILE)):
        return None
    own = motion.with_suffix(".roles.toml")
    if own.is_file():
        return own
    # A job file can have the same name as a motion: only one with roles is about joints.
    beside = motion.with_suffix(".toml")
    if beside.is_file() and beside.name != FOLDER_FILE and _mentions_roles(beside):
        return beside
    folder = motion.with_name(FOLDER_FILE)
    return folder if folder.is_file() else None


def read_roles_file(path: Path) -> dict[str, str]:
    """Read a file of roles: role to joint name.

    Raises:
        BvhError: the file cannot be read, is not TOML, or has no valid table ``[roles]``.
    """
    where = str(path)
    tables = read_toml(path, "the file of roles", BvhError, cure=_EXAMPLE)
    if "roles" not in tables:
        raise BvhError("there is no table [roles] in it", path=where, cure=_EXAMPLE)
    return check_roles(tables["roles"], "the file", lambda text, cure: BvhError(text, path=where, cure=cure))


def joint_roles(
    motion: Path, document: Bvh, chosen: Path | None = None
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Return the roles that the user gives to a motion file's joints, and what to say about them.

    Args:
        motion: The motion file.
        document: What it holds.
        chosen: The file of roles; None for the one beside the motion.

    Raises:
        BvhError: the file is invalid, or names joints that the motion does not have; a folder's file may, for
            the other files in it.
    """
    path = chosen or roles_path(motion)
    if path is None:
        return {}, ()
    roles = read_roles_file(path)
    held = document.unique_names()
    names = dict(zip([*reversed(document.names), *held], [*reversed(held), *held], strict=True))
    here = {role: names[name] for role, name in roles.items() if name in names}
    absent = sorted({name for name in roles.values() if name not in names})
    if absent and path.name != FOLDER_FILE:
        raise BvhError(
            f"roles are given to joints that {motion.name} does not have: {some(absent)}",
            path=str(path),
            cure=f"Its joints are {some(document.names)}",
        )
    findings = []
    if here:
        text = f"the roles of {len(here)} joints are those of {path.name}"
        findings.append(Finding("bvh-roles-given", text, str(motion), level="info"))
    if absent:
        text = f"{path.name} gives roles to joints that this file does not have: {some(absent)}"
        findings.append(Finding("bvh-roles-absent", text, str(motion)))
    return here, tuple(findings)


def _mentions_roles(path: Path) -> bool:
    try:
        return re.search(r"(?m)^\s*(\[roles\]|roles\s*[=.])", plain_text(path, "utf-8-sig")) is not None
    except (OSError, UnicodeDecodeError):
        return False
