# SPDX-License-Identifier: GPL-3.0-or-later
"""Read numpy's files of numbers, .npy and .npz, from anywhere: claims are checked, then believed."""

from .checked import checked
from .npy import peek_npy, read_npy, read_npy_object
from .npz import peek_npz, read_npz

__all__ = ["checked", "peek_npy", "peek_npz", "read_npy", "read_npy_object", "read_npz"]
