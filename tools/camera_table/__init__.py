# SPDX-License-Identifier: GPL-3.0-or-later
"""How well cameras see: measured on rendered pictures whose colours are numbers."""
