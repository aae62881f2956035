# SPDX-License-Identifier: GPL-3.0-or-later
"""What the surfaces of skin and cloth are made of."""
