# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in an output folder: its layout, locks, records, states."""
