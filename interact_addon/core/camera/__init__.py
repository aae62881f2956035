# SPDX-License-Identifier: GPL-3.0-or-later
"""Places cameras so that the people are in the picture."""
