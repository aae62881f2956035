# SPDX-License-Identifier: GPL-3.0-or-later
"""How many samples the eye needs: see `__main__.py`."""
