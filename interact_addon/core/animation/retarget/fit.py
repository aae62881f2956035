# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a character's bones answer to a capture's joints, told before anything is carried over."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from ..bone_names import CORE_ROLES, UNKNOWN, identify
from ..bone_names.interact import INTERACT_JOINTS, INTERACT_PARENTS
from .body import above
from .retarget import is_minor

__all__ = ["JointFit", "RigFit", "rig_fit"]


@dataclass(frozen=True, slots=True)
class JointFit:
    """One joint of the capture that plays a role.

    Attributes:
        joint: The joint's name in the capture.
        role: What it is in the body, such as ``left_forearm``.
        bone: The bone that follows it, or None.
        near: Where ``bone`` is None, the bone on which it would hang, or None.
        spread: Whether the character's other bones of the same back or neck take its part.
        minor: Whether a body can do without it.
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
    """What becomes of a capture on a rig.

    Attributes:
        title: What people call the convention that the bones' names follow.
        joints: The capture's joints with a role, in its order.
        idle: Bones that no joint moves.
        problem: Why the rig cannot play at all, a sentence without a full stop; or None.
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
        """The joints that are lost, those first that a body cannot do without."""
        lost = [fit for fit in self.joints if not fit.played]
        return tuple(sorted(lost, key=lambda fit: fit.minor))


@functools.lru_cache(maxsize=64)
def rig_fit(
    names: tuple[str, ...],
    parents: tuple[int, ...],
    given: tuple[tuple[str, str], ...] = (),
) -> RigFit:
    """How the joints of an InterAct capture find bones in a rig; kept, so that a panel may ask at will.

    Args:
        names: The bones' names.
        parents: Their parents' indices, -1 for none.
        given: (role, bone) pairs, over what the names say.
    """
    naming = identify(names, parents)
    said = dict(given)
    absent = sorted(set(said.values()) - set(names))
    roles = {role: bone for role, bone in naming.roles.items() if bone not in said.values()} | said
    if absent:
        roles = {role: bone for role, bone in roles.items() if bone not in absent}
    ours = identify(INTERACT_JOINTS, INTERACT_PARENTS).roles
    by_joint = {joint: role for role, joint in ours.items()}
    joints = tuple(_joint(joint, by_joint[joint], roles) for joint in INTERACT_JOINTS if joint in by_joint)
    used = {fit.bone for fit in joints} | set(INTERACT_JOINTS)
    missing = [role for role in CORE_ROLES if role not in roles]
    problem = None
    if absent:
        problem = f"roles are given to bones that it does not have: {', '.join(absent)}"
    elif "hips" in missing or len(missing) > len(CORE_ROLES) // 2:
        problem = "its bones' names follow none of the known conventions"
    title = "Unknown" if naming.convention == UNKNOWN else naming.title
    return RigFit(title, joints, tuple(name for name in names if name not in used), problem)


def _joint(joint: str, role: str, roles: dict[str, str]) -> JointFit:
    bone = roles.get(role)
    chain = role.partition(".")[0]
    spread = bone is None and chain in ("spine", "neck") and any(r.startswith(f"{chain}.") for r in roles)
    over = None if bone is not None else above(role, roles)
    return JointFit(joint, role, bone, roles[over] if over else None, spread, is_minor(role))
