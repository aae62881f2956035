# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a BVH file: this add-on against the reader of Blender's bundled importer, in one run.

    ./interact python benchmarks/bench_bvh_read.py [FRAMES]

Both read one file of 75 joints and 228 channels, as InterAct's are, in which every channel moves. The bundled
reader returns Euler angles in nested lists; ``read`` returns an array, and ``to_motion`` quaternions.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np

from interact_addon.core.animation.bone_names import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.animation.bvh import Bvh, Joint, read, to_motion, write
from interact_addon.core.animation.kinematics import forward

REPEATS = 5


def performance(frames: int) -> Bvh:
    """Return the 75 joints of an InterAct file, all moving."""
    rng = np.random.default_rng(0)
    turns = ("Zrotation", "Yrotation", "Xrotation")
    places = ("Xposition", "Yposition", "Zposition")
    joints = tuple(
        Joint(name, parent, (1.0, 2.0, 3.0), turns if parent >= 0 else places + turns)
        for name, parent in zip(INTERACT_JOINTS, INTERACT_PARENTS, strict=True)
    )
    values = np.cumsum(rng.normal(scale=0.5, size=(frames, 3 * len(joints) + 3)), axis=0)
    return Bvh(joints, (), values, 0.033333, "0.033333")


def seconds(work: Callable[[], object]) -> float:
    """Return the best time of a few runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):  # the bundled reader prints zero-length joints
            work()
        times.append(time.perf_counter() - start)
    return min(times)


def bundled_reader() -> Callable[[str], object]:
    """Return ``read_bvh`` of Blender's bundled importer."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    import addon_utils  # on the path once Blender has started

    sys.path.extend(path for path in addon_utils.paths() if path not in sys.path)
    from io_anim_bvh.import_bvh import read_bvh

    return lambda path: read_bvh(bpy.context, path, rotate_mode="NATIVE")


def main(frames: int) -> None:
    """Measure and print."""
    bundled = bundled_reader()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "performance.bvh"
        write(path, performance(frames))
        text = path.read_bytes().partition(b"0.033333\n")[2]
        skipped = path.read_bytes().partition(b"0.033333\n")[0].count(b"\n") + 1
        size = path.stat().st_size / 1e6
        document = read(path)
        motion = to_motion(document, units="cm", up="Y")
        ours = seconds(lambda: read(path))
        rows = [
            ("ours: read", ours),
            ("ours: to_motion", seconds(lambda: to_motion(document, units="cm", up="Y"))),
            ("ours: forward kinematics", seconds(lambda: forward(motion))),
            ("ours: write", seconds(lambda: write(Path(folder) / "again.bvh", document))),
            ("numpy.loadtxt, numbers only", seconds(lambda: np.loadtxt(path, skiprows=skipped))),
            ("numpy.array(split), numbers only", seconds(lambda: np.array(text.split(), dtype=np.float64))),
            ("bundled importer: read_bvh", seconds(lambda: bundled(str(path)))),
        ]
    print(f"75 joints x {frames} frames, {size:.1f} MB, Blender {bpy.app.version_string}")
    for label, duration in rows:
        print(f"  {label:34} {duration * 1000:8.1f} ms   {duration / ours:6.1f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2400)
