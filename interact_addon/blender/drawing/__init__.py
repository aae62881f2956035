# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts: frames that our own shaders draw with Blender's gpu module, from what a render would show."""
