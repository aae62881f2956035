# SPDX-License-Identifier: GPL-3.0-or-later
"""Hair, beards, brows and lashes."""
