# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets: what is around the actors. Each has a module; `registry` builds, replaces and removes them."""
