# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``benchmarks/run.py`` is made of: what is measured, how it is told, and what was measured before."""
