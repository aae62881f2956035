# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared modules of the scene layer: ownership, keys, evaluation, materials, the main file."""
