# SPDX-License-Identifier: GPL-3.0-or-later
"""Edit decision lists in the CMX 3600 format, which every editing program reads.

Each camera is a reel that was recorded along with the scene: source and record have the same times. Timecode
counts frames without dropping any, also at 29.97: hour, minute, second and frame at the rounded rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from .edit import Edit

__all__ = ["edl_text", "reels", "timecode"]

_REEL = 8  # letters and digits of a reel's name
_TITLE = 70
_EVENTS = 999  # what three digits can count; longer lists go on with four, as most programs read


def timecode(frame: int, rate: Fraction) -> str:
    """Return the non-drop timecode of a frame, counted from 0.

    Args:
        frame: The frame.
        rate: Frames per second. Its whole number of frames makes a second of timecode, as at 29.97 or 23.976.
    """
    base = max(1, round(rate))
    seconds, frames = divmod(frame, base)
    hours, rest = divmod(seconds, 3600)
    return f"{hours % 24:02d}:{rest // 60:02d}:{rest % 60:02d}:{frames:02d}"


def reels(places: Iterable[str]) -> dict[str, str]:
    """Return camera name -> the name of its reel: up to 8 capital letters and digits, no two alike."""
    out: dict[str, str] = {}
    for place in dict.fromkeys(places):
        short = re.sub(r"[^A-Z0-9]", "", place.upper().replace("OVER_SHOULDER", "OS")) or "CAM"
        name, number = short[:_REEL], 2
        while name in out.values() or name in ("AX", "BL"):  # auxiliary and black have these
            name = f"{short[: _REEL - len(str(number))]}{number}"
            number += 1
        out[place] = name
    return out


def edl_text(edit: Edit, title: str) -> str:
    """Return an edit as an edit decision list.

    Args:
        edit: The edit. Of a part of a scene, record times are counted from where the movie begins, source
            times from the scene's beginning.
        title: Its title, such as the scene's key.
    """
    names = reels(edit.places)
    plain = re.sub(r"\s+", " ", title).strip().encode("ascii", "replace").decode()
    lines = [f"TITLE: {plain[:_TITLE]}", "FCM: NON-DROP FRAME", ""]
    for number, shot in enumerate(edit.shots, 1):
        times = [timecode(frame, edit.rate) for frame in (shot.first, shot.end)]
        record = [timecode(frame - edit.start, edit.rate) for frame in (shot.first, shot.end)]
        event = f"{number:03d}" if len(edit.shots) <= _EVENTS else f"{number:04d}"
        lines.append(f"{event}  {names[shot.place]:<8} V     C        {' '.join((*times, *record))}")
        lines.append(f"* FROM CLIP NAME: {shot.place}")
        if shot.reason:
            lines.append(f"* COMMENT: {shot.reason}".encode("ascii", "replace").decode())
    return "\n".join(lines) + "\n"
