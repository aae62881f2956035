# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion files other than BVH: arrays of rotations, of joints, of features, as datasets and models write them."""

from .form import Form, MotionFile, MotionReading
from .forms import FORM_NAMES, find_form, form_named

__all__ = ["FORM_NAMES", "Form", "MotionFile", "MotionReading", "find_form", "form_named"]
