# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading many scenes whole, to find what is wrong with them: in several processes, and each only once."""

from .kept import KeptReadings
from .orders import FaceOrder, Reading, SceneOrder, read_order
from .read import read_orders

__all__ = ["FaceOrder", "KeptReadings", "Reading", "SceneOrder", "read_order", "read_orders"]
