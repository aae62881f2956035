# SPDX-License-Identifier: GPL-3.0-or-later
"""What an edit breaks of its rules: told from its shots, cameras, people and voices alone.

Nothing of the planner is used: projections, what hides a face, sides and angles are computed here again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.camera.editing import EditShot, Speech
from interact_addon.core.camera.framing import Lens, View
from interact_addon.core.camera.stage import FACE, StagePerson

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_EACH = 3  # frames from one in which faces are looked for to the next
_SLACK = 1.0  # degrees by which the rule of thirty may be missed: between a frame and the next people move


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is broken, as sentences; and numbers."""

    broken: tuple[str, ...]
    covered: float
    attainable: float
    on_speaker: float
    cut_changes: float


class Oracle:
    """Judges edits of one scene."""

    def __init__(
        self,
        stage: Sequence[StagePerson],
        speech: Speech,
        rate: Fraction,
        views: Mapping[str, tuple[View, Lens]],
        frames: int | None = None,
    ) -> None:
        self.stage, self.rate, self.views = stage, float(rate), views
        self.frames = frames or max(person.frames for person in stage)
        at = np.minimum(
            (np.arange(self.frames) / self.rate / speech.step + 1e-6).astype(int), speech.length - 1
        )
        self.talks = speech.talks[:, at]
        self.faces = {name: self._faces(*each) for name, each in views.items()}  # (P, F) bool each

    def judge(self, shots: Sequence[EditShot]) -> Verdict:
        """Return what the shots break."""
        broken = [*self._ends(shots), *self._begins(shots), *self._silences(shots)]
        for one, two in pairwise(shots):
            broken += self._cut(one, two)
        for shot in shots:
            broken += self._subject(shot)
        shown = np.concatenate([self.faces[shot.place][:, shot.first : shot.end] for shot in shots], axis=1)
        talking = self.talks.any(axis=0)
        most = np.any([faces.any(axis=0) for faces in self.faces.values()], axis=0)
        count = max(1, int(talking.sum()))
        covered = float((shown.any(axis=0) & talking).sum() / count) if talking.any() else 1.0
        attainable = float((most & talking).sum() / count) if talking.any() else 1.0
        if covered < 0.95 * attainable:
            broken.append(f"covered {covered:.1%} of {attainable:.1%}")
        speaker = float((shown & self.talks).any(axis=0).sum() / count)
        cuts = np.array([shot.first for shot in shots[1:]])
        changes = self._changes()
        on = [np.abs(cuts - change).min() <= 0.5 * self.rate for change in changes if len(cuts)]
        share = float(np.mean(on)) if on else 0.0
        if len(changes) >= 8 and share > 0.8:
            broken.append(f"cuts on {share:.0%} of the changes of speaker")
        return Verdict(tuple(broken), covered, attainable, speaker, share)

    def _ends(self, shots: Sequence[EditShot]) -> list[str]:
        edges = [shots[0].first, *(shot.end for shot in shots)]
        follow = [shot.first for shot in shots[1:]] == edges[1:-1]
        broken = [] if follow and edges[0] == 0 and edges[-1] == self.frames else [f"ends {edges}"]
        if self.frames >= 2.0 * self.rate:
            broken += [f"{shot} is short" for shot in shots if shot.end - shot.first < 2.0 * self.rate - 0.5]
        elif len(shots) > 1:
            broken.append("a scene of under 2 s is cut")
        return broken

    def _begins(self, shots: Sequence[EditShot]) -> list[str]:
        """All people are in the first picture, head and hips."""
        view, lens = self.views[shots[0].place]
        first = np.array([0])
        for person in self.stage:
            for place in (person.eyes, person.root):
                if not inside(place[first], view, lens, first).all():
                    return [f"begins with {shots[0].place}"]
        return []

    def _silences(self, shots: Sequence[EditShot]) -> list[str]:
        """Four seconds after all voices, all people are seen."""
        broken = []
        for begin, end in _runs(np.asarray(~self.talks.any(axis=0))):
            late = begin + round(4.0 * self.rate)
            if begin and end - late >= round(1.5 * self.rate):
                silent = f"silence from {begin / self.rate:.1f} s to {end / self.rate:.1f} s in"
                seen = [shot for shot in shots if shot.first <= late < shot.end]
                broken += [f"{silent} {shot}" for shot in seen if self._alone(shot.place)]
        return broken

    def _cut(self, one: EditShot, two: EditShot) -> list[str]:
        at, broken = two.first, []
        if one.place == two.place:
            return [f"{two} goes on with the same camera"]
        places = [_position(self.views[shot.place][0], at) for shot in (one, two)]
        if len(self.stage) > 1:
            left, right = (person.eyes[min(at, person.frames - 1), :2] for person in self.stage[:2])
            line = (right - left) / np.linalg.norm(right - left)
            aside = []
            for place in places:
                off = place[:2] - (left + right) / 2.0
                aside.append(np.degrees(np.arctan2(line[0] * off[1] - line[1] * off[0], abs(line @ off))))
            if min(map(abs, aside)) > 7.0 and np.sign(aside[0]) != np.sign(aside[1]):
                broken.append(f"crosses the line at {at / self.rate:.1f} s: {one.place}, {two.place}")
        subjects = {self._alone(shot.place) for shot in (one, two)} - {""}
        if len(subjects) < 2:
            alike = [
                self._alike(person, [one, two], places, at)
                for person in self.stage
                if not subjects or person.actor_id in subjects
            ]
            if all(alike):
                broken.append(f"jumps at {at / self.rate:.1f} s: {one.place}, {two.place}")
        return broken

    def _alike(
        self, person: StagePerson, shots: Sequence[EditShot], places: Sequence[Array], at: int
    ) -> bool:
        """Whether somebody is seen from one direction in one size by both."""
        to = [place - person.eyes[min(at, person.frames - 1)] for place in places]
        away = [float(np.linalg.norm(each)) for each in to]
        angle = np.degrees(np.arccos(np.clip(to[0] @ to[1] / (away[0] * away[1]), -1.0, 1.0)))
        sizes = [self.views[shot.place][1].focal / each for shot, each in zip(shots, away, strict=True)]
        return bool(angle < 30.0 - _SLACK and abs(np.log(sizes[0] / sizes[1])) < np.log(1.4))

    def _subject(self, shot: EditShot) -> list[str]:
        """Whoever a shot is of is in its picture."""
        actor = self._alone(shot.place)
        every = np.arange(shot.first, shot.end)
        for person in self.stage:
            if person.actor_id == actor:
                there = inside(
                    person.eyes[np.minimum(every, person.frames - 1)], *self.views[shot.place], every
                )
                if there.mean() < 0.98:
                    return [f"{shot} has its subject in {there.mean():.0%} of its pictures"]
        return []

    def _alone(self, name: str) -> str:
        """Return the id of whom a camera is about, if that is one."""
        if not name.startswith(("close", "over_shoulder")):
            return ""
        number = "ab".index(name[-1])
        if name.startswith("over_shoulder"):
            number = 1 - number
        return self.stage[number].actor_id

    def _changes(self) -> list[int]:
        """Return the frames where somebody begins who did not speak last."""
        begun = sorted((begin, who) for who, said in enumerate(self.talks) for begin, _ in _runs(said))
        return [two[0] for one, two in pairwise(begun) if one[1] != two[1]]

    def _faces(self, view: View, lens: Lens) -> Flags:
        """Return (P, F) whose face is turned to a camera, in its picture, and not behind somebody."""
        every = np.arange(0, self.frames, _EACH)
        out = []
        for number, person in enumerate(self.stage):
            rows = np.minimum(every, person.frames - 1)
            eyes, camera = person.eyes[rows], _position(view, every)
            to = camera - eyes
            to /= np.linalg.norm(to, axis=1, keepdims=True)
            seen = (np.sum(to * person.look[rows], axis=1) > np.cos(np.radians(78.0))) & inside(
                eyes, view, lens, every
            )
            for other, partner in enumerate(self.stage):
                if other != number:
                    seen &= ~self._behind(person, partner, camera, every)
            out.append(seen)
        return np.array(out).repeat(_EACH, axis=1)[:, : self.frames]

    def _behind(
        self, person: StagePerson, partner: StagePerson, camera: Array, every: NDArray[np.int64]
    ) -> Flags:
        """Return (F,) whether more than half of a face is behind the balls of which somebody is made."""
        points = person.points[np.minimum(every, person.frames - 1)][:, person.points_of(FACE)]
        ends = partner.ends[np.minimum(every, partner.frames - 1)].astype(float)
        hidden = np.zeros(points.shape[:2], np.bool_)
        way = points - camera[:, None]
        length = np.sum(way * way, axis=2)
        for capsule, radii in enumerate(partner.radii):
            for share in np.linspace(0.0, 1.0, 6):
                ball = ends[:, capsule, 0] * (1.0 - share) + ends[:, capsule, 1] * share
                along = np.clip(np.sum(way * (ball - camera)[:, None], axis=2) / length, 0.0, 1.0)
                gap = np.linalg.norm(camera[:, None] + along[..., None] * way - ball[:, None], axis=2)
                hidden |= gap < 0.97 * (radii[0] * (1.0 - share) + radii[1] * share)
        return np.asarray(hidden.mean(axis=1) > 0.55)


def inside(places: Array, view: View, lens: Lens, frames: NDArray[np.int64]) -> Flags:
    """Return (F,) whether places are in the picture."""
    turn = view.rotation if view.rotation.ndim == 2 else view.rotation[frames]
    local = np.einsum("...j,...jk->...k", places - _position(view, frames), turn)
    half = lens.sensor / 2.0 / lens.focal
    wide, high = (half, half * lens.height / lens.width)
    if lens.height > lens.width:
        wide, high = half * lens.width / lens.height, half
    flat = np.abs(local[..., :2]) / np.maximum(-local[..., 2:], 1e-6)
    return np.asarray((local[..., 2] < 0.0) & (flat <= [wide, high]).all(axis=-1))


def _position(view: View, frames: NDArray[np.int64] | int) -> Array:
    position = view.position if view.position.ndim == 1 else view.position[frames]
    return np.broadcast_to(position, (*np.shape(frames), 3))


def _runs(flags: Flags) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
