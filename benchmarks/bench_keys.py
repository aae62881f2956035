# SPDX-License-Identifier: GPL-3.0-or-later
"""Shape keys: whole curves at once against ``keyframe_insert``, by turns in one run.

./interact python benchmarks/bench_keys.py [FRAMES] [--rounds 3] [--json]
"""

from __future__ import annotations

import bpy
import numpy as np
from side_by_side.samples import Cost, alternate, benchmark_parser, show, timed

from interact_addon.blender.animation.face import apply_face
from interact_addon.core.face.arkit import ARKIT_51, FaceTrack
from interact_addon.core.foundation.timing import Fraction


def head() -> bpy.types.Object:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    mesh = bpy.data.meshes.new("head")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    thing = bpy.data.objects.new("head", mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.shape_key_add(name="Basis")
    for name in ARKIT_51:
        thing.shape_key_add(name=name)
    return thing


def main() -> None:
    parser = benchmark_parser(__doc__)
    parser.add_argument("frames", type=int, nargs="?", default=2400)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    weights = np.random.default_rng(0).random((args.frames, len(ARKIT_51)), dtype=np.float32)
    track = FaceTrack(ARKIT_51, weights, Fraction(30), ())

    def ours() -> dict[str, Cost]:
        thing = head()
        return {"ours": timed(lambda: apply_face([thing], track, name="fast"))}

    def theirs() -> dict[str, Cost]:
        thing = head()
        blocks = [thing.data.shape_keys.key_blocks[name] for name in ARKIT_51]

        def insert() -> None:
            for number, values in enumerate(weights):
                for block, value in zip(blocks, values, strict=True):
                    block.value = value
                    block.keyframe_insert("value", frame=number + 1)

        return {"keyframe_insert": timed(insert)}

    samples = alternate([ours, theirs], args.rounds, warm_up=False)
    title = f"{len(ARKIT_51)} shape keys x {args.frames} frames, Blender {bpy.app.version_string}"
    show(samples, title, as_json=args.json)


if __name__ == "__main__":
    main()
