# SPDX-License-Identifier: GPL-3.0-or-later
"""Shape keys: whole curves at once against ``keyframe_insert``, in one run.

./interact python benchmarks/bench_keys.py [FRAMES]
"""

from __future__ import annotations

import sys
import time

import bpy
import numpy as np

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


def main(frames: int) -> None:
    weights = np.random.default_rng(0).random((frames, len(ARKIT_51)), dtype=np.float32)

    thing = head()
    start = time.perf_counter()
    apply_face([thing], FaceTrack(ARKIT_51, weights, Fraction(30), ()), name="fast")
    ours = time.perf_counter() - start

    thing = head()
    blocks = [thing.data.shape_keys.key_blocks[name] for name in ARKIT_51]
    start = time.perf_counter()
    for frame in range(frames):
        for block, value in zip(blocks, weights[frame], strict=True):
            block.value = value
            block.keyframe_insert("value", frame=frame + 1)
    theirs = time.perf_counter() - start
    print(f"{len(ARKIT_51)} shape keys x {frames} frames, Blender {bpy.app.version_string}")
    print(f"  ours             {ours:8.3f} s")
    print(f"  keyframe_insert  {theirs:8.3f} s")
    print(f"  ratio            {theirs / ours:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2400)
