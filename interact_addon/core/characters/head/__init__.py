# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in a head: skin, eyes, mouth, and where they are."""
