# SPDX-License-Identifier: GPL-3.0-or-later
"""One table, or a few that belong together, in each module: a tool's or a data set's names for the joints.

A module says where its names come from, and whether they were tried on a real rig or file.
"""
