# SPDX-License-Identifier: GPL-3.0-or-later
"""How many frames, how long, how many bytes: estimates before anything is rendered.

Times come from what this machine has rendered: the records of the output folder, and what probe frames and
earlier batches have shown, which the cache folder keeps (:mod:`..costs.model`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ...dataset import Scene
from ...foundation.errors import MotionError, UsageError
from ...jobs.request import RenderRequest
from ...options.movie import MovieOptions
from ...performance.casting.made import unmade_people
from ...performance.lengths import peek_body
from ..costs.machine import this_machine
from ..costs.measurement import Measurement, measurement_in
from ..costs.model import Basis, CostModel
from ..costs.planned import picture_of, planned_scene
from ..costs.remembered import remembered
from ..costs.scene_cost import PlannedScene
from ..results.record import read_record
from .task import Task

__all__ = ["Calibration", "expected_frames", "records_in"]

# H.264 as Blender writes it here: few bits, the backdrop being plain.
_BYTES_PER_PIXEL = 0.06
_SOUND_BYTES_PER_SECOND = 24_000
_MOST_RECORDS = 200


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


def records_in(out: Path) -> list[Path]:
    """Return the records of the scenes and faces that were delivered into a folder."""
    try:
        return [path for name in ("body_renders", "face_renders") for path in (out / name).glob("*.json")]
    except OSError:  # a folder that cannot be read
        return []


@dataclass(slots=True)
class Calibration:
    """What scenes cost here, in seconds and bytes.

    Attributes:
        model: The seconds.
        size: By preset: measured bytes over those of the formula.
    """

    model: CostModel = field(default_factory=lambda: CostModel(this_machine()))
    size: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, out: Path | None, *, clock: str = "wall") -> Calibration:
        """Return what is known: from an output folder's records, and from what was measured before."""
        found = cls.from_records(() if out is None else records_in(out), clock=clock)
        seen = {each.timing for each in found.model.measurements}
        known = [each for each in remembered(this_machine()) if each.timing not in seen]
        found.model = CostModel(this_machine(), (*found.model.measurements, *known), clock)
        return found

    @classmethod
    def from_records(cls, records: Iterable[Path], *, clock: str = "wall") -> Calibration:
        """Measure from the records of delivered scenes."""
        here = this_machine()
        found: list[Measurement] = []
        for path in sorted(records, key=_age, reverse=True)[:_MOST_RECORDS]:
            record = read_record(path)
            measured = None if record is None else measurement_in(record.values, here)
            if measured is not None:
                found.append(measured)
        return cls(CostModel(here, found, clock), _sizes(found))

    def planned(self, task: Task, frames: int) -> PlannedScene:
        """Return a task as a scene that is to be rendered, with its cost."""
        request, source = task.request, task.source
        if source is None:
            return planned_scene(request, (), frames, self.model)
        compose = request.options.compose
        unmade = frozenset() if request.face is not None else unmade_people(source, compose)
        return planned_scene(request, source.actor_ids, frames, self.model, unmade)

    def basis(self, request: RenderRequest) -> Basis:
        """Return what the estimate of a request's seconds is made from."""
        return self.model.basis(picture_of(request))

    def seconds_per_frame(self, request: RenderRequest) -> float:
        """Return the seconds that one worker takes for a frame, the first one excepted."""
        return self.model.cost(picture_of(request)).frame

    def seconds(self, task: Task) -> float:
        """Return the seconds that a Blender takes for a scene alone, with its start, where nobody is made.

        Another machine's cache is unknown: all its people are made there.
        """
        request = task.request
        own = request.face is not None or request.options.compose.characters is not None
        people = 0 if task.source is None or own else len(task.source.actor_ids)
        return self.model.cost(picture_of(request)).alone(task.frames, unmade=people)

    def bytes(self, options: MovieOptions, frames: int) -> int:
        """Return the bytes that a scene's video and movie take together."""
        picture = options.compose.picture
        formula = _formula_bytes(picture.width, picture.height, frames, float(options.compose.take.rate))
        return round(formula * self.size.get(picture.preset, 1.0))


def _sizes(found: Iterable[Measurement]) -> dict[str, float]:
    """Return by preset: measured bytes over those of the formula."""
    sums: dict[str, tuple[float, float]] = {}
    for each in found:
        if each.frames and each.bytes and not each.picture.face:  # a face can be a folder of pictures
            formula = _formula_bytes(each.picture.width, each.picture.height, each.frames, each.rate)
            size, expected = sums.get(each.picture.preset, (0.0, 0.0))
            sums[each.picture.preset] = size + each.bytes, expected + formula
    return {preset: size / expected for preset, (size, expected) in sums.items()}


def _formula_bytes(width: int, height: int, frames: int, rate: float) -> float:
    return 20_000 + frames * (2 * _BYTES_PER_PIXEL * width * height + _SOUND_BYTES_PER_SECOND / rate)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
