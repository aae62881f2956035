# SPDX-License-Identifier: GPL-3.0-or-later
"""Retargets a capture's motion to a rig that is not the capture's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...foundation.choices import Choice, check_choice, ids
from ...foundation.errors import CharacterError, UsageError
from ...foundation.findings import Finding
from ..bone_names import CORE_ROLES, UNKNOWN, identify
from ..rotations import continuous, quaternion_multiply
from ..skeleton import Motion
from .pose import hips_position, local_pose
from .rig import TargetRig
from .solve import Source, solve_rotations, standing

__all__ = [
    "DIRECTIONS",
    "ROOT_CHOICES",
    "ROOT_MODES",
    "RetargetOptions",
    "Retargeted",
    "is_minor",
    "retarget",
    "rig_roles",
]

Array = NDArray[np.float64]

ROOT_CHOICES: tuple[Choice, ...] = (
    Choice("height", "Height Only", "Only the height is scaled: partners stay where they are", 0),
    Choice(
        "single",
        "Whole Path",
        "The whole path is scaled: feet do not slide, partners come to stand elsewhere",
        1,
    ),
    Choice("multi", "As Captured", "Nothing is scaled: hips are exactly where they were captured", 2),
)
ROOT_MODES = ids(ROOT_CHOICES)
DIRECTIONS = ("limbs", "all")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RetargetOptions:
    """How a motion is retargeted.

    Attributes:
        root: How the position of the hips is scaled to the rig's leg length. ``single``: all of it; feet do
            not slide, but partners stand nearer together or further apart. ``height``: only the height;
            partners stay where they are. ``multi``: nothing is scaled, hips are exactly where the capture
            has them.
        directions: ``limbs``: arms, legs and fingers point where the capture's do, and so do back and neck as
            a whole, while collar bones, soles and the back's curve stay as the character has them at rest.
            ``all``: every bone between two known joints points where the capture's does.
        roles: Role to bone name, overriding what the bones' names give.
    """

    root: str = "single"
    directions: str = "limbs"
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Retargeted:
    """The animation of a rig's bones. Bones that are not named stay at rest.

    Attributes:
        bones: The names of the animated bones, N of them.
        rotations: (F, N, 4) quaternions, sign-continuous, each in its bone's own rest axes.
        locations: By bone, (F, 3) in armature units and the bone's own rest axes: the hips, and bones that
            are not children of the bone that they should follow.
        roles: Role to bone name, for the bones that have one.
        scale: The factor by which the position of the hips was scaled.
        findings: Joints and bones that could not be mapped.
    """

    bones: tuple[str, ...]
    rotations: Array
    locations: Mapping[str, Array]
    roles: Mapping[str, str]
    scale: float
    findings: tuple[Finding, ...]


def retarget(motion: Motion, rig: TargetRig, options: RetargetOptions | None = None) -> Retargeted:
    """Retarget a motion to a rig of other proportions and another rest pose.

    Arms, legs and fingers point exactly where the capture's do and keep their twist; backs and necks bend
    equally, whatever their number of bones; hips, head and collar bones rotate as the capture's do, from
    their own rest pose; feet point the same way and stay level where the capture's are.

    Args:
        motion: The motion, metres, Z up.
        rig: The target.
        options: The options; the defaults if None.

    Raises:
        CharacterError: the rig's bones, or the capture's joints, cannot be identified as those of a person;
            of the rig, `rig_roles` tells that before.
        UsageError: an unknown root mode or kind of directions, or a role for a bone that is not in the rig.
    """
    options = options or RetargetOptions()
    check_choice("root mode", options.root, ROOT_MODES)
    check_choice("directions", options.directions, DIRECTIONS)
    skeleton = motion.skeleton
    ours = identify(skeleton.names, skeleton.parents.tolist())
    if ours.convention == UNKNOWN:
        raise CharacterError(
            "the capture's joint names follow none of the known conventions", cure="See 'interact bvh FILE'"
        )
    theirs = rig_roles(rig, options.roles)
    index = {name: b for b, name in reversed(list(enumerate(rig.names)))}
    bones = {role: index[name] for role, name in theirs.items()}
    source = Source(motion, {role: skeleton.index(name) for role, name in ours.roles.items()})
    rotations, align = solve_rotations(source, rig, bones, each=options.directions == "all")
    world = {bones[role]: rotation for role, rotation in rotations.items()}
    # Joints without a role but with the same name in capture and rig are copied.
    mapped_bones, mapped_joints = set(bones.values()), set(source.joints.values())
    for j, name in enumerate(skeleton.names):
        if name in index and index[name] not in mapped_bones and j not in mapped_joints:
            world[index[name]] = quaternion_multiply(source.rotations[:, j], align)
    mapped = {role: bone for role, bone in bones.items() if bone in world}
    position, scale = hips_position(source, rig, mapped, world[bones["hips"]], options.root)
    pose = local_pose(rig, mapped, world, position)
    chains = {role.partition(".")[0] for role in mapped}
    # A back of four joints on a rig with three has lost nothing: the bend is spread.
    unmapped = [
        r
        for r in ours.roles
        if r not in mapped and not (r.startswith(("spine.", "neck.")) and r.partition(".")[0] in chains)
    ]
    unmapped.sort(key=source.joints.__getitem__)
    nameless = [name for name in ours.unmapped if name not in index]
    return Retargeted(
        tuple(rig.names[bone] for bone in pose.rotations),
        continuous(np.stack(list(pose.rotations.values()), axis=1)),
        {rig.names[bone]: location for bone, location in pose.locations.items()},
        {role: rig.names[bone] for role, bone in mapped.items()},
        scale,
        _findings(
            lost=[ours.roles[role] for role in unmapped if not is_minor(role)],
            minor=[*(ours.roles[role] for role in unmapped if is_minor(role)), *nameless],
            idle=[rig.names[bone] for role, bone in bones.items() if role not in mapped],
            stuck=[rig.names[bone] for bone in pose.stuck],
        ),
    )


def rig_roles(rig: TargetRig, given: Mapping[str, str]) -> dict[str, str]:
    """Return role -> bone name of a rig.

    Args:
        rig: The rig.
        given: Role to bone name, overriding what the bones' names give.

    Raises:
        CharacterError: the rig's bones cannot be identified as those of a person, or not how it stands.
        UsageError: a role for a bone that is not in the rig.
    """
    naming = identify(rig.names, rig.parents.tolist())
    absent = sorted({name for name in given.values() if name not in rig.names})
    if absent:
        raise UsageError(f"the rig has no bone {', '.join(absent)}", cure=f"Its bones are {_some(rig.names)}")
    kept = {role: name for role, name in naming.roles.items() if name not in given.values()}
    roles = kept | dict(given)
    missing = [role for role in CORE_ROLES if role not in roles]
    if "hips" in missing or len(missing) > len(CORE_ROLES) // 2:
        raise CharacterError(
            f"the rig's bone names follow none of the known conventions; its bones are {_some(rig.names)}",
            cure="List their roles in the TOML beside the file, such as roles = {hips = 'Pelvis', ...}",
        )
    standing({role: rig.heads[rig.names.index(bone)] for role, bone in roles.items()}, "the character")
    return roles


def _findings(*, lost: list[str], minor: list[str], idle: list[str], stuck: list[str]) -> tuple[Finding, ...]:
    out = []
    if lost:
        message = f"the character has no bones for the capture's {_some(lost)}"
        out.append(Finding("unmapped-joints", message))
    if minor:
        message = f"minor joints of the capture were left out: {_some(minor)}"
        out.append(Finding("unmapped-joints", message, level="info"))
    if idle:
        message = f"the capture does not move the character's {_some(idle)}"
        out.append(Finding("idle-bones", message, level="info"))
    if stuck:
        message = f"bones are connected to a parent that they should not follow: {_some(stuck)}"
        out.append(Finding("connected-bones", message))
    return tuple(out)


def is_minor(role: str) -> bool:
    """Return whether a role is dispensable: the top of the head, the balls of the feet, the palm bones."""
    return role == "head_end" or role.endswith(("_fore_foot", ".0"))


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
