# SPDX-License-Identifier: GPL-3.0-or-later
"""A body without clothes or hair, as parts, for testing the fit itself."""

from __future__ import annotations

from interact_addon.core.characters.body.base_mesh import Body
from interact_addon.core.characters.body.part import Part, part_from_faces

__all__ = ["bare_parts"]

_GROUPS = {
    "skin": ("body",),
    "eyes": ("helper-l-eye", "helper-r-eye"),
    "teeth": ("helper-upper-teeth", "helper-lower-teeth"),
    "tongue": ("helper-tongue",),
    "lashes": (
        "helper-l-eyelashes-1",
        "helper-l-eyelashes-2",
        "helper-r-eyelashes-1",
        "helper-r-eyelashes-2",
    ),
}


def bare_parts(body: Body) -> tuple[Part, ...]:
    """Return skin, eyes, teeth, tongue and lashes of a body, in its rest pose."""
    parts = []
    for name, groups in _GROUPS.items():
        where = body.base.faces_of(*groups)
        part, _ = part_from_faces(
            name,
            body.base.faces[where],
            body.vertices,
            body.rig.weights,
            body.rig.names,
            uvs=body.base.uvs[where],
            shapes=body.shapes,
        )
        parts.append(part)
    return tuple(parts)
