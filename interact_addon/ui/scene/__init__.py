# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing a scene, its camera and lights."""
