# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate a small procedural dataset in the InterAct layout: two people meet, greet and talk."""

from .write import DemoResult, Performed, perform_scene, write_demo_dataset

__all__ = ["DemoResult", "Performed", "perform_scene", "write_demo_dataset"]
