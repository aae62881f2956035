# SPDX-License-Identifier: GPL-3.0-or-later
"""Graphics cards: which there are, which Cycles renders on, and which child gets which."""
