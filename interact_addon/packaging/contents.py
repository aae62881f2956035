# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that a finished zip holds every file that it needs, and no others."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ..core.foundation.errors import WorkError
from .manifest import Manifest

__all__ = ["check_contents"]

_NEEDED = (
    "__init__.py",
    "LICENSE",
    "blender_manifest.toml",
    "interact_blender.py",
    "interact_addon/start.py",
    "interact_addon/ui/__init__.py",
    "interact_addon/manual/install.html",
    "interact_addon/core/characters/makehuman/data/mpfb2/LICENSE.md",
    "interact_addon/core/characters/makehuman/data/mpfb2/3dobjs/base.obj",
    "interact_addon/core/characters/makehuman/data/targets.xz",
    "interact_addon/core/demo/demo_dataset.zip",
    "interact_addon/core/rendering/system_libraries.txt",
)
_ALLOWED = re.compile(
    r"(__init__|interact_blender)\.py|LICENSE|blender_manifest\.toml"
    r"|wheels/[\w.+-]+\.whl"
    r"|interact_addon/(?!packaging/|cli/build_extension\.)(\w+/)*\w+\.(py|typed|toml|npz|json|js|blend)"
    r"|interact_addon/manual/([\w-]+/)*[\w-]+\.(html|jpg|png|svg)"
    r"|interact_addon/core/demo/demo_dataset\.zip"
    r"|interact_addon/core/characters/portraits/\w+\.png"
    r"|interact_addon/core/rendering/system_libraries\.txt"
    r"|interact_addon/core/characters/makehuman/data/(VERSION|NOTICE\.txt|targets\.xz|mpfb2/(\w+/)*[\w.]+\.(obj|json|md))"
)


def check_contents(path: Path, source: Path) -> int:
    """Check the contents of a zip.

    Args:
        path: The zip.
        source: The folder that it was made from.

    Returns:
        The number of files in it.

    Raises:
        WorkError: Something is missing, or does not belong there.
    """
    with zipfile.ZipFile(path) as archive:
        names = {info.filename for info in archive.infolist() if not info.is_dir()}
        text = archive.read("blender_manifest.toml").decode("utf-8")
        damaged = archive.testzip()
    wheels = {wheel.path.removeprefix("./") for wheel in Manifest.parse(text, path).wheels}
    package = {
        name
        for file in (source / "interact_addon").rglob("*.py")
        if _ALLOWED.fullmatch(name := file.relative_to(source).as_posix())
    }
    missing = sorted(({*_NEEDED} | wheels | package) - names)
    stray = sorted(name for name in names if not _ALLOWED.fullmatch(name)) + sorted(
        name for name in names if name.endswith(".whl") and name not in wheels
    )
    for what, which in (("lacks", missing), ("holds unexpected files:", stray)):
        if which:
            raise WorkError(f"the zip {what} {', '.join(which[:5])}", path=path)
    if damaged is not None:
        raise WorkError(f"{damaged} in the zip is damaged", path=path)
    return len(names)
