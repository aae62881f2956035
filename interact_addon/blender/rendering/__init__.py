# SPDX-License-Identifier: GPL-3.0-or-later
"""Render Blender scenes to frames and movies, and the child process that does it."""
