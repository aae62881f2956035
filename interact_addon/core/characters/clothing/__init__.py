# SPDX-License-Identifier: GPL-3.0-or-later
"""Garments, built over a body."""
