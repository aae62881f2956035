# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of an output folder: layout, locks, records, states."""
