# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the panels: preferences, properties, error reports, translations."""
