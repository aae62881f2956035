# SPDX-License-Identifier: GPL-3.0-or-later
"""Play a retargeted motion on the controls of a control rig, such as a generated Rigify rig."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ...core.animation.bone_names import identify
from ...core.animation.bone_names.table import SIDES
from ...core.animation.control_rigs import Controls, Mechanism, find_controls, pose_controls
from ...core.animation.retarget import Solved, TargetRig
from ...core.animation.retarget.body import above, role_order
from ...core.animation.retarget.retarget import is_minor
from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from .body import BodyResult, write_pose
from .bone_roles import roles_of
from .rig_constraints import mechanism_of

__all__ = ["apply_to_controls", "body_parents", "controls_of"]

Settings = dict[tuple[str, str], float]
_SHOWN = 6
_SHARED = ("spine.", "neck.")
"""Bones between those that have controls: they take shares."""
_CHAINS = tuple((f"{side}_{upper}", f"{side}_{lower}") for side in SIDES
                for upper, lower in (("upper_arm", "forearm"), ("thigh", "shin")))  # fmt: skip


def controls_of(armature: bpy.types.Object, roles: Mapping[str, str]) -> Controls | None:
    """Return the controls of an armature, or None if it is not a known control rig.

    Args:
        armature: The armature object.
        roles: Role to bone, for the bones that deform.
    """
    data: Any = armature.data
    return find_controls(data.bones.keys(), roles)


def body_parents(armature: bpy.types.Object) -> dict[str, str | None] | None:
    """Return the bones of a control rig's body, each with the bone of the body that it hangs on.

    In such rigs the bones that deform are not each other's children.

    Returns:
        Bone to the one above, depth first, the hips with None; None for other rigs.
    """
    data: Any = armature.data
    index = {bone.name: number for number, bone in enumerate(data.bones)}
    parents = [index[bone.parent.name] if bone.parent else -1 for bone in data.bones]
    roles = {**identify(list(index), parents).roles, **roles_of(armature)}
    if controls_of(armature, roles) is None:
        return None
    below: dict[str | None, list[str]] = {}
    for role in role_order(roles):
        below.setdefault(above(role, roles), []).append(role)
    out: dict[str, str | None] = {}
    todo: list[tuple[str, str | None]] = [("hips", None)]
    while todo:
        role, upper = todo.pop()
        out[roles[role]] = None if upper is None else roles[upper]
        todo += [(child, role) for child in reversed(below.get(role, []))]
    return out


def apply_to_controls(
    armature: bpy.types.Object,
    solved: Solved,
    rig: TargetRig,
    controls: Controls,
    *,
    name: str,
    slot_name: str = "body",
    first_frame: int = 1,
) -> BodyResult:
    """Key the controls so that the body is where a retargeted motion has it; its constraints stay active.

    The switches that make its limbs FK, and the settings by which controls follow each other, are keyed too.

    Args:
        armature: The armature object, anywhere in the world.
        solved: Where the bones of the body should be.
        rig: All its bones at rest.
        controls: Its controls.
        name: Name of the action.
        slot_name: Name of its slot (from Blender 4.4).
        first_frame: Blender frame of the motion's first frame.
    """
    _to_rest(armature)
    settings, mechanism = _switched(armature, solved, rig, controls)
    pose = pose_controls(solved, rig, controls, mechanism)
    action = write_pose(
        armature,
        pose.bones,
        pose.rotations,
        pose.locations,
        name=name,
        slot_name=slot_name,
        first_frame=first_frame,
        properties=settings,
    )
    return BodyResult(action, pose.bones, _findings(armature, controls, settings, pose.unknown))


def _to_rest(armature: Any) -> None:
    """Bring all bones to rest: a tweak of before would stay in the whole performance."""
    for bone in armature.pose.bones:
        bone.matrix_basis.identity()


def _switched(
    armature: Any, solved: Solved, rig: TargetRig, controls: Controls
) -> tuple[Settings, Mechanism]:
    """Set the rig's switches to FK; return them, and the constraints that are active then."""
    table = controls.table
    wanted = {**table.limb_switches, **table.settings}
    settings: Settings = {
        (bone.name, key): value
        for bone in armature.pose.bones
        for key, value in wanted.items()
        if isinstance(bone.get(key), (int, float))
    }
    mechanism = _set(armature, settings)
    astray = _astray(solved, rig, controls, mechanism)
    if astray:
        # Versions of such rigs differ in what a switch's value means: the constraints that it blends tell.
        turned = {
            (bone, key): 1.0 - value if key in table.limb_switches and _side_of(bone, controls) in astray
            else value
            for (bone, key), value in settings.items()
        }  # fmt: skip
        other = _set(armature, turned)
        if len(_astray(solved, rig, controls, other)) < len(astray):
            return turned, other
        mechanism = _set(armature, settings)
    return settings, mechanism


def _set(armature: Any, settings: Settings) -> Mechanism:
    for (bone, key), value in settings.items():
        holder = armature.pose.bones[bone]
        holder[key] = type(holder[key])(value)
    armature.update_tag()
    return mechanism_of(armature)


def _astray(solved: Solved, rig: TargetRig, controls: Controls, mechanism: Mechanism) -> set[tuple[str, str]]:
    """Return the side and the kind of the limbs whose bones do not follow their FK controls."""
    index = {name: bone for bone, name in enumerate(rig.names)}
    control_of = {roles[0]: control for control, roles in controls.roles.items()}
    out = set()
    for upper, lower in _CHAINS:
        if lower in solved.roles and lower in control_of:
            bone, control = index[solved.roles[lower]], index[control_of[lower]]
            if not mechanism.leads_to(rig, bone, control):
                side = upper.partition("_")[0]
                out.add((side, "arm" if "arm" in upper else "leg"))
    return out


def _side_of(bone: str, controls: Controls) -> tuple[str, str]:
    """Return the side and the kind of the limb whose switch is on a bone, by its name."""
    left, _ = controls.table.sides
    side = "left" if bone.endswith((f".{left}", f"_{left}")) else "right"
    leg = any(word in bone.casefold() for word in ("thigh", "shin", "leg", "foot"))
    return side, "leg" if leg else "arm"


def _findings(
    armature: bpy.types.Object, controls: Controls, settings: Settings, unknown: tuple[str, ...]
) -> tuple[Finding, ...]:
    table = controls.table
    values: dict[str, set[float]] = {}
    for (_, key), value in settings.items():
        values.setdefault(key, set()).add(value)
    keyed = ", ".join(
        f"{key} = {' or '.join(f'{value:g}' for value in sorted(some))}" for key, some in values.items()
    )
    text = f"{armature.name} is a {table.title} rig: played on its controls, as FK"
    if keyed:
        text += f"; keyed too: {keyed}"
    out = [Finding("control-rig", text, level="info")]
    if not table.tried:
        text = f"{armature.name}: {table.title} rigs are known by published names only; look at the result"
        out.append(Finding("untried-rig", text))
    lost = [role for role in controls.uncontrolled if not (is_minor(role) or role.startswith(_SHARED))]
    if lost:
        text = f"{armature.name} has no controls for {some(lost, _SHOWN)}"
        out.append(Finding("unmapped-controls", text))
    if unknown:
        text = (
            f"{armature.name}: bones between its controls have constraints that are not computed ahead:"
            f" {some(unknown, _SHOWN)}"
        )
        out.append(Finding("unknown-constraints", text, level="info"))
    return tuple(out)
