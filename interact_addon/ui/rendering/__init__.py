# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering the scene in the window."""
