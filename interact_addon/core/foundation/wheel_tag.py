# SPDX-License-Identifier: GPL-3.0-or-later
"""Correct what the bpy package of Python 3.11 says about itself, so that ``uv run`` leaves it alone.

The wheels of Blender 4.2 to 5.0 name ``cp39`` inside, whatever their file's name says. uv takes the installed
package for one of another Python, and reinstalls it at every ``uv run``: under a batch that runs beside it,
whose children then die (uv's issue 17711). From 5.1 the tag is right.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path

from .atomic_file import atomic_write

__all__ = ["correct_wheel_tag"]

_FIRST_RIGHT = (3, 13)  # Python of the first Blender whose wheel is right
_TAG = re.compile(rb"^Tag: (cp3\d+)-(cp3\d+)-", re.MULTILINE)


def correct_wheel_tag(site: Path | None = None, version: tuple[int, int] = sys.version_info[:2]) -> bool:
    """Let an installed bpy package name the Python that it is installed in. Does nothing where that is so.

    Only for a package that uv has put into a virtual environment. The file in uv's cache stays as it is.

    Args:
        site: The folder of installed packages; by default this environment's.
        version: The Python there, major and minor.

    Returns:
        Whether something was corrected.
    """
    if version >= _FIRST_RIGHT or (site is None and sys.prefix == sys.base_prefix):
        return False
    corrected = False
    python = b"cp%d%d" % version
    for info in (site or Path(sysconfig.get_path("platlib"))).glob("bpy-*.dist-info"):
        with suppress(OSError):  # not all there; or not ours to write, and then not uv's to reinstall
            if (info / "INSTALLER").read_bytes().strip() != b"uv":
                continue
            before = (info / "WHEEL").read_bytes()
            after = _TAG.sub(b"Tag: %s-%s-" % (python, python), before)
            if after != before:
                with atomic_write(info / "WHEEL") as stream:
                    stream.write(after)
                corrected = True
    return corrected
