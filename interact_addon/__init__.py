# SPDX-License-Identifier: GPL-3.0-or-later
"""InterAct for Blender: two-person performances as rigged characters, and as movies with both voices."""

__all__ = ["__version__"]

__version__ = "0.1.0"
