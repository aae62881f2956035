# SPDX-License-Identifier: GPL-3.0-or-later
"""How finely a person's hair, beard, brows and lashes are built."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Detail"]


class Detail(StrEnum):
    """Levels of detail, finest first."""

    FULL = "full"
    """For pictures and movies."""
    PLAYBACK = "playback"
    """For playing many people in the viewport."""
    DRAFT = "draft"
    """For fast previews and small pictures."""
