# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene layer: performances and characters as Blender data."""
