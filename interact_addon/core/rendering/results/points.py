# SPDX-License-Identifier: GPL-3.0-or-later
"""Named points in the life of a batch, at which a test can kill or hold the process.

Only where the environment asks for it, as ``INTERACT_POINT=kill:NAME`` (``kill:NAME:2`` the second time that
the point is reached) or ``INTERACT_POINT=hold:NAME:FILE``: then FILE is created, and the process goes on when
somebody has removed it. Else a point does nothing.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

__all__ = ["POINTS", "point"]

# In the order in which a batch reaches them.
POINTS = (
    "planned",
    "claimed",
    "cleared",
    "begun",
    "sent",
    "answered",
    "video_synced",
    "movie_synced",
    "record_written",
    "edit_in_place",
    "video_in_place",
    "movie_in_place",
    "record_in_place",
    "work_removed",
    "delivered",
    "released",
    "failure_written",
    "together_made",
    "together_written",
    "hashes_saved",
    "report_written",
    "page_written",
)
_ACTION, _NAME, _MORE = [*os.environ.get("INTERACT_POINT", "").split(":", 2), "", "", ""][:3]
_reached = 0


def point(name: str) -> None:
    """Mark that the process is at this point."""
    if name == _NAME:
        _act()


def _act() -> None:
    global _reached
    _reached += 1
    if _ACTION == "kill" and _reached == int(_MORE or 1):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    elif _ACTION == "hold" and _reached == 1:
        place = Path(_MORE)
        place.touch()
        while place.exists():
            time.sleep(0.01)
