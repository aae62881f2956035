# SPDX-License-Identifier: GPL-3.0-or-later
"""From a Blender scene to frames and movies, and the child process that does it."""
