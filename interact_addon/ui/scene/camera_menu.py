# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture menu of a composed scene's camera: ``WindowManager.interact_place``.

It has one picture for each place: stills of this scene where some were made, and drawings where not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import bpy
import numpy as np
from bpy.app.handlers import persistent
from bpy.props import EnumProperty
from numpy.typing import NDArray

from ...blender.scene.camera_views import actor_ids, place_now, places_of, play_stamp
from ...core.camera.choices import CAMERAS, EDIT, place_of
from ...core.foundation.errors import InteractError
from ..common.deferred import later
from ..common.icons import Icons
from ..common.translations import iface
from .pictograms import collage, pictogram
from .place_work import PLACING, place_camera

__all__ = ["Shown", "forget", "label_of", "register", "show", "stale", "stamp", "unregister"]

_ABOUT = {choice.id: (choice.label, choice.about) for choice in CAMERAS}
_OF_ONE = {
    "front": ("Front {}", "From in front of {}"),
    "side": ("Side {}", "From beside {}"),
    "close": ("Close {}", "A portrait of {}"),
    "over_shoulder": ("Shoulder {}", "From behind {} at the other"),
    "pov": ("Eyes of {}", "What {} sees"),
}
_FADED = 0.35  # of the brightness that stills of an earlier state keep
_Pixels = NDArray[np.uint8]
_Item = tuple[str, str, str, int, int]


@dataclass(slots=True)
class Shown:
    """The stills of one Blender scene.

    Attributes:
        stamp: What the scene was like, as :func:`stamp`.
        pictures: Camera -> (height, width, 4) bytes of RGBA, the lowest row first.
        faded: Whether the pictures are drawn as those of an earlier state.
    """

    stamp: tuple[Any, ...]
    pictures: dict[str, _Pixels] = field(default_factory=dict)
    faded: bool = False


_icons = Icons()
_shown: dict[int, Shown] = {}  # a scene's session_uid -> its stills
_items: dict[tuple[int, tuple[_Item, ...]], list[_Item]] = {}  # Blender reads the texts after the callback


def stamp(scene: bpy.types.Scene) -> tuple[Any, ...]:
    """Return what tells whether stills are of the scene as it is: who plays what, for how long, where."""
    world = 0 if scene.world is None else scene.world.session_uid
    return (*play_stamp(scene), world)


def stale(scene: bpy.types.Scene) -> bool | None:
    """Return whether the scene's stills are of an earlier state; None without stills."""
    shown = _shown.get(scene.session_uid)
    if shown is None or not shown.pictures:
        return None
    old = shown.stamp != stamp(scene)
    if old != shown.faded:
        uid = scene.session_uid
        later(("fade stills", uid), lambda: _fade(uid, faded=old))
    return old


def show(scene: bpy.types.Scene, camera: str, pixels: _Pixels) -> None:
    """Show a still; those of an earlier state go."""
    now = stamp(scene)
    shown = _shown.get(scene.session_uid)
    if shown is None or shown.stamp != now:
        forget(scene.session_uid)
        shown = _shown[scene.session_uid] = Shown(now)
    shown.pictures[camera] = pixels
    _icons.put(_name(scene.session_uid, camera), pixels)
    parts = [picture for name, picture in shown.pictures.items() if name != EDIT]
    if camera != EDIT and len(parts) >= 4:
        people = [picture for name, picture in shown.pictures.items() if name.startswith("close:")]
        chosen = [parts[0], *people[:2], *parts[1:]]
        shown.pictures[EDIT] = collage(chosen[:4])
        _icons.put(_name(scene.session_uid, EDIT), shown.pictures[EDIT])


def forget(uid: int | None = None) -> None:
    """Remove the stills of a scene, by its ``session_uid``; None: of all."""
    for each in [each for each in _shown if uid in (None, each)]:
        for camera in _shown.pop(each).pictures:
            _icons.forget(_name(each, camera))


def label_of(camera: str, actors: list[str]) -> str:
    """Return the name of a place in the user's language: Close 006."""
    return _texts(camera, actors)[0]


def _texts(camera: str, actors: list[str]) -> tuple[str, str]:
    try:
        place = place_of(camera, actors)
    except InteractError:
        return camera, ""
    if place.actor is None:
        return (iface(_ABOUT[place.name][0]), iface(_ABOUT[place.name][1]))
    title, about = _OF_ONE[place.name]
    return iface(title).format(actors[place.actor]), iface(about).format(actors[place.actor])


def _fade(uid: int, *, faded: bool) -> None:
    shown = _shown.get(uid)
    if shown is None:
        return
    shown.faded = faded
    for camera, pixels in shown.pictures.items():
        if faded:
            grey = pixels[..., :3].mean(axis=-1, keepdims=True) * _FADED + 40
            pixels = np.concatenate([np.repeat(grey, 3, axis=-1), pixels[..., 3:]], axis=-1)
        _icons.put(_name(uid, camera), pixels)


def _name(uid: int, camera: str) -> str:
    return f"{uid}|{camera}"


def _icon(scene: Any, camera: str, actors: list[str]) -> int:
    """Return the icon of a place's still; without one, of its drawing."""
    still = _name(scene.session_uid, camera)
    if still in _icons:
        return _icons.icon(still)
    place = place_of(camera, actors)
    drawing = f"{place.name}|{(place.actor or 0) % 2}"
    if drawing not in _icons:
        later("pictograms", _pictograms)
    return _icons.icon(drawing)


def _pictograms() -> None:
    """Make the drawings, once."""
    for name in ("front", "side", "two_shot", "orbit", EDIT):
        _icons.put(f"{name}|0", pictogram(name))
    for name in _OF_ONE:
        for actor in (0, 1):
            _icons.put(f"{name}|{actor}", pictogram(name, actor))


def _places(_: Any, context: Any) -> Any:
    """Return the enumeration's items."""
    scene: Any = bpy.context.scene if context is None else context.scene
    actors = actor_ids(scene)
    made = tuple(
        (camera, *_texts(camera, actors), _icon(scene, camera, actors), number)
        for number, camera in enumerate(places_of(actors) if actors else ())
    )
    if len(_items) > 64:
        _items.clear()
    return _items.setdefault((scene.session_uid, made), list(made))


def _now(_: Any) -> int:
    """Return the number of the place where the camera is; -1 for one that is not in the menu."""
    scene: Any = bpy.context.scene
    place, names = place_now(scene), places_of(actor_ids(scene))
    return names.index(place) if place in names else -1


def _choose(_: Any, number: int) -> None:
    """Place the camera where the clicked picture shows. The property is the window's: no step of undo."""
    scene: Any = bpy.context.scene
    names = places_of(actor_ids(scene))
    if not 0 <= number < len(names):
        return
    try:
        if bpy.app.background or bpy.context.window is None:
            findings = place_camera(scene, names[number], scene.interact.camera_move)
            texts = [str(finding) for finding in findings if finding.level == "warning"]
        else:  # with a progress display, and a step of undo when the camera is there
            PLACING.stop()  # the last choice counts
            operators: Any = bpy.ops.interact  # type: ignore[attr-defined]
            operators.set_camera("INVOKE_DEFAULT", camera=names[number])
            texts = []
    except (InteractError, RuntimeError) as error:  # an operator that reports an error raises the latter
        texts = [str(error).removeprefix("Error: ").strip()]
    if texts:
        _tell(texts)


def _tell(texts: list[str]) -> None:
    """Show what an operator would report: a property has no reports."""
    if bpy.app.background:
        print(*texts, sep="\n")
        return

    def draw(menu: Any, _: Any) -> None:
        for text in texts:
            menu.layout.label(text=text, translate=False)

    manager: Any = bpy.context.window_manager
    manager.popup_menu(draw, title="Camera", icon="ERROR")


@persistent  # type: ignore[untyped-decorator]
def _file_is_loaded(*_: object) -> None:
    forget()


def register() -> None:
    """Add ``WindowManager.interact_place``."""
    _icons.open()
    manager_type: Any = bpy.types.WindowManager
    manager_type.interact_place = EnumProperty(
        name="Place",
        description="Where the camera stands: choosing a picture places it there at once",
        items=_places,
        get=_now,
        set=_choose,
        options={"SKIP_SAVE"},
    )
    bpy.app.handlers.load_pre.append(_file_is_loaded)


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.app.handlers.load_pre.remove(_file_is_loaded)
    manager_type: Any = bpy.types.WindowManager
    del manager_type.interact_place
    forget()
    _items.clear()
    _icons.close()
