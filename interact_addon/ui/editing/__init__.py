# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing what is played, in the panel: thin over `blender.editing`."""
