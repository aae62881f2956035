# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a few frames of a retargeted motion as Blender evaluates them: does the whole body come along?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.left_behind import stray_distances
from ...core.animation.retarget import Solved, TargetRig
from ...core.animation.rotations import normalized, quaternion_rotate
from ...core.foundation.errors import CharacterError
from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from ..common.actors import deformed_by
from ..common.evaluating import at_each_time, scene_of

__all__ = ["check_played"]

Array = NDArray[np.float64]

_FRAMES = 5
_STRAY = 0.03
"""A bone that deforms and whose distance to the body changes by more is reported; metres, for 1.75 m tall."""
_TORN = 0.10
"""A mesh is torn if some of its vertices hang on bones that are off by more, and others do not."""
_OFF_ANGLE = 10.0
_OFF_HIPS = 0.01
_HEIGHT = 1.75
_SHOWN = 6


def check_played(
    armature: bpy.types.Object, rig: TargetRig, solved: Solved, *, first_frame: int, accuracy: bool
) -> list[Finding]:
    """Evaluate some frames of what was keyed, and report what does not follow the motion.

    Args:
        armature: The armature object; its action plays the motion.
        rig: Its bones at rest.
        solved: Where they should be.
        first_frame: Blender frame of the motion's first frame.
        accuracy: Whether to compare the bones of the body with the motion too.

    Raises:
        CharacterError: a mesh would be torn: some of its vertices stay behind.
    """
    rows = np.unique(np.linspace(0, len(solved.hips) - 1, _FRAMES).round().astype(int))
    heads, tails = _evaluated(armature, first_frame + rows)
    size = float(np.ptp(rig.heads, axis=0).max()) / _HEIGHT
    index = {name: bone for bone, name in enumerate(rig.names)}
    body = np.array(sorted({index[name] for name in solved.roles.values()}))
    away = stray_distances((rig.heads, rig.tails), (heads, tails), body)
    data: Any = armature.data
    deforming = np.array([bone.use_deform for bone in data.bones])
    stray = [rig.names[bone] for bone in np.flatnonzero(deforming & (away > _STRAY * size)).tolist()]
    findings: list[Finding] = []
    if stray:
        far = {name for name in stray if away[index[name]] > _TORN * size}
        findings += _stray(armature, stray, far - _above_hips(armature, solved), away, index)
    if accuracy:
        findings += _inaccurate(armature, rig, solved, rows, heads, tails)
    return findings


def _evaluated(armature: Any, frames: NDArray[np.integer]) -> tuple[Array, Array]:
    """Return the bones' (F, B, 3) heads and tails in the world."""
    data: Any = armature.data
    order = [armature.pose.bones.find(bone.name) for bone in data.bones]
    ends = np.empty((2, len(frames), len(order), 3))
    flat = np.empty(3 * len(order), dtype=np.float32)

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        evaluated: Any = armature.evaluated_get(graph)
        world = np.array(evaluated.matrix_world, dtype=np.float64)
        for which, name in enumerate(("head", "tail")):
            evaluated.pose.bones.foreach_get(name, flat)
            ends[which, row] = flat.reshape(-1, 3)[order] @ world[:3, :3].T + world[:3, 3]

    at_each_time(scene_of(armature), [armature], (), frames, read)
    return ends[0], ends[1]


def _above_hips(armature: Any, solved: Solved) -> set[str]:
    """Return the bones that the hips move away from, such as a root on the floor."""
    return {bone.name for bone in armature.data.bones[solved.roles["hips"]].parent_recursive}


def _stray(
    armature: Any, stray: Sequence[str], far: set[str], away: Array, index: Mapping[str, int]
) -> list[Finding]:
    """Report the bones that stay behind and that bear vertices.

    Raises:
        CharacterError: those that are far away bear only a part of a mesh, which would be torn.
    """
    bearing: set[str] = set()
    split: list[str] = []
    for mesh in deformed_by(armature):
        left, others, bones = _borne(mesh, set(stray), far)
        bearing |= bones
        if left and others:
            split.append(mesh.name)
    if not bearing:
        return []
    named = sorted(bearing, key=lambda name: -away[index[name]])
    most = float(away[index[named[0]]])
    text = (
        f"{len(named)} of its bones that deform do not keep their distance to the body: {some(named, _SHOWN)}"
    )
    if split:
        raise CharacterError(
            f"{armature.name} cannot play a capture: {text}, by up to {most:.2f} m; they would tear"
            f" {some(split, _SHOWN)}",
            cure="Constraints or parents hold them to bones that no capture moves: parent them to the body's"
            " bones, or give their roles in the TOML beside the file",
        )
    return [Finding("stray-bones", f"{armature.name}: {text}, by up to {100 * most:.0f} cm")]


def _borne(mesh: Any, stray: set[str], far: set[str]) -> tuple[int, int, set[str]]:
    """Count the vertices that hang mainly on far bones, and some others; name the stray bones with any."""
    names = [group.name for group in mesh.vertex_groups]
    if not stray.intersection(names):
        return 0, 0, set()
    left = others = 0
    bones: set[str] = set()
    strays = {number for number, name in enumerate(names) if name in stray}
    for vertex in mesh.data.vertices:
        if others and not any(one.group in strays for one in vertex.groups):
            continue
        weights = [(names[one.group], one.weight) for one in vertex.groups if one.weight > 0.0]
        bones.update(name for name, weight in weights if name in stray and weight > 0.05)
        total = sum(weight for _, weight in weights)
        lost = sum(weight for name, weight in weights if name in far)
        left += lost > 0.5 * total
        others += lost <= 0.5 * total and total > 0.0
    return left, others, bones


def _inaccurate(
    armature: Any, rig: TargetRig, solved: Solved, rows: NDArray[np.integer], heads: Array, tails: Array
) -> list[Finding]:
    """Report bones of the body that point elsewhere than the motion has them."""
    index = {name: bone for bone, name in enumerate(rig.names)}
    worst, which = 0.0, ""
    for name in solved.roles.values():
        bone = index[name]
        wanted = quaternion_rotate(solved.world[name][rows], rig.tails[bone] - rig.heads[bone])
        cosine = np.sum(normalized(wanted) * normalized(tails[:, bone] - heads[:, bone]), axis=-1)
        angle = float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))).max())
        if angle > worst:
            worst, which = angle, name
    off = float(np.linalg.norm(heads[:, index[solved.roles["hips"]]] - solved.hips[rows], axis=-1).max())
    parts = [f"{which} is up to {worst:.0f} degrees off"] if worst > _OFF_ANGLE else []
    parts += [f"the hips are up to {100 * off:.0f} cm off"] if off > _OFF_HIPS else []
    if not parts:
        return []
    text = f"{armature.name} does not follow the motion exactly: {' and '.join(parts)}"
    return [Finding("inexact-motion", text)]
