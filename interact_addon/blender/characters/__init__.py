# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters as armatures and meshes: the built-in people, and the user's characters."""
