# SPDX-License-Identifier: GPL-3.0-or-later
"""Skeletons and their motion: reading, kinematics, bone names, retargeting."""
