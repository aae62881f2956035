# SPDX-License-Identifier: GPL-3.0-or-later
"""Import a BVH onto a character: this add-on against Blender's bundled importer, by turns in one run.

    ./interact python benchmarks/bench_body.py [FRAMES] [--rounds 5] [--json]

Both read the same file of 75 joints in which every channel moves. The importer creates a new armature; this
add-on keys an existing one, which is built beforehand, as a character is.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
from side_by_side.samples import Cost, alternate, benchmark_parser, show, timed

from interact_addon.blender.animation.body import apply_motion
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import from_motion, to_motion
from interact_addon.core.animation.skeleton import Motion, Skeleton


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


def main() -> None:
    parser = benchmark_parser(__doc__)
    parser.add_argument("frames", type=int, nargs="?", default=2400)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "performance.bvh"
        bvh.write(path, from_motion(performance(args.frames), units="cm", up="Y"))
        skeleton = performance(2).skeleton

        def ours() -> dict[str, Cost]:
            armature = character(skeleton)
            found: list = []
            steps = {
                "  read": timed(lambda: found.append(bvh.read(path))),
                "  convert": timed(lambda: found.append(to_motion(found[0], units="cm", up="Y"))),
                "  key": timed(lambda: apply_motion(armature, found[1], name="take")),
            }
            whole = Cost(sum(step.wall for step in steps.values()), sum(step.cpu for step in steps.values()))
            return {"ours": whole, **steps}

        def theirs() -> dict[str, Cost]:
            bpy.ops.wm.read_factory_settings(use_empty=True)
            if not hasattr(bpy.types, "IMPORT_ANIM_OT_bvh"):
                import addon_utils  # on the path once Blender has started

                addon_utils.enable("io_anim_bvh", refresh_handled=True)
            return {"bundled importer": timed(lambda: bpy.ops.import_anim.bvh(filepath=str(path)))}

        samples = alternate([ours, theirs], args.rounds)
        size = path.stat().st_size / 1e6
    title = f"75 joints x {args.frames} frames ({size:.1f} MB), Blender {bpy.app.version_string}"
    show(samples, title, as_json=args.json)


if __name__ == "__main__":
    main()
