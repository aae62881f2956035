# SPDX-License-Identifier: GPL-3.0-or-later
"""The movies in the output folder: which file is which, when it was made, from what; to play or find each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import bpy
from bpy.props import CollectionProperty, IntProperty, PointerProperty, StringProperty

from ...blender.compat import steady_text
from ...core.foundation.errors import InputError
from ...core.rendering.results.layout import Layout
from ...core.rendering.results.made_movies import MadeMovie
from ..common.choices import output_folder
from ..common.classes import InteractTab, classes_factory
from ..common.copying import draw_copy
from ..common.deferred import later
from ..common.movies import about_movie, icon_of, made_movies, origin
from ..common.open_path import open_path
from ..common.reporting import FINISHED, Result, explained
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface

__all__ = ["register", "unregister"]

_PICTURE = 6.0


# As in the list of scenes: rows hold no data, and are never stale.
def _tip(row: InteractMovieRow) -> str:
    movies = made_movies(bpy.context).latest
    return about_movie(movies[row.number]) if row.number < len(movies) else ""


class InteractMovieRow(bpy.types.PropertyGroup):
    """A row of the list; its number decides which movie it shows, counted from the latest."""

    number: IntProperty(name="Number", description="Which of the folder's movies it shows")
    tip: StringProperty(name="Movie", description="What is known about the movie", get=steady_text(_tip))


class InteractMovies(bpy.types.PropertyGroup):
    """The list of movies; ``WindowManager.interact_movies``."""

    rows: CollectionProperty(type=InteractMovieRow)
    active: IntProperty(name="Movie", description="The chosen movie")


def make_rows(count: int) -> None:
    """Add rows until the lists have so many."""
    for manager in bpy.data.window_managers:
        rows = getattr(manager, "interact_movies").rows  # noqa: B009 (unknown to the type checker)
        while len(rows) < count:
            number = len(rows)
            rows.add().number = number


class INTERACT_UL_movies(bpy.types.UIList):
    """The movies, the latest first."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: int | None,
        active_data: Any,
        active_property: str | None,
        index: int | None = 0,
        flt_flag: int | None = 0,
    ) -> None:
        """Draw a movie: its picture, name, and when it was made; a mark if it is of a .blend."""
        movies = made_movies(context).latest
        if index is None or index >= len(movies):
            return
        movie = movies[index]
        picture, known = icon_of(context, movie), origin(movie)
        # A sidebar is 280 pixels wide until the user makes it wider: the tooltip has the time.
        wide = context.region is not None and context.region.width > 360 * context.preferences.system.ui_scale
        split = layout.split(factor=0.6 if wide else 0.85, align=True)
        if picture:
            split.label(text=movie.name, icon_value=picture, translate=False)
        else:
            split.label(text=movie.name, icon="FILE_MOVIE", translate=False)
        right = split.row(align=True)
        right.alignment = "RIGHT"
        if wide:
            when = datetime.fromtimestamp(movie.mtime_ns / 1e9).astimezone()
            right.label(text=f"{when:%Y-%m-%d %H:%M}", translate=False)
        edited = known is not None and known.edited
        right.label(text="", icon="GREASEPENCIL" if edited else "BLANK1")

    def filter_items(self, context: Any, data: Any, name: str) -> Any:
        """Return which rows are shown: those that have a movie, and Blender's search field in its name."""
        movies, shown = made_movies(context).latest, self.bitflag_filter_item
        wanted, rows = self.filter_name.casefold(), len(getattr(data, name))
        flags = [shown if wanted in movie.name.casefold() else 0 for movie in movies][:rows]
        return flags + [0] * (rows - len(flags)), []


class INTERACT_OT_open_made_movie(bpy.types.Operator):
    """Open a movie of the output folder in the system's player."""

    bl_idname = "interact.open_made_movie"
    bl_label = "Play Movie"
    bl_description = "Play this movie in the system's player"
    bl_options = {"REGISTER"}  # noqa: RUF012

    name: StringProperty(name="Name", description="The movie's name, without .mp4", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Return the tooltip, with what is known about the movie."""
        found = next((each for each in made_movies(context).latest if each.name == properties.name), None)
        tip = iface("Play this movie in the system's player")
        return tip if found is None else f"{tip}\n{about_movie(found)}"

    @explained
    def execute(self, context: Any) -> Result:
        """Open it."""
        out = output_folder(context)
        path = Layout(out).movie(self.name)
        if path.parent != Layout(out).movie("x").parent:
            raise InputError(f"{self.name!r} is not the name of a movie")
        return open_path(self, path, out)


class INTERACT_OT_list_movies(bpy.types.Operator):
    """Look at the output folder again."""

    bl_idname = "interact.list_movies"
    bl_label = "List Movies"
    bl_description = "Look into the output folder again"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Read it at once."""
        make_rows(len(made_movies(context, now=True).latest))
        return FINISHED


class INTERACT_PT_movies(InteractTab, bpy.types.Panel):
    """The movies in the output folder."""

    bl_idname = "INTERACT_PT_movies"
    page = "RENDER"
    bl_label = "Movies"
    bl_order = 52
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the list, and the chosen movie."""
        layout: Any = self.layout
        movies, state = made_movies(context).latest, context.window_manager.interact_movies
        if not movies:
            draw_wrapped(layout, context, iface("There are no movies in the output folder yet"))
            layout.operator("interact.open_output", text="Folder", icon="FILE_FOLDER")
            return
        if len(state.rows) < len(movies):
            later(("movie rows", len(movies)), lambda: make_rows(len(movies)))
        row = layout.row()
        row.template_list(
            "INTERACT_UL_movies", "", state, "rows", state, "active", rows=5, item_dyntip_propname="tip"
        )
        side = row.column(align=True)
        side.operator("interact.list_movies", text="", icon="FILE_REFRESH")
        side.operator("interact.open_output", text="", icon="FILE_FOLDER")
        if 0 <= state.active < len(movies):
            _draw_chosen(layout, context, movies[state.active])


def _draw_chosen(layout: Any, context: Any, movie: MadeMovie) -> None:
    box = layout.box().column()
    if picture := icon_of(context, movie):
        box.template_icon(icon_value=picture, scale=_PICTURE)
    row = box.row()
    about = about_movie(movie)
    draw_wrapped(row, context, about, indent=40.0)
    draw_copy(row, about)
    box.operator("interact.open_made_movie", text="Play", icon="PLAY").name = movie.name


_register, _unregister = classes_factory(
    InteractMovieRow,
    InteractMovies,
    INTERACT_UL_movies,
    INTERACT_OT_open_made_movie,
    INTERACT_OT_list_movies,
    INTERACT_PT_movies,
)


def register() -> None:
    """Add the classes, and ``WindowManager.interact_movies``."""
    _register()
    manager: Any = bpy.types.WindowManager
    manager.interact_movies = PointerProperty(type=InteractMovies)


def unregister() -> None:
    """Remove what :func:`register` added."""
    manager: Any = bpy.types.WindowManager
    del manager.interact_movies
    _unregister()
