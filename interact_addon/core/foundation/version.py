# SPDX-License-Identifier: GPL-3.0-or-later
"""Version number; a test compares it with pyproject.toml, blender_manifest.toml and CHANGELOG.md."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.2.0"
