# SPDX-License-Identifier: GPL-3.0-or-later
"""The undressed body: looks, base mesh, parts, surfaces."""
