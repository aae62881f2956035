# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits a dressed body to a captured skeleton, so that every joint is where the BVH file has it.

Three steps: rotate the capture's joints into the body's pose (`posing`), scale the mesh to the capture's size
in that pose (`shaping`), and undo the pose with skin weights over the capture's joints (`skinning`). The
sculpted shape is thus unchanged when the actor stands with lowered arms, which is most of the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...animation.body_frame import body_frame
from ...animation.feet import GroundHeights
from ...animation.skeleton import Skeleton
from ...contacts.girth import Girth
from ...foundation.errors import CharacterError
from ...foundation.findings import Finding
from ..body.base_mesh import Body
from ..body.helper_bones import HelperBone, helper_bones, helper_rotations
from ..body.helper_weights import with_helpers
from ..body.part import Part
from .posing import MakeHumanPose, make_human_pose
from .shaping import shaping_for
from .skinning import capture_weights, limited, unposed
from .slimming import slimming_for

__all__ = ["capture_roles", "fit", "person_height", "person_stature"]

_NEEDED = ("hips", "left_thigh", "right_thigh", "left_shin", "right_shin")
_STATURES = (1.45, 2.05)


def capture_roles(skeleton: Skeleton) -> Mapping[str, str]:
    """Return role -> joint name.

    Raises:
        CharacterError: The joints are not those of a person, or follow no known naming convention.
    """
    roles = skeleton.naming.roles
    missing = [role for role in _NEEDED if role not in roles]
    if missing:
        raise CharacterError(
            f"the skeleton has no joint that can be recognised as {missing[0]}",
            cure="Name the joints by one of the known conventions, see 'interact bvh FILE'",
        )
    return roles


def person_height(body: Body, skeleton: Skeleton) -> float:
    """Return the stature to build the body at: `person_stature` within what bodies are made for.

    Raises:
        CharacterError: The skeleton is not a person's.
    """
    return float(np.clip(person_stature(body, skeleton), *_STATURES))


def person_stature(body: Body, skeleton: Skeleton) -> float:
    """Return the stature at which the body's legs and trunk are as long as the capture's, metres.

    Raises:
        CharacterError: The skeleton is not a person's.
    """
    roles = capture_roles(skeleton)
    index = {role: skeleton.index(name) for role, name in roles.items()}
    rest = skeleton.rest_positions()
    rest = rest @ body_frame(rest, index)
    theirs = {role: rest[joint] for role, joint in index.items()}
    heads = dict(zip(body.rig.names, body.heads, strict=True))
    ours = {"thigh": heads["upperleg01.L"], "shin": heads["lowerleg01.L"], "foot": heads["foot.L"]}
    ours |= {"upper_arm": heads["upperarm01.L"]}
    own = capture = 0.0
    for upper, lower in (("thigh", "shin"), ("shin", "foot")):
        if f"left_{lower}" in theirs:
            own += float(np.linalg.norm(ours[upper] - ours[lower]))
            capture += float(np.linalg.norm(theirs[f"left_{upper}"] - theirs[f"left_{lower}"]))
    if "left_upper_arm" in theirs:
        own += float(ours["upper_arm"][2] - ours["thigh"][2])
        capture += float(theirs["left_upper_arm"][2] - theirs["left_thigh"][2])
    return body.look.height * capture / own


def fit(
    body: Body,
    parts: Sequence[Part],
    skeleton: Skeleton,
    ground: GroundHeights | None = None,
    girth: Girth | None = None,
) -> tuple[tuple[Part, ...], tuple[Finding, ...]]:
    """Fit parts made for ``body`` to a capture's skeleton.

    Args:
        body: The body that the parts were made for, best built at `person_height`.
        parts: In the MakeHuman rest pose, weighted over MakeHuman bones.
        skeleton: The capture's.
        ground: How its feet stand (`ground_heights`); without it, the rest pose is used as standing.
        girth: How thick the person is at most; None for as the body is.

    Returns:
        The parts in the capture's rest pose, weighted over its joints and the helpers of `helper_bones`
        (only those that move some of the part); and findings about what could not be fitted well.

    Raises:
        CharacterError: The skeleton is not a person's, or a part is weighted over other bones.
    """
    roles = capture_roles(skeleton)
    pose = make_human_pose(body, skeleton, roles, ground)
    shaping = shaping_for(body, pose, ground, _sole(parts))
    helpers = helper_bones(skeleton, roles)
    shaped = [shaping(part.vertices.astype(np.float64), part.weights, part.joints) for part in parts]
    if girth is not None and girth.limits:
        surfaces = [(part, points) for part, (points, _) in zip(parts, shaped, strict=True)]
        skin = body.base.vertices_of("body")
        weights, bones = body.rig.weights[skin], body.rig.names
        whole, _ = shaping(body.vertices[skin].astype(np.float64), weights, bones)
        slim = slimming_for(girth, skeleton, roles, pose, surfaces, (whole, weights, bones))
        shaped = [
            (slim(points, part.weights, part.joints, part.name), sizes)
            for part, (points, sizes) in zip(parts, shaped, strict=True)
        ]
    fitted = tuple(
        _fit_part(part, points, sizes, pose, skeleton, roles, helpers)
        for part, (points, sizes) in zip(parts, shaped, strict=True)
    )
    return fitted, tuple(_findings(body, roles))


def _fit_part(
    part: Part,
    shaped: NDArray[np.float64],
    sizes: NDArray[np.float64],
    pose: MakeHumanPose,
    skeleton: Skeleton,
    roles: Mapping[str, str],
    helpers: Sequence[HelperBone],
) -> Part:
    weights = capture_weights(shaped, part.weights, part.joints, skeleton, roles, pose.positions)
    weights = limited(with_helpers(shaped, weights, helpers, skeleton, roles, pose.positions))
    on = [skeleton.index(helper.joint) for helper in helpers]
    turns = np.concatenate([pose.turns, helper_rotations(helpers, skeleton, roles, pose.turns, pose.frame)])
    start = np.concatenate([pose.rest, pose.rest[on]])
    end = np.concatenate([pose.positions, pose.positions[on]])
    rest, undo = unposed(shaped, weights, turns, start, end)
    carry = pose.frame @ undo @ sizes
    used = np.flatnonzero(weights.any(axis=0))
    names = (*skeleton.names, *(helper.name for helper in helpers))
    return replace(
        part,
        vertices=(rest @ pose.frame.T).astype(np.float32),
        weights=weights[:, used].astype(np.float32),
        joints=tuple(names[column] for column in used.tolist()),
        shapes={name: _carried(carry, delta) for name, delta in part.shapes.items()},
        normals=None if part.normals is None else _turned(carry, part.normals),
    )


def _carried(carry: NDArray[np.float64], delta: NDArray[np.float32]) -> NDArray[np.float32]:
    out = np.zeros_like(delta)
    moved = np.flatnonzero(delta.any(axis=1))
    out[moved] = np.einsum("vab,vb->va", carry[moved], delta[moved].astype(np.float64))
    return out


def _turned(carry: NDArray[np.float64], normals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit normals after linear maps, which are nearly rotations where hair is."""
    turned = np.einsum("vab,vb->va", carry, normals.astype(np.float64))
    return (turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def _sole(parts: Sequence[Part]) -> float:
    """Return how far the lowest vertex of all parts is below the bare soles, metres."""
    return max(
        0.0, -min((float(part.vertices[:, 2].min()) for part in parts if len(part.vertices)), default=0.0)
    )


def _findings(body: Body, roles: Mapping[str, str]) -> list[Finding]:
    absent = [
        what
        for what, role in (
            ("neck", "neck.0"),
            ("head", "head"),
            ("hands", "left_hand"),
            ("feet", "left_foot"),
        )
        if role not in roles
    ]
    if not absent:
        return []
    message = f"{body.look.id}: the capture has no {', '.join(absent)}; they follow the joints before them"
    return [Finding("missing-joints", message, level="info")]
