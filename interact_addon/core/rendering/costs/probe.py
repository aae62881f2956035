# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what pictures cost here: a few frames of a job's scenes, rendered by a child for nothing else.

For each kind of pictures one child renders a scene, then one with other people if the job has one, then the
first again: what a child's first scene, new people and a scene as such cost can be told apart.
"""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...foundation.errors import InteractError, RenderError
from ...jobs.request import RenderRequest
from ...options.movie import FrameRange
from ..child_events import Done, Ended, Failed, Malformed
from ..worker_process import WorkerProcess
from .measurement import Measurement, Picture
from .model import CostModel
from .planned import picture_of
from .timing import Timing

__all__ = ["ProbeScene", "Probed", "probe", "probes_needed"]

_BUDGET = 60.0  # seconds that the frames of one picture may take, by what is known before
_FEWEST, _MOST, _WANTED = 2, 8, 6.0  # frames of a probe, and the seconds that they should take together
_LARGE = 256  # pixels across: the first, dearest frames of larger pictures are rendered at a quarter of that
_STALL = 900.0
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ProbeScene:
    """A scene of a job that could be rendered as a probe.

    Attributes:
        request: What the job renders.
        frames: How many frames that are.
        people: Who acts.
    """

    request: RenderRequest
    frames: int
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probed:
    """What came out.

    Attributes:
        measurements: What was measured.
        errors: Why some could not be, by the picture in words.
    """

    measurements: tuple[Measurement, ...]
    errors: dict[str, str]


def probes_needed(scenes: Sequence[ProbeScene], model: CostModel) -> list[list[ProbeScene]]:
    """Return the scenes whose pictures were not rendered on this machine, by the child that renders them."""
    groups: dict[tuple[str, str, bool], list[ProbeScene]] = {}
    for scene in scenes:
        picture = picture_of(scene.request)
        if scene.frames and not model.basis(picture).sure:
            groups.setdefault((picture.preset, picture.stage_set, picture.face), []).append(scene)
    return list(groups.values())


def probe(
    groups: Sequence[Sequence[ProbeScene]],
    model: CostModel,
    *,
    on_step: Step | None = None,
    command: Sequence[str] | None = None,
) -> Probed:
    """Render and measure probes.

    Args:
        groups: From :func:`probes_needed`.
        model: What is known so far.
        on_step: Called with what is rendered next.
        command: The command that starts a child; :func:`.worker_command` by default.
    """
    found: list[Measurement] = []
    errors: dict[str, str] = {}
    for group in groups:
        with tempfile.TemporaryDirectory(prefix="interact-probe-", ignore_cleanup_errors=True) as folder:
            run = _Run(Path(folder), model, on_step or (lambda _: None), command)
            try:
                run.render(group)
            except InteractError as error:
                errors[picture_of(group[0].request).text] = str(error)
            finally:
                run.end()
            found += run.found
    return Probed(tuple(found), errors)


class _Run:
    """The probes of one child."""

    def __init__(self, folder: Path, model: CostModel, on_step: Step, command: Sequence[str] | None) -> None:
        self._folder, self._model, self._on_step, self._command = folder, model, on_step, command
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._worker: WorkerProcess | None = None
        self.found: list[Measurement] = []

    def render(self, scenes: Sequence[ProbeScene]) -> None:
        """Render a few frames of each picture.

        Raises:
            RenderError: one could not be rendered.
        """
        for each in _plan(scenes):
            self._probe(*each)

    def end(self) -> None:
        """End the child."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _probe(self, scene: ProbeScene, width: int, height: int) -> None:
        """Render some frames from the middle of a scene, smaller than wanted if they take too long."""
        known = CostModel(self._model.here, [*self._model.measurements, *self.found])
        request = _resized(scene.request, width, height)
        while (each := known.cost(picture_of(request)).frame) * _FEWEST > _BUDGET and width > _LARGE:
            width, height = _even(width / 2), _even(height / 2)
            request = _resized(scene.request, width, height)
        frames = min(scene.frames, _MOST, max(_FEWEST, round(_WANTED / max(each, 1e-3))))
        first = 1 if request.options.frames is None else request.options.frames.first
        first += (scene.frames - frames) // 2
        options = replace(request.options, frames=FrameRange(first, first + frames - 1))
        name = f"probe-{len(self.found)}"
        request = replace(request, options=options, out=self._folder, name=name, segments=None)
        self._on_step(f"{picture_of(request).text}: {scene.request.key}")
        timing = self._answer(request)
        rate = float(options.compose.take.rate)
        self.found.append(
            Measurement(picture_of(request), self._model.here, timing, frames, rate, probe=True)
        )

    def _answer(self, request: RenderRequest) -> Timing:
        log = self._folder / "log.txt"
        if self._worker is None:
            self._worker = WorkerProcess(self._events, log, self._command)
        self._worker.send(request.as_dict())
        while True:
            try:
                worker, event = self._events.get(timeout=_STALL)
            except queue.Empty:
                raise RenderError(f"no sign of life for {_STALL:g} s", path=log) from None
            if worker is not self._worker:  # the end of the one before
                continue
            if isinstance(event, Ended):
                raise self._worker.death(log)
            if isinstance(event, Failed | Malformed):
                raise RenderError(event.error.rstrip("."))
            if isinstance(event, Done):
                if event.timing is None:
                    raise RenderError("the worker did not say how long it took")
                return event.timing


def _plan(scenes: Sequence[ProbeScene]) -> list[tuple[ProbeScene, int, int]]:
    """Return what one child renders: scenes, and the sizes of their pictures; at least two."""
    pictures: dict[Picture, ProbeScene] = {}
    for scene in sorted(scenes, key=lambda scene: scene.frames):
        pictures.setdefault(picture_of(scene.request), scene)
    wanted = sorted(pictures, key=lambda picture: picture.work)
    one = pictures[wanted[0]]
    other = next((scene for scene in scenes if not {*scene.people} & {*one.people}), None)
    second = one if other is None else replace(other, request=_sized(other.request, one.request))
    plan = [(one, *_quarter(wanted[0])), (second, *_size(wanted[0]))]
    for picture in wanted if other is not None else wanted[1:]:
        again = replace(one, request=_sized(one.request, pictures[picture].request))
        plan.append((again, *_size(picture)))
    return plan


def _size(picture: Picture) -> tuple[int, int]:
    return picture.width, picture.height


def _quarter(picture: Picture) -> tuple[int, int]:
    if picture.width <= _LARGE:
        return _size(picture)
    return _even(picture.width / 4), _even(picture.height / 4)


def _even(pixels: float) -> int:
    return max(16, round(pixels / 2) * 2)


def _resized(request: RenderRequest, width: int, height: int) -> RenderRequest:
    compose = request.options.compose
    shown = replace(compose.picture, width=width, height=height)
    return replace(request, options=replace(request.options, compose=replace(compose, picture=shown)))


def _sized(request: RenderRequest, like: RenderRequest) -> RenderRequest:
    """Return a request with another's picture."""
    picture = like.options.compose.picture
    compose = replace(request.options.compose, picture=picture)
    return replace(request, options=replace(request.options, compose=compose))
