# SPDX-License-Identifier: GPL-3.0-or-later
"""Tracks of Blender's NLA (non-linear animation): finding the edit layer, and what is played below it."""
