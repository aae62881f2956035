# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's own window: preferences, properties, operators and panels. Thin; no logic."""

__all__ = ["register", "unregister"]


def register() -> None:
    """Add the extension's classes to Blender. The panel is still to come; see docs/architecture.md."""


def unregister() -> None:
    """Take back everything that :func:`register` added."""
