# SPDX-License-Identifier: GPL-3.0-or-later
"""The version; pyproject.toml, blender_manifest.toml and CHANGELOG.md have it too: a test compares them."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.2.0"
