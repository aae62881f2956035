# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters as armatures and meshes: built-in ones, and those the user brings."""
