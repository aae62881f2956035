# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts a dataset's ARKit weights into ICT-FaceKit's, and compares one clip with the way back.

Run it: ./interact python examples/convert_faces.py ROOT converted
"""

import sys
from pathlib import Path

import interact_addon as interact

root, out = (Path(word) for word in sys.argv[1:])
report = interact.convert_faces("face_arkit", "face_ict", root / "face_arkit", out / "face_ict")
print(f"{len(report.done)} converted, {len(report.skipped)} were there already, {report.frames} frames")
for task, error in report.failed:
    print(f"{task.source.name}: {error}")

interact.convert_faces("face_ict", "face_arkit", out / "face_ict", out / "face_arkit")
name = min(path.name for path in (out / "face_arkit").glob("*.npy"))
before = interact.read_face(root / "face_arkit" / name)
after = interact.read_face(out / "face_arkit" / name)
print(f"{name}: there and back differs by at most {abs(before.weights - after.weights).max():.3g}")
