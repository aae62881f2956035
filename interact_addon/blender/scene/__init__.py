# SPDX-License-Identifier: GPL-3.0-or-later
"""A composed scene: actors, camera, light, floor, and its checks."""
