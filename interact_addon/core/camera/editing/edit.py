# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene that is cut: its shots, and the table of how it is cut."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from ...foundation.reading.strict_json import structured

__all__ = ["COVERED", "SHORTEST", "Edit", "EditShot", "EditTable", "rhythm"]

SHORTEST = 2.0
"""Seconds that a shot lasts at least."""
COVERED = 0.95
"""The share of the speech that is to be on a speaker or a reaction."""
_RATE = re.compile(r"[0-9]{1,9}(/[1-9][0-9]{0,8})?")
_MOST_RATE = 100_000
_MOST_FRAMES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class EditShot:
    """One shot.

    Attributes:
        place: The camera's name, such as ``close_a``.
        first: Its first frame, counted from 0.
        end: The frame after its last.
        reason: Why it is shown, such as ``001 speaks`` or ``reaction of 006``.
    """

    place: str
    first: int
    end: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditTable:
    """How a scene is cut. None is what cannot be known: there is no speech, or nobody knows where people are.

    Attributes:
        shots: The number of shots.
        average: Average shot length, seconds.
        spread: The lengths' standard deviation, as a share of the average.
        short: The share of shots of under 2 seconds.
        line_breaches: Cuts that cross the line between the two people (the 180-degree rule).
        angle_breaches: Cuts to the same people from less than 30 degrees aside and not clearly nearer.
        covered: The share of the speech during which the face of a speaker or a reaction is seen.
        on_speaker: The share of the speech during which the face of a speaker is seen.
        changes: How often the speaker changes.
        cut_changes: How many of these changes have a cut within half a second.
    """

    shots: int
    average: float
    spread: float
    short: float
    line_breaches: int | None = None
    angle_breaches: int | None = None
    covered: float | None = None
    on_speaker: float | None = None
    changes: int | None = None
    cut_changes: int | None = None

    def rows(self) -> list[tuple[str, str]]:
        """Return names and values for people."""
        return [
            ("shots", str(self.shots)),
            ("average shot length", f"{self.average:.2f} s"),
            ("spread of the lengths (SD / average)", f"{self.spread:.2f}"),
            (f"shots under {SHORTEST:.0f} s", f"{self.short:.0%}"),
            ("breaches of the 180-degree rule", _number(self.line_breaches)),
            ("breaches of the 30-degree rule", _number(self.angle_breaches)),
            ("speech on speaker or reaction", _share(self.covered)),
            ("speech on the speaker", _share(self.on_speaker)),
            ("changes of speaker", _number(self.changes)),
            ("changes with a cut within 0.5 s", _number(self.cut_changes)),
        ]


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A scene that is cut.

    Attributes:
        shots: In order, without gaps, from frame 0 to the end.
        rate: Frames per second.
        table: How it is cut.
        notes: What could not be held, as sentences.
        start: The frame at which the movie of it begins, if that is a part of the scene.
    """

    shots: tuple[EditShot, ...]
    rate: Fraction
    table: EditTable
    notes: tuple[str, ...] = ()
    start: int = 0

    @property
    def frames(self) -> int:
        """The number of frames."""
        return self.shots[-1].end if self.shots else 0

    @property
    def places(self) -> tuple[str, ...]:
        """The cameras that are used, in the order in which they are first."""
        return tuple(dict.fromkeys(shot.place for shot in self.shots))

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values; frames are counted from 0."""
        return {
            "fps": str(self.rate),
            "frames": self.frames,
            "start": self.start,
            "table": {
                name: round(value, 4) if isinstance(value, float) else value
                for name, value in asdict(self.table).items()
            },
            "notes": list(self.notes),
            "shots": [
                asdict(shot)
                | {"seconds": round(float((shot.end - shot.first) / self.rate), 4)}
                for shot in self.shots
            ],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Edit:
        """Inverse of :meth:`as_dict`.

        Raises:
            ValueError: it is something else.
        """
        written = structured(values, _Written)
        return cls(written.shots, Fraction(written.fps), written.table, written.notes, written.start)

    def within(self, first: int, end: int) -> Edit:
        """Return the part of the edit from one frame to before another, counted from 0; the table stays."""
        parts = (replace(shot, first=max(shot.first, first), end=min(shot.end, end)) for shot in self.shots)
        shots = tuple(shot for shot in parts if shot.first < shot.end)
        return replace(self, shots=shots, start=first)

    def text(self) -> str:
        """Return table, notes and shots for people; frames are counted from 1."""
        width = max(len(name) for name, _ in self.table.rows())
        lines = [f"{name:<{width}}  {value}" for name, value in self.table.rows()]
        lines += ["", *self.notes, ""] if self.notes else [""]
        for number, shot in enumerate(self.shots, 1):
            seconds = float((shot.end - shot.first) / self.rate)
            begin = float(shot.first / self.rate)
            lines.append(
                f"{number:>3}  {begin:8.2f} s  {seconds:6.2f} s  {shot.place:<16} {shot.reason}".rstrip()
            )
        return "\n".join(lines) + "\n"

    def csv(self) -> str:
        """Return the shots as a table with one row each; frames are counted from 1, the last one included."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("shot", "camera", "first_frame", "last_frame", "start_s", "length_s", "reason"))
        for number, shot in enumerate(self.shots, 1):
            begin, length = (float(Fraction(n) / self.rate) for n in (shot.first, shot.end - shot.first))
            values = (number, shot.place, shot.first + 1, shot.end, f"{begin:.4f}", f"{length:.4f}")
            writer.writerow((*values, shot.reason))
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Written:
    """An edit as it is written; what is written beside this follows from it."""

    fps: str
    table: EditTable
    notes: tuple[str, ...]
    shots: tuple[EditShot, ...]
    start: int = 0

    def __post_init__(self) -> None:
        if not _RATE.fullmatch(self.fps) or not 0 < Fraction(self.fps) <= _MOST_RATE:
            raise ValueError(f"{self.fps[:40]!r} is not a rate of frames")
        if not 0 <= self.start < _MOST_FRAMES:
            raise ValueError("it begins outside of its scene")
        ends = [0, *(shot.end for shot in self.shots)]
        for shot, before in zip(self.shots, ends, strict=False):
            if not before <= shot.first < shot.end < _MOST_FRAMES:
                raise ValueError("its shots are not in order")
        for text in (*self.notes, *(part for shot in self.shots for part in (shot.place, shot.reason))):
            # Lists of cuts are lines, and a spreadsheet runs a cell that begins as a formula.
            if not text.isprintable() or text.startswith(("=", "+", "-", "@")):
                raise ValueError(f"{text[:40]!r} is not a text of a shot")


def rhythm(shots: Sequence[EditShot], rate: Fraction) -> EditTable:
    """Return what the lengths of shots alone tell."""
    seconds = np.array([float((shot.end - shot.first) / rate) for shot in shots])
    average = float(seconds.mean()) if len(seconds) else 0.0
    short = float((seconds < SHORTEST - 0.5 / float(rate)).mean()) if len(seconds) else 0.0
    spread = float(seconds.std() / average) if average else 0.0
    return EditTable(len(seconds), average, spread, short)
