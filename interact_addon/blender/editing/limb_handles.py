# SPDX-License-Identifier: GPL-3.0-or-later
"""A handle for a hand or a foot: inverse kinematics of a captured limb, by plain constraints and drivers.

Blender's own IK does not start on a captured pose: its elbows and knees have neither the captured plane nor
its exact angle. Here an empty at the shoulder follows the clavicle, points along the captured arm, and tracks
the goal; below it, two empties have the captured rotations of the arm's bones, and turn by how much more or
less they have to bend for the goal's distance, by the law of cosines. Where the goal is at the captured hand,
each of these is the captured one. All of it is evaluated by Blender itself, without the extension, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.animation.body_frame import body_frame
from ...core.animation.from_joints.limbs import ARM, LEG
from ...core.animation.limb_planes import limb_plane
from ...core.animation.rotations import (
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    quaternion_to_matrix,
)
from ..animation.body import rest_rotations
from .bone_sampling import SampledBones
from .handle_builder import HandleBuilder, drive, stacked, tails, turns_of

__all__ = ["build_limb", "limb_bones"]

Array = NDArray[np.float64]

_PARTS = {"hand": ("upper_arm", "forearm", "hand"), "foot": ("thigh", "shin", "foot")}
_CLEARLY_BENT = np.sin(np.radians(2.0))
_SIZE = 0.07  # metres


def limb_bones(roles: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the three bones of the limb that ends in ``left_hand`` or the like; none if one is missing."""
    side, _, end = name.partition("_")
    wanted = [f"{side}_{part}" for part in _PARTS.get(end, ())]
    return tuple(roles[role] for role in wanted) if all(role in roles for role in wanted) else ()


def build_limb(builder: HandleBuilder, roles: Mapping[str, str], sampled: SampledBones, weight: Array) -> Any:
    """Make the handle of a hand or a foot.

    Args:
        builder: Makes its objects.
        roles: Role to bone.
        sampled: The limb's three bones, and the one that it hangs on.
        weight: (F,) how much the handle says.

    Returns:
        The empty that is moved.
    """
    armature: Any = builder.armature
    upper, lower, end = limb_bones(roles, builder.name)
    start, middle, tip = (sampled.pose[bone][:, :3, 3] for bone in (upper, lower, end))
    turned = [turns_of(sampled.pose[bone]) for bone in (upper, lower, end)]
    plane = limb_plane(start, middle, tip, turned[0], _rest_hinge(armature, roles, builder.name))
    path, handle, goal = builder.path(tip, turned[2], weight)
    handle.empty_display_type = "SPHERE" if builder.name.endswith("hand") else "CUBE"
    handle.empty_display_size = _SIZE * builder.size
    held = armature.pose.bones[upper].parent
    root = builder.empty("root", armature, bone="" if held is None else held.name)
    above = None if held is None else tails(sampled.pose[held.name], held.bone.length)
    location, rotation = builder.below(stacked(start, quaternion_to_matrix(plane.rotations)), above)
    builder.key(root, location=location, rotation=rotation)
    track = root.constraints.new("DAMPED_TRACK")
    track.target, track.track_axis = goal, "TRACK_Y"
    angles = None
    for bone, part, was, sign in ((upper, "a", turned[0], -1), (lower, "b", turned[1], 1)):
        thing = builder.empty(f"part {part}", root)
        local = quaternion_multiply(quaternion_conjugate(plane.rotations), was)
        if angles is None:
            lengths = {"a": plane.upper, "b": plane.lower, "r": plane.reach}
            backs = {"a_back": plane.upper_back, "b_back": plane.lower_back}
            builder.key(thing, rotation=local, properties=lengths | backs)
            angles = thing
            _bend(angles, root, path, goal)
        else:
            builder.key(thing, rotation=local)
        _turn(thing, angles, part, sign)
        builder.hold(bone, thing, goal)
    builder.hold(end, goal, goal)
    return handle


def _bend(thing: Any, root: Any, path: Any, goal: Any) -> None:
    """Let an object know both angles of the triangle, as captured and as wanted.

    Both are computed in the same way: where the goal is on the path they are equal to the last bit. It must
    not be one of those that are measured: Blender does not wait for an object's own place.
    """
    for name in ("x", "a_is", "a_was", "b_is", "b_was"):
        thing[name] = 0.0
    drive(thing, '["x"]', -1, "r*g/p", {"r": (thing, '["r"]'), "g": (root, goal), "p": (root, path)})
    for one, other in ("ab", "ba"):
        for now, name in (("x", "is"), ("r", "was")):
            drive(
                thing, f'["{one}_{name}"]', -1, "acos(clamp((s*s+d*d-o*o)/(2*s*d),-1,1))",
                {"s": (thing, f'["{one}"]'), "o": (thing, f'["{other}"]'), "d": (thing, f'["{now}"]')},
            )  # fmt: skip


def _turn(thing: Any, angles: Any, part: str, sign: int) -> None:
    """Turn a part by how much its angle changes.

    A knee that is captured bent back a little (q) goes through straight within three times as much, and bends
    forward from there.
    """

    def angle(name: str) -> str:
        return f"min({name},max(-{name},2*{name}-3*q))"

    sources = {
        name: (angles, f'["{part}_{what}"]') for name, what in (("n", "is"), ("o", "was"), ("q", "back"))
    }
    half = f"({angle('n')}-{angle('o')})/2"
    drive(thing, "delta_rotation_quaternion", 0, f"cos({half})", sources)
    drive(thing, "delta_rotation_quaternion", 3, f"{'-' if sign < 0 else ''}sin({half})", sources)


def _rest_hinge(armature: Any, roles: Mapping[str, str], name: str) -> Array:
    """Return the axis about which a limb bends at rest, in the axes of its first bone."""
    bones = armature.data.bones
    upper, lower, end = limb_bones(roles, name)
    heads = {role: np.array(bones[bone].head_local) for role, bone in roles.items()}
    start, middle, tip = (np.array(bones[bone].head_local) for bone in (upper, lower, end))
    one, two = middle - start, tip - middle
    hinge = np.cross(one, two)
    if np.linalg.norm(hinge) < _CLEARLY_BENT * np.linalg.norm(one) * np.linalg.norm(two):
        order = {role: number for number, role in enumerate(heads)}
        frame = body_frame(np.array(list(heads.values())), order)
        hinge = np.cross(one, frame @ np.array((ARM if name.endswith("hand") else LEG).ahead))
    back = quaternion_conjugate(rest_rotations(armature, [upper])[0])
    out: Array = quaternion_rotate(back, hinge)
    return out
