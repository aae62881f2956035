# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a small copy of the latest frame while a render runs, for other processes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.foundation.errors import InteractError
from ...core.foundation.literal_path import literal_output
from ...core.video.picture_file import read_bmp, shrink, write_pixels
from .. import compat

__all__ = ["thumbnails"]

_EDGE = 256  # pixels of the longer side; as large as Blender shows previews
_EVERY = 3.0  # seconds, at least


@contextmanager
def thumbnails(
    scene: bpy.types.Scene, path: Path | None, on_thumbnail: Callable[[int], None] | None = None
) -> Iterator[None]:
    """Write a small copy of the latest frame of ``scene`` to ``path`` every few seconds inside the block.

    Args:
        scene: The scene that is rendered.
        path: An ``.npy`` file; it is replaced atomically. None writes nothing.
        on_thumbnail: Called with the frame's number after each write.
    """
    if path is None:
        yield
        return
    name, latest = scene.name, -_EVERY
    with tempfile.TemporaryDirectory(prefix="interact-frame-") as folder:

        def rendered(done: Any, *_: Any) -> None:
            nonlocal latest
            if done.name != name or time.monotonic() - latest < _EVERY:
                return
            # A movie must not fail because of a thumbnail.
            with suppress(RuntimeError, InteractError):
                write_pixels(path, _small_copy(done, Path(folder) / "frame.bmp"))
                latest = time.monotonic()
                if on_thumbnail is not None:
                    on_thumbnail(int(done.frame_current))

        bpy.app.handlers.render_post.append(rendered)
        try:
            yield
        finally:
            bpy.app.handlers.render_post.remove(rendered)


def _small_copy(scene: bpy.types.Scene, path: Path) -> NDArray[np.uint8]:
    """Return the latest render as (height, width, 4) bytes, the lowest row first."""
    result = next(image for image in bpy.data.images if image.type == "RENDER_RESULT")
    # The running render has already read its settings; these do not affect it.
    with literal_output(path) as place, compat.picture_output(scene.render):
        result.save_render(str(place), scene=scene)
    # Not loaded as a Blender image: removing a datablock during a render crashes Blender 5.2.
    return shrink(read_bmp(path), _EDGE)
