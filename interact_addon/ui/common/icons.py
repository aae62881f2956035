# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that panels draw as icons, and those of the built-in people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy.utils.previews
import numpy as np
from numpy.typing import NDArray

from ...core.characters.body.portraits import portrait_of

__all__ = ["Icons", "portrait_icon", "register", "unregister"]


class Icons:
    """Pictures by name. Before `open` and after `close` there are none, and none are taken."""

    def __init__(self) -> None:
        self._previews: Any = None

    def open(self) -> None:
        """Make room for pictures."""
        self._previews = bpy.utils.previews.new()

    def close(self) -> None:
        """Free them all."""
        if self._previews is not None:
            bpy.utils.previews.remove(self._previews)
            self._previews = None

    def __contains__(self, name: str) -> bool:
        return self._previews is not None and name in self._previews

    def icon(self, name: str) -> int:
        """Return a picture's icon id; 0, which is none, if it is not there."""
        picture = None if self._previews is None else self._previews.get(name)
        return 0 if picture is None else int(picture.icon_id)

    def load(self, name: str, path: Path) -> int:
        """Return the icon id of a picture in a file, which Blender reads when it is first drawn."""
        if self._previews is not None and name not in self._previews:
            self._previews.load(name, str(path), "IMAGE")
        return self.icon(name)

    def put(self, name: str, pixels: NDArray[Any]) -> None:
        """Replace or add a picture.

        Args:
            name: Its name.
            pixels: (height, width, 4) RGBA from 0 to 255, the lowest row first.
        """
        picture = self.new(name)
        if picture is not None:
            picture.image_size = pixels.shape[1], pixels.shape[0]
            whole = np.ascontiguousarray(pixels, dtype=np.uint8)
            picture.image_pixels.foreach_set(whole.view("<i4").ravel())

    def new(self, name: str) -> Any:
        """Return a picture's new ``ImagePreview``, in the place of one of this name; None before `open`."""
        self.forget(name)
        return None if self._previews is None else self._previews.new(name)

    def clear(self) -> None:
        """Remove all pictures."""
        if self._previews is not None:
            self._previews.clear()

    def forget(self, name: str) -> None:
        """Remove a picture, if it is there."""
        if self._previews is not None:
            self._previews.pop(name, None)


_portraits = Icons()
register, unregister = _portraits.open, _portraits.close


def portrait_icon(look: str) -> int:
    """Return the icon of a built-in person's picture; 0, which is none, without one."""
    if look in _portraits:
        return _portraits.icon(look)
    path = portrait_of(look)
    return _portraits.load(look, path) if path.is_file() else 0
