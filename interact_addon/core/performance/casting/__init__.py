# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people who play a scene: who, of which size and girth, and how they are moved apart."""
