# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT-FaceKit: 55 weights, their mapping to ARKit's 51, and their calibration."""

from .mapping import CHEEK_RULES, MERGE_RULES, FaceMapping, make_mapping
from .names import DEFAULT_ORDER, ICT_55, ORDERS, arkit_name
from .weights import read_arkit_weights, read_ict_weights

__all__ = [
    "CHEEK_RULES",
    "DEFAULT_ORDER",
    "ICT_55",
    "MERGE_RULES",
    "ORDERS",
    "FaceMapping",
    "arkit_name",
    "make_mapping",
    "read_arkit_weights",
    "read_ict_weights",
]
