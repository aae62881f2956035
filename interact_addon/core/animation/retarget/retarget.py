# SPDX-License-Identifier: GPL-3.0-or-later
"""Retargets a capture's motion to a rig that is not the capture's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...foundation.choices import Choice, check_choice, ids
from ...foundation.errors import CharacterError, UsageError
from ...foundation.findings import Finding
from ...foundation.wording import some
from ..bone_names import CORE_ROLES, GIVEN, UNKNOWN, Naming, identify, naming_findings
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
    "Solved",
    "is_minor",
    "posed",
    "retarget",
    "rig_naming",
    "solve",
    "too_little",
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


@dataclass(frozen=True, eq=False)
class Solved:
    """Where the bones of a rig should be, whatever moves them there.

    Attributes:
        world: By bone name, (F, 4) the world rotation from rest to posed.
        hips: (F, 3) metres, the world position of the hips bone's head.
        roles: Role to bone name, for the bones that have one and are in ``world``.
        scale: The factor by which the position of the hips was scaled.
        findings: Joints and bones that could not be mapped.
    """

    world: Mapping[str, Array]
    hips: Array
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
            of the rig, `rig_naming` tells that before.
        UsageError: an unknown root mode or kind of directions, or a role for a bone that is not in the rig.
    """
    return posed(solve(motion, rig, options), rig)


def posed(solved: Solved, rig: TargetRig) -> Retargeted:
    """Return the values of a rig's own bones, without constraints, that bring them where they should be."""
    world = {rig.names.index(name): rotation for name, rotation in solved.world.items()}
    mapped = {role: rig.names.index(name) for role, name in solved.roles.items()}
    pose = local_pose(rig, mapped, world, solved.hips)
    stuck = [rig.names[bone] for bone in pose.stuck]
    findings = solved.findings
    if stuck:
        message = f"bones are connected to a parent that they should not follow: {some(stuck)}"
        findings += (Finding("connected-bones", message),)
    return Retargeted(
        tuple(rig.names[bone] for bone in pose.rotations),
        continuous(np.stack(list(pose.rotations.values()), axis=1)),
        {rig.names[bone]: location for bone, location in pose.locations.items()},
        solved.roles,
        solved.scale,
        findings,
    )


def solve(motion: Motion, rig: TargetRig, options: RetargetOptions | None = None) -> Solved:
    """Solve in the world where the bones of a rig should be; see :func:`retarget`.

    Raises:
        CharacterError: the rig's bones cannot be identified as those of a person.
        UsageError: an unknown root mode or kind of directions, or a role for a bone that is not in the rig.
    """
    options = options or RetargetOptions()
    check_choice("root mode", options.root, ROOT_MODES)
    check_choice("directions", options.directions, DIRECTIONS)
    skeleton = motion.skeleton
    ours = skeleton.naming
    if (problem := too_little(ours)) is not None:
        raise CharacterError(
            f"the capture's joint names {problem}",
            cure="Give them roles in a TOML beside the file, see 'interact bvh FILE' and docs/characters.md",
        )
    names = rig_naming(rig, options.roles)
    theirs = names.roles
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
    chains = {role.partition(".")[0] for role in mapped}
    # A back of four joints on a rig with three has lost nothing: the bend is spread.
    unmapped = [
        r
        for r in ours.roles
        if r not in mapped and not (r.startswith(("spine.", "neck.")) and r.partition(".")[0] in chains)
    ]
    unmapped.sort(key=source.joints.__getitem__)
    nameless = [name for name in ours.unmapped if name not in index]
    return Solved(
        {rig.names[bone]: np.broadcast_to(rotation, (motion.frames, 4)) for bone, rotation in world.items()},
        position,
        {role: rig.names[bone] for role, bone in mapped.items()},
        scale,
        _findings(
            lost=[ours.roles[role] for role in unmapped if not is_minor(role)],
            minor=[*(ours.roles[role] for role in unmapped if is_minor(role)), *nameless],
            idle=[rig.names[bone] for role, bone in bones.items() if role not in mapped],
        )
        + naming_findings(names, "the character's bones"),
    )


def too_little(naming: Naming) -> str | None:
    """Return why names are too few to play by, as the end of a sentence about them; None if they suffice."""
    missing = naming.missing()
    if naming.convention in (UNKNOWN, GIVEN) and len(missing) > len(CORE_ROLES) // 2:
        return "follow none of the known conventions"
    if "hips" in missing:
        return "tell no hips"
    if len(missing) > len(CORE_ROLES) // 2:
        return f"tell too little of a body: no {some(missing)}"
    return None


def rig_naming(rig: TargetRig, given: Mapping[str, str]) -> Naming:
    """Return what a rig's bones are.

    Args:
        rig: The rig.
        given: Role to bone name, overriding what the bones' names give.

    Raises:
        CharacterError: the rig's bones cannot be identified as those of a person, or not how it stands.
        UsageError: a role for a bone that is not in the rig.
    """
    naming = identify(rig.names, rig.parents.tolist(), given)
    absent = sorted({name for name in given.values() if name not in rig.names})
    if absent:
        raise UsageError(f"the rig has no bone {', '.join(absent)}", cure=f"Its bones are {some(rig.names)}")
    if (problem := too_little(naming)) is not None:
        raise CharacterError(
            f"the rig's bone names {problem}; its bones are {some(rig.names)}",
            cure="List their roles in the TOML beside the file, such as roles = {hips = 'Pelvis', ...}",
        )
    standing({role: rig.heads[rig.names.index(bone)] for role, bone in naming.roles.items()}, "the character")
    return naming


def _findings(*, lost: list[str], minor: list[str], idle: list[str]) -> tuple[Finding, ...]:
    out = []
    if lost:
        message = f"the character has no bones for the capture's {some(lost)}"
        out.append(Finding("unmapped-joints", message))
    if minor:
        message = f"minor joints of the capture were left out: {some(minor)}"
        out.append(Finding("unmapped-joints", message, level="info"))
    if idle:
        message = f"the capture does not move the character's {some(idle)}"
        out.append(Finding("idle-bones", message, level="info"))
    return tuple(out)


def is_minor(role: str) -> bool:
    """Return whether a role is dispensable: the top of the head, the balls of the feet, the palm bones."""
    return role == "head_end" or role.endswith(("_fore_foot", ".0"))
