# SPDX-License-Identifier: GPL-3.0-or-later
"""Import files into the scene, and export performances to files."""
