# SPDX-License-Identifier: GPL-3.0-or-later
"""Garments, cut and sewn over a body."""
