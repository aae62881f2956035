# SPDX-License-Identifier: GPL-3.0-or-later
"""What the data mean: pure Python and numpy, never bpy. Usable as a library on its own."""
