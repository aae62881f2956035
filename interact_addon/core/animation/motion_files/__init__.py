# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion files other than BVH: arrays of rotations, joints, features, as datasets and models write them."""

from .form import Form, MotionFile, MotionReading
from .forms import ARRAYS, FORM_NAMES, find_form, form_named, form_of, person_in

__all__ = [
    "ARRAYS",
    "FORM_NAMES",
    "Form",
    "MotionFile",
    "MotionReading",
    "find_form",
    "form_named",
    "form_of",
    "person_in",
]
