# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the pictures of the built-in people that menus and asset browsers show."""
