# SPDX-License-Identifier: GPL-3.0-or-later
"""Which motion somebody plays: the captured one, or what was made of it. The one place that says so.

Reports, records, exported files and a custom property of the armature carry it, so that nobody takes one for
another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..dataset.names import MOTION_NOTE
from ..foundation.choices import Choice, ids
from ..foundation.errors import InputError
from ..foundation.reading.strict_json import read_json
from ..foundation.version import __version__

__all__ = [
    "EDITED",
    "MOTIONS",
    "MOTION_KINDS",
    "motion_kind",
    "motions_text",
    "note_path",
    "noted_motion",
    "write_note",
]

EDITED = "edited"
MOTION_KINDS: tuple[Choice, ...] = (
    Choice("capture", "Capture", "The captured places and angles, unchanged", 0),
    Choice("retarget", "Retarget", "The captured angles on bones of other lengths; touch is not kept", 1),
    Choice("contact", "Contact", "Retargeted, and moved to what touches in the capture", 2),
    Choice("tidied", "Tidied", "Captured, and moved apart where bodies sank into each other", 3),
    Choice(EDITED, "Edited", "Keys or place were changed since", 4),
)
MOTIONS = ids(MOTION_KINDS)


def motion_kind(*, fitted: bool, interaction: str, tidied: bool = False, source: str = "capture") -> str:
    """Return which motion is played, one of ``MOTIONS``.

    Args:
        fitted: Whether the character has the capture's own bones.
        interaction: One of `core.options.movie.INTERACTIONS`, which counts for the others.
        tidied: Whether what sank in was moved apart.
        source: Which motion the file has: `noted_motion`.
    """
    if fitted:
        return "tidied" if tidied else source
    return "contact" if interaction == "contact" else "retarget"


def motions_text(motions: Mapping[str, str]) -> str:
    """Return who plays which motion, for tables: ``capture``, or ``001 contact, 002 capture``; or nothing."""
    kinds = dict.fromkeys(motions.values())
    if len(kinds) < 2:
        return next(iter(kinds), "")
    return ", ".join(f"{actor} {kind}" for actor, kind in motions.items())


def note_path(body: Path) -> Path:
    """Return where a body's note is: ``KEY.motion.json`` beside it; no motion file can say it."""
    return body.with_name(body.stem + MOTION_NOTE)


def write_note(path: Path, motions: Mapping[str, str]) -> int:
    """Write performance key -> motion for programs; return the number of entries."""
    values = {"format": 1, "interact": __version__, "motion": dict(motions)}
    path.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(motions)


@dataclass(frozen=True, slots=True)
class _Note:
    motion: dict[str, str]


def noted_motion(body: Path) -> str:
    """Return which motion a file has, by its note; ``capture`` without one that is understood.

    A file of two people, or with another name now, has no entry of its own: what is no capture counts, so
    that nothing passes for one.
    """
    try:
        noted = read_json(note_path(body), _Note, "the note of motions").motion
    except InputError:
        return "capture"
    kinds = [kind for kind in noted.values() if kind in MOTIONS]
    if body.stem in noted:
        kinds = [kind for kind in kinds if kind == noted[body.stem]]
    return next((kind for kind in kinds if kind != "capture"), "capture")
