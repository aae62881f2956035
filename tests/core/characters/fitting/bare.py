# SPDX-License-Identifier: GPL-3.0-or-later
"""A body without clothes or hair, as parts, for testing the fit itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters.body.base_mesh import Body, build_body
from interact_addon.core.characters.body.helper_bones import HelperBone, helper_bones
from interact_addon.core.characters.body.looks import Look
from interact_addon.core.characters.body.part import Part, part_from_faces
from interact_addon.core.characters.fitting.fit import capture_roles, fit, person_height
from interact_addon.core.characters.makehuman import Assets

__all__ = ["BarePerson", "bare_parts", "bare_person"]

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


@dataclass(frozen=True)
class BarePerson:
    """What `poses.posed` needs to know of a fitted character."""

    skeleton: Skeleton
    helpers: tuple[HelperBone, ...]


def bare_person(look: Look, skeleton: Skeleton) -> tuple[BarePerson, Part]:
    """Return a person fitted to a capture's skeleton without clothes or hair, and all of their skin."""
    body = build_body(Assets.find(), look)
    body = build_body(Assets.find(), replace(look, height=person_height(body, skeleton)))
    (skin,), _ = fit(body, bare_parts(body)[:1], skeleton)
    return BarePerson(skeleton, helper_bones(skeleton, capture_roles(skeleton))), skin
