# SPDX-License-Identifier: GPL-3.0-or-later
"""The body before it is dressed: looks, base mesh, parts, surfaces."""
