# SPDX-License-Identifier: GPL-3.0-or-later
"""Meshes in files, and spheres through points."""
