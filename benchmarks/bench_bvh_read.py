# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a BVH file: this add-on against the reader of Blender's bundled importer, by turns in one run.

    ./interact python benchmarks/bench_bvh_read.py [FRAMES] [--rounds 5] [--json]

Both read one file of 75 joints and 228 channels, as InterAct's are, in which every channel moves. The bundled
reader returns Euler angles in nested lists; ``read`` returns an array, and ``to_motion`` quaternions.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
from side_by_side.samples import Cost, alternate, benchmark_parser, show, timed

from interact_addon.core.animation.bone_names import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.animation.bvh import Bvh, Joint, read, to_motion, write
from interact_addon.core.animation.kinematics import forward


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


def quietly(name: str, work: Callable[[], object]) -> Callable[[], dict[str, Cost]]:
    """Return what times a kind of reading under its name."""

    def once() -> dict[str, Cost]:
        with contextlib.redirect_stdout(io.StringIO()):  # the bundled reader prints zero-length joints
            return {name: timed(work)}

    return once


def bundled_reader() -> Callable[[str], object]:
    """Return ``read_bvh`` of Blender's bundled importer."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    import addon_utils  # on the path once Blender has started

    sys.path.extend(path for path in addon_utils.paths() if path not in sys.path)
    from io_anim_bvh.import_bvh import read_bvh

    return lambda path: read_bvh(bpy.context, path, rotate_mode="NATIVE")


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("frames", type=int, nargs="?", default=2400)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    bundled = bundled_reader()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "performance.bvh"
        write(path, performance(args.frames))
        head, mark, text = path.read_bytes().partition(b"0.033333\n")
        skipped = (head + mark).count(b"\n")
        document = read(path)
        motion = to_motion(document, units="cm", up="Y")
        works: dict[str, Callable[[], object]] = {
            "read": lambda: read(path),
            "to_motion": lambda: to_motion(document, units="cm", up="Y"),
            "forward kinematics": lambda: forward(motion),
            "write": lambda: write(Path(folder) / "again.bvh", document),
            "numpy.loadtxt, numbers only": lambda: np.loadtxt(path, skiprows=skipped),
            "numpy.array(split), numbers only": lambda: np.array(text.split(), dtype=np.float64),
            "bundled importer: read_bvh": lambda: bundled(str(path)),
        }
        samples = alternate([quietly(*work) for work in works.items()], args.rounds)
        size = path.stat().st_size / 1e6
    title = f"75 joints x {args.frames} frames, {size:.1f} MB, Blender {bpy.app.version_string}"
    show(samples, title, as_json=args.json)


if __name__ == "__main__":
    main()
