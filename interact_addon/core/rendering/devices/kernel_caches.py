# SPDX-License-Identifier: GPL-3.0-or-later
"""Where drivers keep the kernels and shaders that they have compiled, and how many: variables for a child.

Blender has ready kernels for some of NVIDIA's cards. For others, such as Hopper's, the driver compiles them
from PTX for minutes, and keeps them in ``~/.nv/ComputeCache``, of 1 GiB at most unless ``CUDA_CACHE_MAXSIZE``
says more (4 GiB is the largest; "CUDA Environment Variables" in NVIDIA's CUDA C++ Programming Guide). OptiX
has a cache of its own in ``/var/tmp`` or ``/tmp``, which needs no home and must be on no network share
("Compilation caching" in NVIDIA's OptiX Programming Guide). EEVEE's shaders are in OpenGL's, whose folder
must be there if it is chosen. Intel's are kept only on demand.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ...foundation.cache_folder import cache_folder

__all__ = ["kernel_caches"]

_ALWAYS = {
    "CUDA_CACHE_MAXSIZE": str(4 << 30),
    "__GL_SHADER_DISK_CACHE_SIZE": str(1 << 30),
    "SYCL_CACHE_PERSISTENT": "1",
}
_PLACES = {
    "CUDA_CACHE_PATH": "cuda",
    "__GL_SHADER_DISK_CACHE_PATH": "opengl",
    "MESA_SHADER_CACHE_DIR": "mesa",
    "SYCL_CACHE_DIR": "sycl",
}


def kernel_caches(user: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a child Blender gets; what the user has set stays.

    The caches stay where the drivers put them. Where the home folder cannot be written, as in containers and
    on some clusters, they are in our cache folder if that can be: else kernels are compiled for each child.

    Args:
        user: This process's variables.
    """
    wanted = dict(_ALWAYS)
    if not _writable(_home(user)):
        folder = cache_folder().parent / "kernels"
        try:
            for name in _PLACES.values():
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            pass
        else:
            wanted |= {variable: str(folder / name) for variable, name in _PLACES.items()}
    return {name: value for name, value in wanted.items() if name not in user}


def _home(user: Mapping[str, str]) -> Path | None:
    """Return the home folder that drivers take; None if there is none."""
    if home := user.get("HOME"):
        return Path(home)
    try:
        return Path.home()
    except RuntimeError:
        return None


def _writable(folder: Path | None) -> bool:
    return folder is not None and folder.is_dir() and os.access(folder, os.W_OK)
