# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports how a capture's joints map to a character's bones, before anything is retargeted."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from ..bone_names import UNKNOWN, identify
from ..bone_names.interact import INTERACT_JOINTS, INTERACT_PARENTS
from .body import above
from .retarget import is_minor, too_little

__all__ = ["JointFit", "RigFit", "rig_fit"]


@dataclass(frozen=True, slots=True)
class JointFit:
    """One joint of the capture that has a role.

    Attributes:
        joint: The joint's name in the capture.
        role: What it is in the body, such as ``left_forearm``.
        bone: The bone that follows it, or None.
        near: If ``bone`` is None, the bone to which it would be attached, or None.
        spread: Whether its motion is spread over the character's other bones of the same back or neck.
        minor: Whether it is dispensable, see `is_minor`.
    """

    joint: str
    role: str
    bone: str | None
    near: str | None
    spread: bool
    minor: bool

    @property
    def played(self) -> bool:
        """Whether the joint's motion is seen on the character."""
        return self.bone is not None or self.spread


@dataclass(frozen=True)
class RigFit:
    """How a capture maps to a rig.

    Attributes:
        title: The usual name of the convention that the bones' names follow.
        joints: The capture's joints with a role, in its order.
        idle: Bones that no joint moves.
        problem: Why nothing can be retargeted to the rig, a sentence without a full stop; or None.
    """

    title: str
    joints: tuple[JointFit, ...]
    idle: tuple[str, ...]
    problem: str | None

    @property
    def played(self) -> int:
        """How many joints are seen on the character."""
        return sum(fit.played for fit in self.joints)

    @property
    def missing(self) -> tuple[JointFit, ...]:
        """The joints that are lost; those that are not minor come first."""
        lost = [fit for fit in self.joints if not fit.played]
        return tuple(sorted(lost, key=lambda fit: fit.minor))


@functools.lru_cache(maxsize=64)
def rig_fit(
    names: tuple[str, ...],
    parents: tuple[int, ...],
    given: tuple[tuple[str, str], ...] = (),
) -> RigFit:
    """Return how the joints of an InterAct capture map to a rig; cached, so that panels can call it freely.

    Args:
        names: The bones' names.
        parents: Their parents' indices, -1 for none.
        given: (role, bone) pairs that override the names.
    """
    overrides = dict(given)
    naming = identify(names, parents, overrides)
    absent = sorted(set(overrides.values()) - set(names))
    roles = {role: bone for role, bone in naming.roles.items() if bone not in absent}
    ours = identify(INTERACT_JOINTS, INTERACT_PARENTS).roles
    by_joint = {joint: role for role, joint in ours.items()}
    joints = tuple(_joint(joint, by_joint[joint], roles) for joint in INTERACT_JOINTS if joint in by_joint)
    used = {fit.bone for fit in joints} | set(INTERACT_JOINTS)
    problem = None
    if absent:
        problem = f"roles are given to bones that the rig does not have: {', '.join(absent)}"
    elif (reason := too_little(naming)) is not None:
        problem = f"the rig's bone names {reason}"
    title = "Unknown" if naming.convention == UNKNOWN else naming.title
    return RigFit(title, joints, tuple(name for name in names if name not in used), problem)


def _joint(joint: str, role: str, roles: dict[str, str]) -> JointFit:
    bone = roles.get(role)
    chain = role.partition(".")[0]
    spread = bone is None and chain in ("spine", "neck") and any(r.startswith(f"{chain}.") for r in roles)
    over = None if bone is not None else above(role, roles)
    return JointFit(joint, role, bone, roles[over] if over else None, spread, is_minor(role))
