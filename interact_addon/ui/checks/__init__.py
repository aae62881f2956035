# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing or odd in a scene."""
