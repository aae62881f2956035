# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a camera stands or how it moves, so that it shows what a shot asks for."""
