# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost of one scene, which depends on what its child has done before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from .held import held_after
from .timing import MOST_SECONDS, Stages

__all__ = ["Child", "PlannedScene", "SceneCost", "makespan"]


@dataclass(frozen=True, slots=True)
class SceneCost:
    """Estimated seconds of the parts of a scene with one kind of picture.

    Attributes:
        start: Starting a child.
        prepare: Composing, each scene; in a fresh child; for each actor it has not built before.
        first: What the first frame takes more than the others: each scene; with a preset that the child has
            not rendered with; for each new actor.
        frame: A frame.
        end: The end of a movie; for each frame of it.
        busy: Cores that are busy meanwhile.
        person: Making a person, once on a machine.
    """

    start: float
    prepare: tuple[float, ...]
    first: tuple[float, ...]
    frame: float
    end: tuple[float, ...]
    busy: float = 1.0
    person: float = 0.0

    def stages(
        self, frames: int, *, fresh: bool, new_people: int, new_engine: bool, unmade: int = 0
    ) -> Stages:
        """Return the seconds of the parts of a scene; none counts for more than three years."""
        first = self.first[0] + self.first[1] * new_engine + self.first[2] * new_people
        once = self.person * unmade
        parts = (
            self.start * fresh,
            self.prepare[0] + self.prepare[1] * fresh + self.prepare[2] * new_people + once,
            first + self.frame if frames else 0.0,
            self.frame * max(0, frames - 1),
            self.end[0] + self.end[1] * frames,
            once,
        )
        return Stages(*(min(part, MOST_SECONDS) for part in parts))

    def alone(self, frames: int, people: int = 2, unmade: int = 0) -> float:
        """Return the seconds of a scene in a child of its own."""
        return self.stages(frames, fresh=True, new_people=people, new_engine=True, unmade=unmade).all


@dataclass(frozen=True, slots=True)
class PlannedScene:
    """A scene that is to be rendered.

    Attributes:
        name: Its name.
        preset: Its render preset.
        people: What a child builds for it and can use again: actors at a level of detail.
        frames: How many frames are to be rendered.
        cost: What it costs.
        kind: Scenes of one kind have one pace: they cost the same parts of what was estimated.
        unmade: Marks of the people who are made for the first scene that needs them.
    """

    name: str
    preset: str
    people: frozenset[str]
    frames: int
    cost: SceneCost
    kind: str = ""
    unmade: frozenset[str] = frozenset()


@dataclass(slots=True)
class Child:
    """What a child has done, as far as it makes later scenes cheaper.

    Attributes:
        fresh: Whether it is still to be started.
        people: Whom it holds, the last ones last.
        presets: What it has rendered with.
        scenes: How many scenes it has rendered.
    """

    fresh: bool = True
    people: tuple[str, ...] = ()
    presets: set[str] = field(default_factory=set)
    scenes: int = 0

    def stages(self, scene: PlannedScene, made: AbstractSet[str] = frozenset()) -> Stages:
        """Return what a scene costs in this child, when other scenes have made people."""
        return scene.cost.stages(
            scene.frames,
            fresh=self.fresh,
            new_people=len(scene.people.difference(self.people)),
            new_engine=scene.preset not in self.presets,
            unmade=len(scene.unmade - made),
        )

    def has(self, scene: PlannedScene) -> None:
        """Note that it has rendered a scene."""
        self.fresh = False
        self.people = held_after(self.people, scene.people)
        self.presets.add(scene.preset)
        self.scenes += 1

    def copy(self) -> Child:
        """Return a copy that can go on differently."""
        return replace(self, presets=set(self.presets))


def makespan(
    scenes: Iterable[PlannedScene],
    children: Sequence[tuple[float, Child]],
    paces: Mapping[str, tuple[float, float]] | None = None,
    *,
    recycle: int = 20,
    made: AbstractSet[str] = frozenset(),
    person: float = 1.0,
) -> float:
    """Return when the last scene is done, if each goes to the first child that is free, in their order.

    Args:
        scenes: The scenes that wait.
        children: When each child is free, and what it has done; they are not changed.
        paces: By the kind of scenes: the factors on their cost, until the first frame and from there on.
        recycle: After so many scenes a child is replaced.
        made: Who is made already.
        person: The factor on the cost of making people.
    """
    known, there = paces or {}, set(made)
    free: list[tuple[float, int]] = []
    done = [child.copy() for _, child in children]
    for at, (when, _) in enumerate(children):
        heappush(free, (when, at))
    last = max((when for when, _ in children), default=0.0)
    for scene in scenes:
        when, at = heappop(free)
        if done[at].scenes >= recycle:
            done[at] = Child()
        stages, (ready, then) = done[at].stages(scene, there), known.get(scene.kind, (1.0, 1.0))
        when += (stages.ready - stages.once) * ready + stages.once * person
        when += (stages.rest + stages.end) * then
        there |= scene.unmade
        done[at].has(scene)
        last = max(last, when)
        heappush(free, (when, at))
    return last
