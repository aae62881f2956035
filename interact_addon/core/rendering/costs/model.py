# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of what rendering costs, learned from measurements; where there are none, from a table.

Measurements of this machine count; those of others only where this one has none for a kind of picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from .fit import Row, fit
from .machine import Machine
from .measurement import Measurement, Picture
from .scene_cost import SceneCost
from .timing import Stages, Timing

__all__ = ["BASES", "Basis", "CostModel", "per_frame"]

BASES = ("measured", "probed", "scaled", "elsewhere", "guessed")
SURE = ("measured", "probed")
_SHORTEST = 1e-6  # seconds: nothing renders a frame in less
_NEAR = 2.0  # pictures whose work differs by no more are measured, not scaled


@dataclass(frozen=True, slots=True)
class _Guess:
    """What a preset costs on two cores, before anything is measured; as in :class:`SceneCost`."""

    prepare: tuple[float, ...]
    first: tuple[float, ...]
    frame: tuple[float, ...]  # constant, for each million samples
    busy: float


_START, _END = (2.5,), (0.15, 0.0005)
_PERSON = 7.0  # for each one who is made, once on a machine
_GUESSES = {
    "draft": _Guess((0.8, 0.8, 0.1), (0.1, 0.5, 0.1), (0.04, 0.1), 1.5),
    "preview": _Guess((0.8, 0.8, 0.1), (0.1, 1.7, 0.2), (0.08, 0.01), 1.3),
    "final": _Guess((0.8, 0.8, 0.1), (0.5, 5.0, 1.0), (0.5, 0.02), 1.3),
    "pathtraced": _Guess((0.8, 0.8, 0.1), (1.0, 2.0, 1.0), (1.0, 0.06), 1.9),
}
# EEVEE where there is no graphics card: ten seconds for the smallest picture, shaders that take a minute.
_FINAL_WITHOUT_GPU = _Guess((0.8, 0.8, 0.1), (1.0, 35.0, 8.0), (10.0, 2.0), 1.5)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an estimate is made from.

    Attributes:
        kind: ``measured`` (scenes rendered on this machine), ``probed`` (frames rendered here to be
            measured), ``scaled`` (other pictures with this preset on this machine), ``elsewhere`` (scenes
            rendered on other machines) or ``guessed`` (a table).
        scenes: How many scenes, or probes.
        hosts: The other machines.
        sizes: Other pictures that it is scaled from.
    """

    kind: str
    scenes: int = 0
    hosts: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether these pictures were rendered on this machine."""
        return self.kind in SURE

    def text(self, seconds_per_frame: float) -> str:
        """Return it in words."""
        each = per_frame(seconds_per_frame)
        many = f"{self.scenes} scene{'s' * (self.scenes != 1)}"
        return {
            "measured": f"measured here: {each} ({many})",
            "probed": f"measured here by probe frames: {each}",
            "scaled": f"scaled: {each}, from other pictures measured here ({'; '.join(self.sizes[:2])})",
            "elsewhere": f"measured on {', '.join(self.hosts[:3])}, not here: {each} there ({many})",
            "guessed": f"guessed: {each}; nothing was measured on this machine (--probe measures it)",
        }[self.kind]


@dataclass(slots=True)
class CostModel:
    """What rendering costs on a machine.

    Attributes:
        here: The machine.
        measurements: What was measured, here and elsewhere.
        clock: ``wall``, or ``cpu`` for processor time.
    """

    here: Machine
    measurements: Sequence[Measurement] = ()
    clock: str = "wall"
    _costs: dict[Picture, tuple[SceneCost, Basis]] = field(default_factory=dict)

    def cost(self, picture: Picture) -> SceneCost:
        """Return the cost of scenes with such pictures."""
        return self._known(picture)[0]

    def basis(self, picture: Picture) -> Basis:
        """Return what that is made from."""
        return self._known(picture)[1]

    def _known(self, picture: Picture) -> tuple[SceneCost, Basis]:
        if picture not in self._costs:
            rows, basis = self._rows(picture)
            self._costs[picture] = self._learn(picture, rows), basis
        return self._costs[picture]

    def _rows(self, picture: Picture) -> tuple[list[Measurement], Basis]:
        """Return the measurements that tell most about such pictures."""
        timed = [
            each
            for each in self.measurements
            if each.timing is not None and each.picture.preset == picture.preset
        ]
        own = [each for each in timed if each.machine.like(self.here)]
        # What a card takes says nothing of the processor; where it is left open, it is as the last time.
        device = picture.device or next((each.picture.device for each in reversed(own or timed)), "")
        own, timed = (
            [each for each in some if (each.picture.device or "cpu") == (device or "cpu")]
            for some in (own, timed)
        )
        timed = own or timed
        if not timed:
            return [], Basis("guessed")
        tests: tuple[Callable[[Picture], bool], ...] = (
            lambda other: other.face == picture.face and other.stage_set == picture.stage_set,
            lambda other: other.face == picture.face,
            lambda other: True,
        )
        same = [each for each in timed if tests[0](each.picture)]
        near = [each for each in same if 1 / _NEAR <= each.picture.work / picture.work <= _NEAR]
        if not own:
            hosts = tuple(dict.fromkeys(each.machine.host for each in timed))
            rows = next(kept for test in tests if (kept := [e for e in timed if test(e.picture)]))
            return rows, Basis("elsewhere", len(rows), hosts)
        if near:
            scenes = [each for each in near if not each.probe]
            return same, Basis("measured", len(scenes)) if scenes else Basis("probed", len(near))
        rows = next(kept for test in tests if (kept := [e for e in timed if test(e.picture)]))
        return rows, Basis("scaled", len(rows), sizes=tuple(dict.fromkeys(e.picture.size for e in rows)))

    def _learn(self, picture: Picture, rows: Sequence[Measurement]) -> SceneCost:
        guess = _GUESSES[picture.preset]
        if picture.preset == "final" and self.here.gpu == "":
            guess = _FINAL_WITHOUT_GPU
        timed = [(each.picture, each.timing) for each in rows if each.timing is not None]
        frame = fit(_frames(timed, self._stages, picture), guess.frame)
        each = _product((1.0, picture.work), frame)
        timed = [(each.picture, each.timing) for each in rows if each.timing is not None and each.detailed]
        first = [
            (
                (1.0, float(t.new_engine), float(t.new_people)),
                max(0.0, self._stages(t).first - _product((1.0, of.work), frame)),
                1.0,
            )
            for of, t in timed
        ]
        prepare = [
            ((1.0, float(t.fresh), float(t.new_people)), stages.prepare - stages.once, 1.0)
            for _, t in timed
            if (stages := self._stages(t)).once or not t.new_fits
        ]
        end = [((1.0, float(t.frames)), self._stages(t).end, 1.0) for _, t in timed]
        start = [((1.0,), self._stages(t).start, 1.0) for t in self._starts()]
        busy = _ratio((t.cpu.all, t.wall.all) for _, t in timed) or guess.busy
        return SceneCost(
            fit(start, _START)[0],
            fit(prepare, guess.prepare),
            fit(first, guess.first),
            each,
            fit(end, _END),
            busy if self.clock == "wall" else 1.0,
            self.person[0],
        )

    @property
    def person(self) -> tuple[float, bool]:
        """The seconds of making a person, and whether that was measured on this machine."""
        timed = [(each, self._stages(t), t.new_fits) for each in self.measurements if (t := each.timing)]
        made = [(each.machine, stages.once / many) for each, stages, many in timed if many and stages.once]
        own = [seconds for machine, seconds in made if machine.like(self.here)]
        # What else was measured once, such as how near people come, is in few of them.
        return (median(own or [seconds for _, seconds in made] or [_PERSON]), bool(own))

    def _starts(self) -> list[Timing]:
        """Return the scenes with which a child was started; what they show does not matter."""
        timed = [each for each in self.measurements if each.timing is not None and each.detailed]
        own = [each for each in timed if each.machine.like(self.here)]
        return [each.timing for each in own or timed if each.timing is not None and each.timing.fresh]

    def _stages(self, timing: Timing) -> Stages:
        return timing.wall if self.clock == "wall" else timing.cpu


def per_frame(seconds: float) -> str:
    """Return the seconds of a frame as text."""
    return f"{seconds:{'.2g' if seconds < 10 else '.0f'}} s a frame"


def _frames(
    timed: Iterable[tuple[Picture, Timing]], stages: Callable[[Timing], Stages], wanted: Picture
) -> list[Row]:
    """Return rows for the seconds of a frame; pictures of about the wanted size count most."""
    rows: list[Row] = []
    for picture, timing in timed:
        if timing.frames < 2:
            continue
        seconds = stages(timing).rest / (timing.frames - 1)
        if seconds < _SHORTEST:
            continue
        far = max(picture.work / wanted.work, wanted.work / picture.work)
        # By the relative error, so that a large picture's does not outweigh all.
        weight = min(timing.frames - 1, 100) / seconds**2 / far
        rows.append(((1.0, picture.work), seconds, weight))
    return rows


def _product(features: Sequence[float], parts: Sequence[float]) -> float:
    return sum(feature * part for feature, part in zip(features, parts, strict=True))


def _ratio(pairs: Iterable[tuple[float, float]]) -> float | None:
    top, bottom = 0.0, 0.0
    for over, under in pairs:
        top, bottom = top + over, bottom + under
    return top / bottom if bottom > 0.0 and top > 0.0 else None
