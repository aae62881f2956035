# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of scenes: its filters and its rows."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ...blender.compat import steady_text
from ...core.dataset import Overview, Scene, SceneFilter
from ..common.choices import face_reading
from ..common.classes import classes_factory
from ..common.movies import about_movie, icon_of, movie_of
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result
from ..common.translations import CONTEXT, iface
from .catalog import Catalog, known
from .row_facts import ORDERS, clock, scene_tip, scene_title

__all__ = [
    "KINDS",
    "InteractDatasetState",
    "draw_order",
    "register",
    "scene_filter",
    "state_of",
    "unregister",
]

_ANY = "*"
_Items = list[tuple[str, str, str]]
_NOTHING: _Items = [(_ANY, "Any", "")]
# Blender keeps no reference to the strings of dynamic items, so we have to.
_items: dict[str, tuple[Overview, _Items]] = {}
KINDS = (("body", "ARMATURE_DATA"), ("face", "SHAPEKEY_DATA"), ("voice", "SPEAKER"))


def _choices(field: str, title: str, values: tuple[str, ...], overview: Overview) -> _Items:
    if field not in _items or _items[field][0] is not overview:
        rest = [(value, value, "") for value in values]
        _items[field] = overview, [(_ANY, iface(title), iface("Do not filter by this")), *rest]
    return _items[field][1]


def _relationships(_: Any, context: bpy.types.Context | None) -> _Items:
    catalog = known(context or bpy.context)
    if catalog is None:
        return _NOTHING
    return _choices("relationship", "Any Relationship", catalog.overview.relationships, catalog.overview)


def _emotions(_: Any, context: bpy.types.Context | None) -> _Items:
    catalog = known(context or bpy.context)
    if catalog is None:
        return _NOTHING
    return _choices("emotion", "Any Emotion", catalog.overview.emotions, catalog.overview)


def _actors(_: Any, context: bpy.types.Context | None) -> _Items:
    catalog = known(context or bpy.context)
    if catalog is None:
        return _NOTHING
    return _choices("actor", "Any Actor", catalog.overview.actors, catalog.overview)


# Choices are stored as text: the items change with the dataset, so their numbers would change meaning.
def _number(items: _Items, value: str) -> int:
    return next((number for number, item in enumerate(items) if item[0] == value), 0)


def _get_relationship(state: InteractDatasetState) -> int:
    return _number(_relationships(state, None), state.wanted_relationship)


def _set_relationship(state: InteractDatasetState, number: int) -> None:
    state.wanted_relationship = _relationships(state, None)[number][0]


def _get_emotion(state: InteractDatasetState) -> int:
    return _number(_emotions(state, None), state.wanted_emotion)


def _set_emotion(state: InteractDatasetState, number: int) -> None:
    state.wanted_emotion = _emotions(state, None)[number][0]


def _get_actor(state: InteractDatasetState) -> int:
    return _number(_actors(state, None), state.wanted_actor)


def _set_actor(state: InteractDatasetState, number: int) -> None:
    state.wanted_actor = _actors(state, None)[number][0]


# Blender asks for the tooltips of the rows that it draws, and for no others.
def _tip(row: InteractRow) -> str:
    context = bpy.context
    catalog = known(context)
    if catalog is None or row.number >= len(catalog.overview.scenes):
        return ""
    scene = catalog.overview.scenes[row.number]
    movie = movie_of(context, scene.key)
    return scene_tip(scene, _seconds(context, catalog, scene), "" if movie is None else about_movie(movie))


def _seconds(context: bpy.types.Context, catalog: Catalog, scene: Scene) -> float | None:
    return catalog.seconds(scene.key, settings_of(context).bodies, face_reading(context))


class InteractRow(bpy.types.PropertyGroup):
    """A row of the list; its number decides which scene it shows."""

    number: IntProperty(name="Number", description="Which of the dataset's scenes it shows")
    tip: StringProperty(name="Scene", description="What is known about the scene", get=steady_text(_tip))


class InteractDatasetState(bpy.types.PropertyGroup):
    """The state of the list; ``WindowManager.interact_dataset``."""

    rows: CollectionProperty(type=InteractRow)
    text: StringProperty(
        name="Search",
        translation_context=CONTEXT,
        description="Show scenes in whose key, scenario, characters, captions, relationship, emotion or"
        " action all these words occur",
        options={"TEXTEDIT_UPDATE"},
    )
    relationship: EnumProperty(
        name="Relationship",
        description="Show scenes of this relationship only",
        items=_relationships,
        get=_get_relationship,
        set=_set_relationship,
    )
    emotion: EnumProperty(
        name="Emotion",
        description="Show scenes of this emotion only",
        items=_emotions,
        get=_get_emotion,
        set=_set_emotion,
    )
    actor: EnumProperty(
        name="Actor",
        description="Show scenes with this actor only",
        items=_actors,
        get=_get_actor,
        set=_set_actor,
    )
    complete: BoolProperty(name="Complete", description="Show only scenes of which no files are missing")
    order: EnumProperty(
        name="Order",
        translation_context=CONTEXT,
        description="In which order the scenes are listed",
        items=ORDERS,
    )
    descending: BoolProperty(name="Descending", description="List the last, longest or most incomplete first")
    wanted_relationship: StringProperty(default=_ANY, options={"HIDDEN"})
    wanted_emotion: StringProperty(default=_ANY, options={"HIDDEN"})
    wanted_actor: StringProperty(default=_ANY, options={"HIDDEN"})


def state_of(context: bpy.types.Context) -> InteractDatasetState:
    """Return the state of the list."""
    manager: Any = context.window_manager
    return manager.interact_dataset


def scene_filter(state: InteractDatasetState) -> SceneFilter:
    """Return the filter for the scenes that the list shows."""
    words = [f"text={state.text}"] if state.text.strip() else []
    for field, sign in (("relationship", "=="), ("emotion", "=="), ("actor", "=")):
        value = getattr(state, field)
        if value not in ("", _ANY):
            words.append(f"{field}{sign}{value}")
    return SceneFilter.parse([*words, "missing=none"] if state.complete else words)


def _halves(layout: Any, factor: float) -> tuple[Any, Any]:
    split = layout.split(factor=factor, align=True)
    return split.row(align=True), split.row(align=True)


class INTERACT_UL_scenes(bpy.types.UIList):
    """The dataset's scenes."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: Any,
        item: Any,
        icon: int | None,
        active_data: Any,
        active_property: str | None,
        index: int | None = 0,
        flt_flag: int | None = 0,
    ) -> None:
        """Draw one scene."""
        catalog = known(context)
        if catalog is None or index is None or index >= len(catalog.overview.scenes):
            return
        _draw_row(context, layout, catalog, catalog.overview.scenes[index])

    def draw_filter(self, context: bpy.types.Context, layout: bpy.types.UILayout) -> None:
        """Draw what Blender hides below a list; our filters are above it."""
        draw_order(layout, state_of(context))

    def filter_items(self, context: bpy.types.Context, data: Any, name: str) -> Any:
        """Return which rows are shown, and in which order; they are in the order of the keys."""
        catalog = known(context)
        rows = len(getattr(data, name))
        if catalog is None:
            return [0] * rows, []
        shown = self.bitflag_filter_item
        flags = [shown if wanted else 0 for wanted in catalog.matches(scene_filter(data))][:rows]
        flags += [0] * (rows - len(flags))
        if (data.order == "KEY" and not data.descending) or len(catalog.overview.scenes) > rows:
            return flags, []
        settings = settings_of(context)
        order = catalog.order(
            data.order, descending=data.descending, bodies=settings.bodies, reading=face_reading(context)
        )
        return flags, order + list(range(len(order), rows))


def draw_order(layout: Any, state: Any) -> None:
    """Draw the choice of the order."""
    row = layout.row(align=True)
    row.prop(state, "order", text="")
    row.prop(state, "descending", text="", icon="SORT_DESC" if state.descending else "SORT_ASC")


def _draw_row(context: Any, layout: Any, catalog: Catalog, scene: Scene) -> None:
    """Draw a picture of the movie or a sign that files are missing; key, title, actors, length."""
    # A sidebar is 280 pixels wide until the user makes it wider.
    wide = context.region is not None and context.region.width > 360 * context.preferences.system.ui_scale
    movie = movie_of(context, scene.key)
    picture = 0 if movie is None else icon_of(context, movie)
    seconds = _seconds(context, catalog, scene)
    key, rest = _halves(layout, 0.3 if wide else 0.54)
    if scene.missing:
        key.label(text=scene.key, icon="ERROR", translate=False)
    elif picture:
        key.label(text=scene.key, icon_value=picture, translate=False)
    else:
        key.label(text=scene.key, icon="BLANK1" if movie is None else "FILE_MOVIE", translate=False)
    title, rest = _halves(rest, 0.62 if wide else 0.6)
    title.label(text=scene_title(scene), translate=False)
    if wide:  # else only the tooltip names them
        cast, rest = _halves(rest, 0.55)
        cast.label(text=" ".join(scene.actor_ids), translate=False)
    rest.alignment = "RIGHT"
    rest.label(text="" if seconds is None else clock(seconds), translate=False)


class INTERACT_OT_clear_scene_filter(bpy.types.Operator):
    """Show all scenes again."""

    bl_idname = "interact.clear_scene_filter"
    bl_label = "Clear Scene Filter"
    bl_description = "Show all scenes of the dataset again"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether a filter is set."""
        if scene_filter(state_of(context)) == SceneFilter():
            cls.poll_message_set("All scenes are shown already")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> Result:
        """Clear the filter."""
        state = state_of(context)
        for name in ("text", "wanted_relationship", "wanted_emotion", "wanted_actor", "complete"):
            state.property_unset(name)
        return FINISHED


_register, _unregister = classes_factory(
    InteractRow, InteractDatasetState, INTERACT_UL_scenes, INTERACT_OT_clear_scene_filter
)


def register() -> None:
    """Add the classes, and ``WindowManager.interact_dataset``."""
    _register()
    manager: Any = bpy.types.WindowManager
    manager.interact_dataset = PointerProperty(type=InteractDatasetState)


def unregister() -> None:
    """Remove what :func:`register` added."""
    manager: Any = bpy.types.WindowManager
    del manager.interact_dataset
    _unregister()
    _items.clear()
