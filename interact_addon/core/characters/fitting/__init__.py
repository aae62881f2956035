# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits dressed bodies to captured skeletons, and caches fitted characters."""
