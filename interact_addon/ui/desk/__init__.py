# SPDX-License-Identifier: GPL-3.0-or-later
"""The next step, shown at the top of each page."""
