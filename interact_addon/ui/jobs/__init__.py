# SPDX-License-Identifier: GPL-3.0-or-later
"""Job files and batches."""
