# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a camera where it shows what it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ...foundation.errors import UsageError
from ...foundation.findings import Finding
from ..choices import CAMERAS, EDIT, CameraName, Place, focal_of, place_of
from ..framing import Lens
from ..moving.placing import place_shot
from ..shot import Placed, Shot
from ..stage import StagePerson
from .orbit import orbit
from .over_shoulder import over_shoulder
from .portrait import portrait
from .pov import point_of_view
from .shots import angle_of, shot_of

__all__ = ["FAR", "LEAST", "NEAR", "PlacedCamera", "place_camera"]

NEAR, FAR = 0.02, 500.0
"""Metres from a camera at which its picture usually begins, and ends."""
LEAST = 0.6
"""The share of the frames in which a camera over a shoulder must show its subject."""
_USUAL = 0.9  # what is shown in fewer of the frames is reported
_WORTH_MOVING = 1.25  # times the distance of a camera that follows: so far may one be that stands still


@dataclass(frozen=True, slots=True, eq=False)
class PlacedCamera:
    """A camera that is placed.

    Attributes:
        camera: The name of the place, such as ``close_a`` or ``close:006``; another than was asked for where
            that could not show its subject.
        placed: Where it is, and how often it shows what it is to show.
        lens: Its lens and picture.
        near: Metres from the camera at which its picture begins.
        findings: What to know about it.
        far: Metres from the camera at which its picture ends: very long lenses are far away.
    """

    camera: str
    placed: Placed
    lens: Lens
    near: float = NEAR
    findings: tuple[Finding, ...] = ()
    far: float = FAR


def place_camera(
    stage: Sequence[StagePerson],
    camera: str,
    lens: Lens,
    rate: Fraction,
    move: str = "auto",
    known: Mapping[str, PlacedCamera] | None = None,
) -> PlacedCamera:
    """Return where a camera stands, and how often it shows its subject.

    An edit has many cameras; the one that is placed for it is the one that it begins with, ``front``.

    Args:
        stage: The people.
        camera: One of ``CAMERA_PRESETS``, or one about an actor, such as ``close:006``.
        lens: The camera's lens and picture. Where another place is taken, a focal length that is this one's
            own becomes that one's own.
        rate: Frames per second.
        move: ``auto``, ``static`` or ``follow``; ``orbit`` and ``pov`` always move.
        known: Cameras that are placed already on this stage, by name; one of them is taken where it is to
            take the place of this one.

    Raises:
        UsageError: there is no such camera or actor, or the camera needs two and there is one.
    """
    if not stage:
        raise UsageError("a camera needs at least one person to look at")
    CameraName(CAMERAS).check("camera", camera)
    actors = [person.actor_id for person in stage]
    place = place_of(camera, actors)
    near, number = NEAR, place.actor or 0
    whom: tuple[int, ...] = ()
    if place.name == "over_shoulder":
        other = 1 if number == 0 else 0
        placed, used = over_shoulder(stage, number, other, lens, rate, move)
        if placed.share < LEAST:
            return _closer(stage, camera, other, placed.share, lens, rate, move, known or {})
        lens, whom = used, (other,)
    elif place.name == "pov":
        placed, near = point_of_view(stage, number, lens, rate)
        return PlacedCamera(camera, placed, lens, near, _seen_by(camera, placed, actors, number))
    elif place.name == "orbit":
        placed = orbit(stage, lens, rate)
    elif place.name == "close":
        placed, lens = portrait(stage, number, lens, rate, move)
        whom = (number,)
    else:
        shot = shot_of(stage, Place("front") if place.name == EDIT else place)
        whom = shot.faces
        if place.name == "two_shot" and move != "static":
            placed = _two_shot(stage, shot, lens, rate, move)
        else:
            placed = place_shot(stage, shot, lens, rate, move)
    findings = _findings(camera, placed, [actors[one] for one in whom])
    return PlacedCamera(camera, placed, lens, near, findings, _far_limit(stage, placed))


def _far_limit(stage: Sequence[StagePerson], placed: Placed) -> float:
    """Return where the picture has to end for everybody, and what is around them, to be in it."""
    roots = np.stack([person.root[person.held(placed.samples)] for person in stage])
    return max(FAR, 2.0 * float(np.linalg.norm(roots - placed.places, axis=-1).max()))


def _two_shot(stage: Sequence[StagePerson], shot: Shot, lens: Lens, rate: Fraction, move: str) -> Placed:
    """Return a camera that sees two people from the best of a shot's directions alone.

    One that turns around them cannot come near: whoever comes to its side would be cut. One that stands still
    is far from people who walk.
    """
    still = place_shot(stage, shot, lens, rate, "static")
    heading = np.full(len(shot.heading), angle_of(-still.view.rotation[:, 2]))
    one_way = replace(shot, heading=heading, swings=np.zeros(1), dislike=np.zeros(1))
    near = place_shot(stage, one_way, lens, rate, "follow")
    nearer = _away(stage, still) > _WORTH_MOVING * _away(stage, near)
    if move == "auto" and still.share >= near.share and not nearer:
        return still
    return replace(near, attainable=still.attainable | near.shown)


def _away(stage: Sequence[StagePerson], placed: Placed) -> float:
    """Return how far a camera is from the middle of all faces, metres, on average."""
    faces = [person.eyes[person.held(placed.samples)] for person in stage]
    return float(np.linalg.norm(np.mean(faces, axis=0) - placed.places, axis=1).mean())


def _closer(
    stage: Sequence[StagePerson],
    camera: str,
    subject: int,
    share: float,
    lens: Lens,
    rate: Fraction,
    move: str,
    known: Mapping[str, PlacedCamera],
) -> PlacedCamera:
    """Return the close camera of whom a camera over a shoulder does not see."""
    actor = stage[subject].actor_id
    name = f"close:{actor}" if ":" in camera or subject > 1 else f"close_{'ab'[subject]}"
    if lens.focal == focal_of(camera):
        lens = replace(lens, focal=focal_of(name))
    close = known.get(name) or place_camera(stage, name, lens, rate, move)
    text = (
        f"camera {camera} shows the face of actor {actor} in {share:.0%} of the frames, fewer than"
        f" {LEAST:.0%}: {name} is used instead, which shows it in {close.placed.share:.0%}"
    )
    return replace(close, findings=(Finding("camera-replaced", text), *close.findings))


def _seen_by(camera: str, placed: Placed, actors: Sequence[str], number: int) -> tuple[Finding, ...]:
    """Return what is to be known of eyes that look elsewhere: they see what they see."""
    others = [actor for each, actor in enumerate(actors) if each != number]
    if not others or placed.share >= _USUAL:
        return ()
    return (_share(camera, placed, others[0]),)


def _share(camera: str, placed: Placed, actor: str, more: str = "") -> Finding:
    text = f"camera {camera} shows the face of actor {actor} in {placed.share:.0%} of the frames{more}"
    return Finding("camera-share", text, level="info")


def _findings(camera: str, placed: Placed, actors: Sequence[str]) -> tuple[Finding, ...]:
    """Return what is to be known of a camera that shows less than it is for."""
    found = []
    if len(actors) == 1 and placed.share < _USUAL:
        best = max(float(placed.attainable.mean()), placed.share)
        more = f"; from one place or another it could be seen in {best:.0%}"
        found.append(_share(camera, placed, actors[0], more))
    if not placed.whole.all():
        cut = 1.0 - placed.whole.mean()
        text = f"camera {camera} cuts people at the picture's edge in {cut:.0%} of the frames"
        found.append(Finding("camera-cuts", text, level="info"))
    return tuple(found)
