# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut the pictures of the window session `session_guide` to what matters, for docs/images.

Run it: ./interact python tools/guide_pictures.py FOLDER/session_guide

where INTERACT_WINDOW_PICTURES=FOLDER was set for pytest -m window tests/ui/window/test_window_guide.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
VIEW, TAB = (0, 28, 1316, 812), (1024, 78, 1316, 812)
NEAR = (430, 28, 1316, 812)
# Name -> left, top, right and bottom edge in the screen's 1600 x 900 pixels.
CUTS = {
    "first": (560, 28, 1316, 470),
    "list": (1024, 78, 1316, 758),
    "composed": (0, 28, 1316, 878),
    "actors": VIEW,
    "handle": NEAR,
    "sliders": NEAR,
    "replaced": VIEW,
    "shot": VIEW,
    "render": VIEW,
    "job": TAB,
    "rig": VIEW,
}
MOST, QUALITIES = 150_000, (88, 84, 80, 75)


def cut(source: Path, target: Path, box: tuple[int, int, int, int]) -> None:
    """Write a part of a picture as JPEG, as good as its size allows."""
    image: Any = bpy.data.images.load(str(source))
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    left, top, right, bottom = box
    part = pixels.reshape(height, width, 4)[height - bottom : height - top, left:right]
    cropped: Any = bpy.data.images.new(target.stem, right - left, bottom - top)
    cropped.pixels.foreach_set(np.ascontiguousarray(part).ravel())
    cropped.file_format = "JPEG"
    for quality in QUALITIES:
        cropped.save(filepath=str(target), quality=quality)
        if target.stat().st_size < MOST:
            break
    print(f"{target.name}: {right - left} x {bottom - top}, {target.stat().st_size} bytes")


if __name__ == "__main__":
    for name, box in CUTS.items():
        cut(Path(sys.argv[1]) / f"{name}.png", IMAGES / f"ui-{name}.jpg", box)
