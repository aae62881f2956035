# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion and weights as keys: bodies and faces onto armatures and shape keys."""
