# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces: their scenes, conversion, plots."""
