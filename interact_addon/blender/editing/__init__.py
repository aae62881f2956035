# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing what is played: the edit layer, handles, faces, fewer keys. Data API; no operators."""
