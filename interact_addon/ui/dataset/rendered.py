# SPDX-License-Identifier: GPL-3.0-or-later
"""The rendered scenes as a menu of pictures: the chosen scene's movie, and a grid of the others'."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty, PointerProperty

from ..common.classes import classes_factory
from ..common.movies import about_movie, icon_of, made_movies, movie_of
from ..common.properties import settings_of
from ..common.translations import iface
from .catalog import known
from .scene_list import scene_filter, state_of

__all__ = ["draw_rendered", "register", "unregister"]

_MOST = 100  # pictures in the grid, of the latest movies
_Item = tuple[str, str, str, str | int, int]
_kept: list[_Item] = []  # Blender keeps no reference to the strings of dynamic items, so we have to


def _rendered(_: Any, context: bpy.types.Context | None) -> list[_Item]:
    """Return the latest movies of scenes that the list shows; the first item stands for one without."""
    context = context or bpy.context
    catalog = known(context)
    items: list[_Item] = [
        ("NONE", iface("Not Rendered"), iface("There is no movie of it yet"), "IMAGE_DATA", 0)
    ]
    if catalog is not None:
        shown, index = catalog.matches(scene_filter(state_of(context))), catalog.overview.index
        chosen = settings_of(context).key
        for key, movies in made_movies(context).of.items():
            if len(items) > _MOST and key != chosen:
                continue
            if key == chosen or (key in index and shown[index[key]]):
                picture = icon_of(context, movies[0]) or "FILE_MOVIE"
                items.append((key, movies[0].name, about_movie(movies[0]), picture, len(items)))
    _kept[:] = items
    return items


def _get(_: Any) -> int:
    key = settings_of(bpy.context).key
    return next((item[4] for item in _rendered(None, None) if item[0] == key), 0)


def _set(_: Any, number: int) -> None:
    items = _rendered(None, None)
    if 0 < number < len(items):
        settings_of(bpy.context).key = items[number][0]


class InteractRendered(bpy.types.PropertyGroup):
    """The choice among the movies; ``WindowManager.interact_rendered``."""

    movie: EnumProperty(
        name="Movie",
        description="The chosen scene's latest movie; click it to choose another rendered scene",
        items=_rendered,
        get=_get,
        set=_set,
    )


def draw_rendered(layout: Any, context: Any, key: str) -> None:
    """Draw the movie of the chosen scene, which opens the grid; nothing while nothing was rendered."""
    if not made_movies(context).latest:
        return
    movie = movie_of(context, key)
    layout.template_icon_view(
        context.window_manager.interact_rendered, "movie", show_labels=True, scale=6.0, scale_popup=5.0
    )
    row = layout.row(align=True)
    row.label(text=iface("Not rendered yet") if movie is None else movie.path.name, translate=False)
    if movie is not None:
        row.operator("interact.open_made_movie", text="", icon="PLAY", emboss=False).name = movie.name


_register, _unregister = classes_factory(InteractRendered)


def register() -> None:
    """Add the class, and ``WindowManager.interact_rendered``."""
    _register()
    manager: Any = bpy.types.WindowManager
    manager.interact_rendered = PointerProperty(type=InteractRendered)


def unregister() -> None:
    """Remove what :func:`register` added."""
    manager: Any = bpy.types.WindowManager
    del manager.interact_rendered
    _unregister()
    _kept.clear()
