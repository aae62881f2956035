# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a worker Blender: one line of JSON each, read strictly into a small object.

A line is ours if it is a JSON object with the key ``event``. What else a library prints on the same stream is
ignored. A line of ours that is not as it should be is `Malformed`: it fails the request at hand, whose worker
is then replaced. Each event names its ``request``, so that a late one is not taken for the next scene's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..camera.editing import Edit
from ..foundation.reading.strict_json import parse_json, structured
from ..jobs.report import SceneReport
from .costs.timing import Timing

__all__ = [
    "Done",
    "Ended",
    "Event",
    "Failed",
    "Frame",
    "Malformed",
    "Start",
    "Step",
    "Thumbnail",
    "event_in",
]

_MOST_FRAMES = 100_000_000
_MOST_SECONDS = 1e8
_MOST_BYTES = 1 << 50
_MOST_PATIENCE = 7200.0  # seconds
_LONGEST = 20_000  # characters of an error
_SHORT = 500  # characters of a step or a version
_OURS = re.compile(r'\s*\{\s*"event"\s*:')


@dataclass(frozen=True, slots=True)
class Event:
    """Any event.

    Attributes:
        request: The number of the request that it belongs to, from 1.
    """

    request: int

    def __post_init__(self) -> None:
        _in_range("request", self.request, 1, _MOST_FRAMES)


@dataclass(frozen=True, slots=True)
class Start(Event):
    """The number of frames is known."""

    frames: int

    def __post_init__(self) -> None:
        _in_range("frames", self.frames, 0, _MOST_FRAMES)


@dataclass(frozen=True, slots=True)
class Step(Event):
    """A step begins.

    Attributes:
        text: Describes it.
        patience: Seconds that it can take without a sign of life; 0 for those that all may take.
        card: The graphics card that it prepares, or empty.
    """

    text: str
    patience: float = 0.0
    card: str = ""

    def __post_init__(self) -> None:
        _not_longer("text", self.text, _SHORT)
        _not_longer("card", self.card, _SHORT)
        _in_range("patience", self.patience, 0, _MOST_PATIENCE)


@dataclass(frozen=True, slots=True)
class Frame(Event):
    """The frame with this number is rendered."""

    frame: int

    def __post_init__(self) -> None:
        _in_range("frame", self.frame, -_MOST_FRAMES, _MOST_FRAMES)


@dataclass(frozen=True, slots=True)
class Thumbnail(Event):
    """The thumbnail file shows the frame with this number."""

    frame: int

    def __post_init__(self) -> None:
        _in_range("frame", self.frame, -_MOST_FRAMES, _MOST_FRAMES)


@dataclass(frozen=True, slots=True)
class Done(Event):
    """The movie is made.

    Attributes:
        report: Its report; there is a movie, and no error.
        memory: Bytes that the worker uses.
        versions: Of Blender and Python.
        timing: How long its parts took, of a dataset's scene.
    """

    report: SceneReport
    memory: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    timing: Timing | None = None

    def __post_init__(self) -> None:
        _in_range("memory", self.memory, 0, _MOST_BYTES)
        report = self.report
        if report.movie is None or report.error is not None:
            raise ValueError("it reports no movie")
        _in_range("frames", report.frames, 0, _MOST_FRAMES)
        for seconds in (report.duration, *report.seconds.values()):
            _in_range("seconds", seconds, 0, _MOST_SECONDS)
        for version in self.versions.values():
            _not_longer("a version", version, _SHORT)
        if report.edit is not None:
            Edit.from_dict(report.edit)


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """There will be no movie.

    Attributes:
        error: Why, as a sentence.
        permanent: Whether a retry with the same files would fail as well.
        machine: Whether every other scene would fail as well.
        memory: Bytes that the worker uses.
    """

    error: str
    permanent: bool = False
    machine: bool = False
    memory: int = 0

    def __post_init__(self) -> None:
        _not_longer("error", self.error, _LONGEST)
        _in_range("memory", self.memory, 0, _MOST_BYTES)


@dataclass(frozen=True, slots=True)
class Malformed(Event):
    """A line of ours that is not as it should be.

    Attributes:
        why: What is wrong, as a clause.
    """

    why: str

    @property
    def error(self) -> str:
        """A sentence for the user."""
        return f"invalid answer from the worker: {self.why}."


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The worker has closed its stream: nothing comes any more. It belongs to no request."""

    request: int = 0

    def __post_init__(self) -> None:
        return


_KINDS: dict[str, type[Event]] = {
    "start": Start,
    "step": Step,
    "frame": Frame,
    "thumbnail": Thumbnail,
    "done": Done,
    "failed": Failed,
}


def event_in(line: str, latest: int) -> Event | None:
    """Return the event in a line.

    Args:
        line: What the worker printed.
        latest: The number of the request that was sent last, to which a malformed line belongs.

    Returns:
        None if the line is not ours.
    """
    try:
        values = parse_json(line)
    except ValueError as fault:
        return Malformed(latest, str(fault)) if _OURS.match(line) else None
    if not isinstance(values, dict) or "event" not in values:
        return None
    kind = values["event"]
    form = _KINDS.get(kind) if isinstance(kind, str) else None
    if form is None:
        return Malformed(latest, f"{ascii(kind)[:60]} is not a kind of event")
    try:
        event = structured(values, form)
        _in_range("request", event.request, 1, latest)
    except ValueError as fault:
        return Malformed(latest, f"{kind}: {fault}")
    return event


def _in_range(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} is {value:g}, which is not from {least:g} to {most:g}")


def _not_longer(name: str, text: Any, most: int) -> None:
    if len(text) > most:
        raise ValueError(f"{name} has {len(text):,} characters")
