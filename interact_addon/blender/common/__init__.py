# SPDX-License-Identifier: GPL-3.0-or-later
"""What every part of the scene layer uses: ownership, keys, evaluation, materials, the main file."""
