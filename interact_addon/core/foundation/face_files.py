# SPDX-License-Identifier: GPL-3.0-or-later
"""How files of ARKit weights, and of the names of their columns, are called."""

from __future__ import annotations

__all__ = ["FACE_EXTENSIONS", "NAMES_ENDINGS", "is_names_file"]

# The preferred one first.
FACE_EXTENSIONS: tuple[str, ...] = (".npy", ".csv", ".json", ".npz", ".tsv")
NAMES_ENDINGS: tuple[str, ...] = (".names.txt", ".names.json")


def is_names_file(name: str) -> bool:
    """Return whether a file of this name holds names of columns.

    >>> is_names_file("20231119_001_051.names.txt"), is_names_file("names.json"), is_names_file("a.txt")
    (True, True, False)
    """
    return f".{name.lower()}".endswith(NAMES_ENDINGS)
