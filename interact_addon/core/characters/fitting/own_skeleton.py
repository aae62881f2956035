# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with their own skeleton: arms half lowered, facing -Y, with Mixamo bone names.

Such a character is like custom characters from elsewhere; motions have to be retargeted to it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...animation.skeleton import Skeleton
from ..body.base_mesh import Body, build_body
from ..body.bone_tails import rest_tails
from ..body.detail import Detail
from ..body.helper_bones import helper_bones
from ..body.helper_weights import with_helpers
from ..body.joining import one_body
from ..body.looks import Look
from ..body.part import Part
from ..body.segments import FINGERS
from ..clothing.caster import make_caster
from ..clothing.wardrobe import dress
from ..makehuman import Assets
from .fit import capture_roles
from .fitted import FittedCharacter
from .skinning import capture_weights, limited

__all__ = ["own_skeleton", "own_skeleton_character"]

_PREFIX = "mixamorig:"
# Mixamo's bone, its parent, and the MakeHuman bone whose head it takes.
_TRUNK = (
    ("Hips", "", "spine05"),
    ("Spine", "Hips", "spine04"),
    ("Spine1", "Spine", "spine03"),
    ("Spine2", "Spine1", "spine02"),
    ("Neck", "Spine2", "neck01"),
    ("Head", "Neck", "head"),
)
_LIMBS = (
    ("Shoulder", "Spine2", "clavicle"),
    ("Arm", "Shoulder", "upperarm01"),
    ("ForeArm", "Arm", "lowerarm01"),
    ("Hand", "ForeArm", "wrist"),
    ("UpLeg", "Hips", "upperleg01"),
    ("Leg", "UpLeg", "lowerleg01"),
    ("Foot", "Leg", "foot"),
    ("ToeBase", "Foot", "toe2-1"),
)


def own_skeleton(body: Body) -> Skeleton:
    """Return the skeleton of a body in its rest pose."""
    bones = list(_TRUNK)
    tails = dict(zip(body.rig.names, body.tails, strict=True))
    ends = {"Head": tails["head"]}
    for side, letter in (("Left", "L"), ("Right", "R")):
        for bone, parent, source in _LIMBS:
            above = parent if parent in ("Spine2", "Hips") else side + parent
            bones.append((side + bone, above, f"{source}.{letter}"))
        ends[f"{side}ToeBase"] = tails[f"toe2-3.{letter}"]
        for number, finger in enumerate(FINGERS, start=1):
            above = f"{side}Hand"
            for joint in (1, 2, 3):
                name = f"{side}Hand{finger.title()}{joint}"
                bones.append((name, above, f"finger{number}-{joint}.{letter}"))
                above = name
            ends[above] = tails[f"finger{number}-3.{letter}"]
    names = [name for name, _, _ in bones]
    heads = np.array([body.joints[source] for _, _, source in bones])
    parents = np.array([names.index(parent) if parent else -1 for _, parent, _ in bones], np.int32)
    offsets = heads - np.where(parents[:, None] >= 0, heads[parents], 0.0)
    end_offsets = np.array([ends.get(name, np.full(3, np.nan)) for name in names]) - heads
    return Skeleton(tuple(_PREFIX + name for name in names), parents, offsets, end_offsets)


def own_skeleton_character(look: Look, *, assets: Assets | None = None) -> FittedCharacter:
    """Build a person on their own skeleton.

    Raises:
        CharacterError: The data are missing or damaged.
    """
    assets = Assets.find() if assets is None else assets
    body = build_body(assets, look)
    skeleton = own_skeleton(body)
    roles = capture_roles(skeleton)
    rest = skeleton.rest_positions()
    helpers = helper_bones(skeleton, roles)
    names = (*skeleton.names, *(helper.name for helper in helpers))

    def weighted(part: Part) -> Part:
        points = part.vertices.astype(np.float64)
        weights = capture_weights(points, part.weights, part.joints, skeleton, roles, rest)
        weights = limited(with_helpers(points, weights, helpers, skeleton, roles, rest))
        used = np.flatnonzero(weights.any(axis=0))
        joints = tuple(names[column] for column in used.tolist())
        return replace(part, weights=weights[:, used].astype(np.float32), joints=joints)

    dressed = dress(body, look, assets)
    return FittedCharacter(
        name=look.id,
        look=look,
        skeleton=skeleton,
        parts=one_body(weighted(part) for part in dressed),
        caster=weighted(make_caster(body, dressed)),
        tails=rest_tails(skeleton, roles),
        helpers=helpers,
        findings=(),
        detail=Detail.FULL,
        cached=False,
    )
