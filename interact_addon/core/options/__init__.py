# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be chosen, declared once."""
