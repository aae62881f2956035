# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the camera of a composed scene can stand, by its actors' ids, and what it sees from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import bpy

from ...core.camera.choices import EDIT, place_of
from ...core.camera.framing import Lens, View
from ...core.camera.places import PlacedCamera
from ...core.dataset.names import actor_of
from ...core.foundation.errors import CancelledError, UsageError
from ...core.foundation.findings import Finding
from ...core.options.movie import ComposeOptions
from ..common.actors import PERFORMANCE
from ..compat import action_of
from .camera_setup import camera_of, looks_at, on_stage, picture_size, preset_of, set_view
from .edit_setup import EditRequest, PlannedEdit, edit_request, put_edit

__all__ = [
    "PlaceViews",
    "Placing",
    "Seen",
    "actor_ids",
    "named",
    "place_now",
    "places_of",
    "play_stamp",
    "players_of",
    "set_place",
]

# In the order of the menu.
_TOGETHER, _OF_ONE = ("front", "side", "two_shot", "orbit"), ("close", "over_shoulder", "pov")
_NEED_TWO = ("two_shot", "over_shoulder")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a camera sees over a scene.

    Attributes:
        view: One position and rotation, or one per frame of the scene.
        lens: Focal length, sensor and size of the picture.
        near: Metres from the camera at which its picture begins.
        far: And at which it ends.
    """

    view: View
    lens: Lens
    near: float
    far: float

    def at(self, row: int) -> Seen:
        """Return what it sees at one frame, counted from 0 at the scene's first."""
        if self.view.position.ndim == 1:
            return self
        row = min(max(row, 0), len(self.view.position) - 1)
        return Seen(View(self.view.position[row], self.view.rotation[row]), self.lens, self.near, self.far)


def players_of(scene: bpy.types.Scene) -> list[bpy.types.Object]:
    """Return the armatures that the scene's camera is placed for, in its order; else all that play.

    Reads names and tags only: panels call it whenever they are drawn.
    """
    players: list[Any] = [
        thing for thing in scene.objects if thing.type == "ARMATURE" and thing.get(PERFORMANCE)
    ]
    order = looks_at(camera_of(scene))
    chosen = [player for key in order for player in players if player[PERFORMANCE] == key]
    return chosen or players


def actor_ids(scene: bpy.types.Scene) -> list[str]:
    """Return the ids of the actors in the order of :func:`players_of`, such as 001 and 006."""
    return [actor_of(str(player[PERFORMANCE])) for player in players_of(scene)]


def places_of(actors: Sequence[str]) -> list[str]:
    """Return the names of the cameras that a scene with these actors can have, in the menu's order."""
    people = list(dict.fromkeys(actors))
    left_out = () if len(people) > 1 else _NEED_TWO
    together = [name for name in _TOGETHER if name not in left_out]
    of_one = [f"{name}:{actor}" for name in _OF_ONE if name not in left_out for actor in people]
    return [*together, *of_one, EDIT]


def place_now(scene: bpy.types.Scene) -> str | None:
    """Return the name, as in :func:`places_of`, of the place where the camera is; None if there is none.

    ``close_a`` and such are told by the actor's id.
    """
    preset = preset_of(scene)
    return None if preset is None else named(scene, preset)


def named(scene: bpy.types.Scene, camera: str) -> str | None:
    """Return the name of a camera as in :func:`places_of`: close:006 for close_b; None if there is none."""
    actors = actor_ids(scene)
    try:
        place = place_of(camera, actors)
    except UsageError:
        return None
    return place.name if place.actor is None else f"{place.name}:{actors[place.actor]}"


def set_place(
    scene: bpy.types.Scene, camera: str, focal: float | None, move: str, style: str = "auto"
) -> tuple[Finding, ...]:
    """Place the scene's camera, or cut the scene.

    Args:
        scene: A composed scene.
        camera: One of ``CAMERA_PRESETS``, or such as ``close:006``.
        focal: Focal length in millimetres; None for the place's own.
        move: ``auto``, ``static`` or ``follow``.
        style: Of ``edit``, one of ``EDIT_STYLES``.

    Returns:
        What to know about the place: such as that another one was taken.

    Raises:
        UsageError: nothing is composed, or there is no such actor.
    """
    placing = Placing(scene, camera, focal, move, style)
    placing.find()
    return placing.put(scene)


def play_stamp(scene: bpy.types.Scene) -> tuple[Any, ...]:
    """Return what tells whether a scene is played as it was: who plays what, for how long."""
    actions = [(player, action_of(player)) for player in players_of(scene)]
    playing = [(player.session_uid, 0 if act is None else act.session_uid) for player, act in actions]
    return (*playing, scene.frame_start, scene.frame_end)


class Placing:
    """A camera to be placed, or a scene to be cut: read from Blender, found without it, and put there.

    Args:
        scene: A composed scene; not kept.
        camera: As :func:`set_place` takes it, as the other choices.
        focal: Focal length in millimetres; None for the place's own.
        move: ``auto``, ``static`` or ``follow``.
        style: Of ``edit``, one of ``EDIT_STYLES``.

    Attributes:
        camera: The camera that was asked for.
        move: How it may move.

    Raises:
        UsageError: nothing is composed, or there is no such actor.
    """

    def __init__(
        self, scene: bpy.types.Scene, camera: str, focal: float | None, move: str, style: str = "auto"
    ) -> None:
        self.camera, self.move = camera, move
        ComposeOptions(
            camera=camera, focal=focal, camera_move=move, edit_style=style
        )  # or it is refused here
        self._focal, self._size = focal, picture_size(scene)
        self._request: EditRequest | None = None
        self._found: PlannedEdit | PlacedCamera | None = None
        if camera == EDIT:
            self._request = edit_request(scene, style, focal, move)
            self._stage = self._request.stage
        else:
            self._stage = on_stage(scene)
            place_of(camera, [person.actor_id for person in self._stage.people])
        self._stamp = play_stamp(scene)

    def find(
        self,
        on_step: Callable[[float, str], None] = lambda share, name: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Find the place, or all places and the cuts; also in a thread.

        Args:
            on_step: Told the share that is done, and the name of the camera that is placed next.
            cancelled: Whether to stop.

        Raises:
            CancelledError: it was cancelled.
        """

        def step(share: float, name: str) -> None:
            if cancelled():
                raise CancelledError("placing the camera was cancelled")
            on_step(share, name)

        if self._request is not None:
            self._found = self._request.plan(step)
        else:
            step(0.0, self.camera)
            self._found = self._stage.place(self.camera, self._size, self._focal, self.move)
        step(1.0, "")

    def put(self, scene: bpy.types.Scene) -> tuple[Finding, ...]:
        """Place the scene's camera as found, or cut it; return what to know about it.

        Raises:
            UsageError: others play in the scene since it was read, or something else.
        """
        if play_stamp(scene) != self._stamp:
            raise UsageError(
                f"the scene {scene.name} has changed since the search for the camera began",
                cure="Place it again",
            )
        if self._request is not None and isinstance(self._found, PlannedEdit):
            return put_edit(scene, self._request, self._found)[2]
        if not isinstance(self._found, PlacedCamera):
            raise RuntimeError("find() comes first")
        _, more = set_view(scene, self._found, self._stage, self.camera, self.move)
        return (*self._found.findings, *more)


class PlaceViews:
    """What the cameras of a scene see. The people are read once; no data of Blender's is kept.

    Args:
        scene: A composed scene.
        size: Width and height of the pictures in pixels.
        focal: Focal length in millimetres; None for each place's own.
        move: ``auto``, ``static`` or ``follow``.

    Raises:
        UsageError: the scene has no actors.
    """

    def __init__(
        self, scene: bpy.types.Scene, size: tuple[int, int], focal: float | None = None, move: str = "auto"
    ) -> None:
        self._stage = on_stage(scene)
        self.ids = [person.actor_id for person in self._stage.people]
        self.size, self.focal, self.move = size, focal, move

    def of(self, camera: str) -> Seen:
        """Return what a camera sees over the scene.

        Raises:
            UsageError: there is no such actor.
        """
        placed = self._stage.place(camera, self.size, self.focal, self.move)
        return Seen(placed.placed.view, placed.lens, placed.near, placed.far)
