# SPDX-License-Identifier: GPL-3.0-or-later
"""A small procedural dataset in the InterAct layout: two people meet, greet and talk."""
