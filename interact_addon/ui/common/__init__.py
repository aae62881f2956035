# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panels share: preferences, properties, error reports, translations."""
