# SPDX-License-Identifier: GPL-3.0-or-later
"""The measures of one person: how their body, feet, face and voice go together."""
