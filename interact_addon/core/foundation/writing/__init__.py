# SPDX-License-Identifier: GPL-3.0-or-later
"""Write and remove files in folders that can hold anything."""
