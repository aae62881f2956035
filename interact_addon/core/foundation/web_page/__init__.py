# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports as pages that need no other file and no network."""

from __future__ import annotations

from .page import whole_page

__all__ = ["whole_page"]
