# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of libraries against what this Blender really links to; each Blender of .ci/run checks its own."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from interact_addon.core.rendering.blender_faults import system_libraries

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these to the user"),
]

# In every Debian, as the C library, apt and dpkg need them ...
BASE = {
    "ld-linux-x86-64",
    "libc",
    "libdl",
    "libgcc_s",
    "libm",
    "libpthread",
    "librt",
    "libstdc++",
    "libutil",
    "libz",
}
# ... or needed by the listed packages themselves.
BROUGHT = {"libGLX", "libGLdispatch", "libXau", "libXdmcp", "libbsd", "libmd", "libuuid", "libxcb"}


def test_what_it_links_to_is_listed() -> None:
    spec = find_spec("bpy")
    assert spec is not None
    assert spec.origin is not None
    own = str(Path(spec.origin).parent)
    told = subprocess.run(["ldd", spec.origin], capture_output=True, text=True, check=True).stdout
    assert "not found" not in told
    linked = {
        Path(name).name
        for name, place in re.findall(r"^\s*(\S+?\.so\S*)(?: => (\S+))? \(", told, re.MULTILINE)
        if not str(Path(place or name)).startswith(own) and "vdso" not in name
    }
    needed = {name for name in linked if name.partition(".so")[0] not in BASE | BROUGHT}
    assert needed
    assert needed <= set(system_libraries())
