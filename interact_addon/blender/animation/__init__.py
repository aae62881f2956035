# SPDX-License-Identifier: GPL-3.0-or-later
"""Write motion and face weights as keys of armatures and shape keys."""
