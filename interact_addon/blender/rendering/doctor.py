# SPDX-License-Identifier: GPL-3.0-or-later
"""The doctor's checks that need Blender: ``python -m ...rendering.doctor QUESTION FILE``.

It runs in a separate process, since it can abort or hang on a machine without drivers. The answer is written
to FILE as JSON; what Blender prints is ignored.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...core.foundation.errors import RenderError
from ...core.foundation.findings import Finding
from ...core.foundation.literal_path import literal_input, literal_output
from ...core.options.picture import PictureOptions
from ...core.rendering.processes import die_with_parent
from .. import compat
from ..common.presets import apply_picture
from ..common.session import fresh_scene
from ..drawing.engine import drawing
from .device_use import on_best_device
from .devices import all_devices
from .progress import RenderProgress
from .render import EngineError

__all__ = ["describe", "main", "try_preset"]

_WIDTH, _HEIGHT = 64, 36


def main() -> int:
    """Answer one question."""
    die_with_parent()  # a driver can hang here
    question, answer = sys.argv[1], Path(sys.argv[2])
    if question == "describe":
        found = describe()
    elif question == "devices":
        found = {"devices": [device.as_dict() for device in all_devices()]}
    else:
        found = try_preset(question, answer.with_suffix(".png"))
    answer.write_text(json.dumps(found), "utf-8")
    return 0


def describe() -> dict[str, Any]:
    """Return this Blender's version, and whether it supports sound and videos."""
    return {
        "version": bpy.app.version_string,
        "audio": compat.has_audio(),
        "video": bool(bpy.app.build_options.codec_ffmpeg),
    }


def try_preset(preset: str, picture: Path) -> dict[str, Any]:
    """Render a cube with a render preset.

    Args:
        preset: One of ``RENDER_PRESETS``.
        picture: The PNG file to write.

    Returns:
        ``engine``, ``device`` (what it was rendered on, if Blender reports it), ``seconds``, ``error``: why
        no picture was made, or None, ``odd``: that a card has failed, or None, and ``note``: what else is
        odd, or nothing.
    """
    scene = fresh_scene()
    scene.collection.objects.link(_cube())
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0.0, 0.0, 6.0)
    light = bpy.data.objects.new("Light", bpy.data.lights.new("Light", "SUN"))
    for thing in (camera, light):
        scene.collection.objects.link(thing)
    scene.camera = camera
    apply_picture(scene, PictureOptions(preset, _WIDTH, _HEIGHT, samples=1))
    render: Any = scene.render
    render.image_settings.file_format = "PNG"
    device, error = "", None
    odd: tuple[Finding, ...] = ()
    started = time.perf_counter()
    engine = render.engine
    drawn: tuple[Finding, ...] = ()
    try:
        with drawing(scene) as drawn:
            device, odd = on_best_device(scene, "auto", RenderProgress(), lambda: _render(scene, picture))
            engine = render.engine
    except RenderError as fault:
        error = fault.reason if isinstance(fault, EngineError) else str(fault).strip()
    seconds = time.perf_counter() - started
    if error is None:
        error = _fault(picture)
    return {
        "engine": engine,
        "device": device or None,
        "seconds": seconds,
        "error": error,
        "odd": str(odd[0]) if odd else None,
        "note": "; ".join(finding.message for finding in drawn),
    }


def _render(scene: bpy.types.Scene, picture: Path) -> None:
    render: Any = scene.render
    try:
        with literal_output(picture) as place:
            render.filepath = str(place)
            bpy.ops.render.render(write_still=True, scene=scene.name)
    except RuntimeError as fault:
        raise EngineError(fault, picture) from fault


def _cube() -> bpy.types.Object:
    mesh = bpy.data.meshes.new("Cube")
    corners = [(x, y, z) for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh.from_pydata(corners, [], faces)
    return bpy.data.objects.new("Cube", mesh)


def _fault(picture: Path) -> str | None:
    """Return what is wrong with a picture of a cube in front of an empty background, or None."""
    if not picture.is_file():
        return "no picture was written"
    with literal_input(picture) as place:
        image = bpy.data.images.load(str(place))
        stored: Any = image.pixels  # read from the file now
        pixels = np.empty(len(stored), np.float32)
        stored.foreach_get(pixels)
    if tuple(image.size) != (_WIDTH, _HEIGHT):
        return f"the picture has {image.size[0]}x{image.size[1]} pixels"
    colours = pixels.reshape(_HEIGHT, _WIDTH, 4)[..., :3]
    spread = float(np.abs(colours[_HEIGHT // 2, _WIDTH // 2] - colours[0, 0]).max())
    return None if spread > 0.02 else "the picture is blank"


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Blender's own shutdown can crash after everything is done and written.
    os._exit(code)
