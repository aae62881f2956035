# SPDX-License-Identifier: GPL-3.0-or-later
"""Import a BVH onto a character: this add-on against Blender's bundled importer, in one run.

    ./interact python benchmarks/bench_body.py [FRAMES]

Both read the same file of 75 joints in which every channel moves. The importer creates a new armature; this
add-on keys an existing one, which is built beforehand, as a character is.
"""

from __future__ import annotations

import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np

from interact_addon.blender.animation.body import apply_motion
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import from_motion, to_motion
from interact_addon.core.animation.skeleton import Motion, Skeleton

REPEATS = 3


def performance(frames: int) -> Motion:
    """Return a motion of 75 joints in chains of 15, all moving."""
    rng = np.random.default_rng(0)
    joints = 75
    parents = np.array([-1] + [j - 1 if j % 15 else 0 for j in range(1, joints)], dtype=np.int32)
    offsets = rng.normal(0.0, 0.1, (joints, 3))
    skeleton = Skeleton(
        tuple(f"Joint{j}" for j in range(joints)), parents, offsets, np.full((joints, 3), np.nan)
    )
    turns = np.cumsum(rng.normal(0.0, 0.02, (frames, joints, 4)), axis=0) + [1.0, 0.0, 0.0, 0.0]
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    places = np.cumsum(rng.normal(0.0, 0.01, (frames, 1, 3)), axis=0)
    return Motion(skeleton, turns, np.array([0], dtype=np.int32), places, Fraction(30))


def character(skeleton: Skeleton) -> bpy.types.Object:
    """Build an armature with the skeleton's joints as bones."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    data = bpy.data.armatures.new("actor")
    thing = bpy.data.objects.new("actor", data)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    for name, parent, head in zip(skeleton.names, skeleton.parents, skeleton.rest_positions(), strict=True):
        bone = data.edit_bones.new(name)
        bone.head = head
        bone.tail = head + [0.0, 0.0, 0.05]
        if parent >= 0:
            bone.parent = data.edit_bones[skeleton.names[parent]]
    bpy.ops.object.mode_set(mode="OBJECT")
    return thing


def main(frames: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "performance.bvh"
        bvh.write(path, from_motion(performance(frames), units="cm", up="Y"))
        size = path.stat().st_size / 1e6
        ours, theirs = [], []
        for _ in range(REPEATS):
            armature = character(performance(2).skeleton)
            start = time.perf_counter()
            document = bvh.read(path)
            read = time.perf_counter()
            motion = to_motion(document, units="cm", up="Y")
            converted = time.perf_counter()
            apply_motion(armature, motion, name="take")
            ours.append((time.perf_counter() - start, read - start, converted - read))

            bpy.ops.wm.read_factory_settings(use_empty=True)
            if not hasattr(bpy.types, "IMPORT_ANIM_OT_bvh"):
                import addon_utils  # on the path once Blender has started

                addon_utils.enable("io_anim_bvh")
            start = time.perf_counter()
            bpy.ops.import_anim.bvh(filepath=str(path))
            theirs.append(time.perf_counter() - start)
    best = min(ours)
    print(f"75 joints x {frames} frames ({size:.1f} MB), Blender {bpy.app.version_string}, best of {REPEATS}")
    steps = f"read {best[1]:.3f}, convert {best[2]:.3f}, key {best[0] - best[1] - best[2]:.3f}"
    print(f"  ours              {best[0]:7.3f} s  ({steps})")
    print(f"  bundled importer  {min(theirs):7.3f} s")
    print(f"  ratio             {min(theirs) / best[0]:7.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2400)
