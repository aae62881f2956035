# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a face template: an OBJ mesh whose vertex order is that of the basis."""

from __future__ import annotations

import os

import numpy as np

from ...foundation.errors import FaceError, InputError
from ...foundation.meshes.obj_file import Mesh, read_obj

__all__ = ["Mesh", "read_mesh"]


def read_mesh(path: str | os.PathLike[str]) -> Mesh:
    """Read a template; its vertices and uvs are float32.

    Raises:
        FaceError: The file cannot be read, is empty or truncated, or refers to missing vertices.
    """
    try:
        return read_obj(path, np.float32)
    except InputError as error:
        raise FaceError(error.message, path=error.path, line=error.line) from error
