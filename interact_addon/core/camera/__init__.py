# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a camera stands so that what matters is in the picture."""
