# SPDX-License-Identifier: GPL-3.0-or-later
"""How many frames, how long, how many bytes: estimates before anything is rendered.

Until a scene has been rendered with the same preset into the same folder, times come from a table (two
cores, no graphics card) and are good to a factor of a few; afterwards from the records there, scaled by the
pixels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...dataset import Scene
from ...foundation.errors import MotionError, UsageError
from ...options.movie import MovieOptions
from ...performance.lengths import peek_body
from ..results.record import read_record

__all__ = ["Calibration", "expected_frames"]

# Seconds a frame: a constant, and by the million pixels and sample.
_SECONDS = {"preview": (0.05, 0.03, 8), "final": (0.5, 0.12, 32), "pathtraced": (0.5, 0.25, 64)}
_COMPOSE_SECONDS = 3.0
# H.264 as Blender writes it here: few bits, the backdrop being plain.
_BYTES_PER_PIXEL = 0.06
_SOUND_BYTES_PER_SECOND = 24_000
_MOST_RECORDS = 50
_FEWEST_FRAMES = 20  # the first frame takes longest: a few of them show nothing


def expected_frames(source: Scene, options: MovieOptions) -> int:
    """Return the number of frames of a scene's movie, from file headers alone; 0 if they cannot be read."""
    rate = options.compose.take.rate
    longest = 0
    for performance in source.performances:
        path = performance.body_path(options.compose.take.bodies)
        if path is None:
            return 0
        try:
            frames, own = peek_body(performance, path)
        except MotionError:
            return 0
        # Resampled from the first frame to the last one.
        longest = max(longest, frames if own == rate else int(Fraction(max(0, frames - 1)) / own * rate) + 1)
    if options.frames is None or not longest:
        return longest
    try:
        return len(options.frames.within(longest))
    except UsageError:
        return 0


@dataclass(slots=True)
class Calibration:
    """Factors measured in an output folder, by preset.

    Attributes:
        speed: Measured seconds over those of the table.
        size: Measured bytes over those of the formula.
    """

    speed: dict[str, float] = field(default_factory=dict)
    size: dict[str, float] = field(default_factory=dict)

    @classmethod
    def from_records(cls, records: Iterable[Path]) -> Calibration:
        """Measure from the records of delivered scenes."""
        plain = cls()
        sums: dict[str, list[float]] = {}
        try:
            there = sorted(records, key=_age, reverse=True)
        except OSError:  # a folder that cannot be read
            return plain
        for path in there[:_MOST_RECORDS]:
            record = read_record(path)
            if record is None:
                continue
            try:
                _add(sums, record.values, plain)
            except (KeyError, TypeError, ValueError, ZeroDivisionError):
                continue
        for preset, (seconds, table, size, formula) in sums.items():
            plain.speed[preset] = seconds / table
            plain.size[preset] = size / formula
        return plain

    def seconds_per_frame(self, options: MovieOptions) -> float:
        """Return the seconds that one worker takes for a frame."""
        picture = options.compose.picture
        return _table_seconds(
            picture.preset, picture.width, picture.height, picture.samples
        ) * self.speed.get(picture.preset, 1.0)

    def seconds(self, options: MovieOptions, frames: int) -> float:
        """Return the seconds that one worker takes for a scene."""
        return _COMPOSE_SECONDS + frames * self.seconds_per_frame(options)

    def bytes(self, options: MovieOptions, frames: int) -> int:
        """Return the bytes that a scene's video and movie take together."""
        picture = options.compose.picture
        formula = _formula_bytes(picture.width, picture.height, frames, float(options.compose.take.rate))
        return round(formula * self.size.get(picture.preset, 1.0))


def _add(sums: dict[str, list[float]], values: dict[str, Any], plain: Calibration) -> None:
    picture, frames = values["options"]["picture"], int(values["frames"])
    if frames < _FEWEST_FRAMES:
        return
    rate = frames / float(values["duration"])
    row = (
        float(values["seconds"]["render"]),
        frames * _table_seconds(picture["preset"], picture["width"], picture["height"], picture["samples"]),
        float(values["movie"]["size"] + values["video"]["size"]),
        _formula_bytes(picture["width"], picture["height"], frames, rate),
    )
    known = sums.setdefault(picture["preset"], [0.0] * 4)
    for place, value in enumerate(row):
        known[place] += value


def _table_seconds(preset: str, width: int, height: int, samples: int | None) -> float:
    constant, each, usual = _SECONDS[preset]
    return constant + each * width * height / 1e6 * (samples or usual)


def _formula_bytes(width: int, height: int, frames: int, rate: float) -> float:
    return 20_000 + frames * (2 * _BYTES_PER_PIXEL * width * height + _SOUND_BYTES_PER_SECOND / rate)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
