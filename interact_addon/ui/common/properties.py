# SPDX-License-Identifier: GPL-3.0-or-later
"""The panels' data: choices in the file (on the scene), temporary values on the window manager."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ...blender.compat import beside_file
from ...core.characters import all_looks
from ...core.options.movie import MovieOptions
from ...core.options.picture import PRESETS
from .addon import preferences
from .classes import classes_factory
from .icons import portrait_icon
from .option_properties import option_properties, property_group

__all__ = [
    "LISTENERS",
    "LOOK_ITEMS",
    "OUTPUT_OPTIONS",
    "InteractActor",
    "InteractSettings",
    "Listeners",
    "register",
    "settings_of",
    "unregister",
]

# What a .blend stores for each built-in person; never given to another.
_LOOK_NUMBERS = {
    "jonas": 0,
    "clara": 1,
    "marcus": 2,
    "kenji": 3,
    "mei": 4,
    "amara": 5,
    "omar": 6,
    "erik": 7,
    "luis": 8,
    "samuel": 9,
    "nadia": 10,
    "ines": 11,
    "ruth": 12,
}
LOOK_ITEMS = [
    (
        look.id,
        look.id.capitalize(),
        f"{look.sex}, {look.age:.0f} years, {look.height:.2f} m",
        _LOOK_NUMBERS[look.id],
    )
    for look in all_looks()
]

# For folders of results; the first is Blender's default. A dataset's folder stays absolute: Blender does not
# change it if the file is saved elsewhere.
OUTPUT_OPTIONS = {"ANIMATABLE", *beside_file()}


@dataclass(slots=True)
class Listeners:
    """Callbacks for changed choices: panels add themselves, so that this module needs no panels.

    Attributes:
        dataset: Called with the context when another dataset is chosen.
        key: Called with the context when another scene is chosen.
        reloaded: Called with the context when the dataset was read again.
        row_of: Returns the row of a scene's key in the list of scenes, or -1.
        key_of: Returns the key of the scene in a row, or None.
        actors: Returns the ids of the chosen scene's actors, none if it is not known.
    """

    dataset: list[Callable[[Any], None]] = field(default_factory=list)
    key: list[Callable[[Any], None]] = field(default_factory=list)
    reloaded: list[Callable[[Any], None]] = field(default_factory=list)
    row_of: Callable[[Any, str], int] = lambda context, key: -1
    key_of: Callable[[Any, int], str | None] = lambda context, row: None
    actors: Callable[[Any], Collection[str]] = lambda context: ()


LISTENERS = Listeners()


def _is_armature(_: bpy.types.PropertyGroup, thing: bpy.types.Object) -> bool:
    return thing.type == "ARMATURE"


# A script or another window can change a scene that is not the context's.
def _dataset_changed(settings: Any, context: bpy.types.Context) -> None:
    with context.temp_override(scene=settings.id_data):
        for listen in LISTENERS.dataset:
            listen(context)


def _key_changed(settings: Any, context: bpy.types.Context) -> None:
    with context.temp_override(scene=settings.id_data):
        for listen in LISTENERS.key:
            listen(context)


# The chosen row is computed from the key and never stored, so undo or another dataset leaves nothing stale.
def _row(settings: Any) -> int:
    return LISTENERS.row_of(bpy.context, settings.key)


def _choose_row(settings: Any, row: int) -> None:
    key = LISTENERS.key_of(bpy.context, row)
    if key is not None:
        settings.key = key


# A file in which no preset was chosen uses the preferences'.
def _preset(settings: Any) -> int:
    chosen = settings.own_preset
    if not settings.is_property_set("own_preset"):
        chosen = getattr(preferences(bpy.context), "preset", chosen)
    return next(preset.number for preset in PRESETS if preset.id == chosen)


def _choose_preset(settings: Any, number: int) -> None:
    settings.own_preset = next(preset.id for preset in PRESETS if preset.number == number)


# Blender reads the texts of computed items after the function has returned.
_people: list[tuple[str, str, str, int, int]] = []


def _pictured(_: Any, __: Any) -> list[tuple[str, str, str, int, int]]:
    _people[:] = [
        (look, label, about, portrait_icon(look), number) for look, label, about, number in LOOK_ITEMS
    ]
    return _people


def _look(actor: Any) -> int:
    return _LOOK_NUMBERS[actor.look]


def _choose_look(actor: Any, number: int) -> None:
    actor.look = next(look for look, known in _LOOK_NUMBERS.items() if known == number)


class InteractActor(bpy.types.PropertyGroup):
    """Who plays an actor of the chosen scene; ``name`` is the actor's id."""

    kind: EnumProperty(
        name="Character",
        description="Who plays this actor",
        items=[
            ("AUTO", "Automatic", "The built-in person who always plays this actor", 0),
            ("BUILT_IN", "Built-in", "A built-in person of your choice", 1),
            ("ARMATURE", "Armature", "A rigged character in this file", 2),
        ],
        default="AUTO",
    )
    look: EnumProperty(name="Person", description="The built-in person", items=LOOK_ITEMS)
    person: EnumProperty(
        name="Person",
        description="The built-in person: click the picture to choose another",
        items=_pictured,
        get=_look,
        set=_choose_look,
        options={"SKIP_SAVE"},
    )
    wear: StringProperty(
        name="Clothes",
        description="What the built-in person wears of the wardrobe in the preferences, with a + between"
        " names; empty for their own clothes",
    )
    use_height: BoolProperty(
        name="Own Height",
        description="Let the built-in person have another size than the one who was captured",
    )
    height: FloatProperty(
        name="Height",
        description="How tall the built-in person is, barefoot; contacts are kept as Interaction says",
        min=0.9,
        max=2.4,
        default=1.75,
        precision=3,  # with a unit, Blender counts the digits before the point too
        step=1,
        unit="LENGTH",
    )
    armature: PointerProperty(
        name="Armature",
        description="The armature that plays this actor; meshes on it with ARKit shape keys get the face",
        type=bpy.types.Object,
        poll=_is_armature,
    )


_OPTIONS = option_properties(MovieOptions)
_PRESET = dict(_OPTIONS.pop("preset").keywords)
_LAYOUT = dict(_OPTIONS.pop("dataset_layout").keywords)

_PROPERTIES: dict[str, Any] = {
    **_OPTIONS,
    "dataset": StringProperty(
        name="Dataset",
        description="The folder of a dataset, such as InterAct's, or a dataset.toml that describes one",
        subtype="DIR_PATH",
        update=_dataset_changed,
    ),
    "dataset_layout": EnumProperty(**_LAYOUT, update=_dataset_changed),
    "key": StringProperty(name="Scene", description="The chosen scene of the dataset", update=_key_changed),
    "row": IntProperty(
        name="Row", description="The chosen scene's place in the dataset", get=_row, set=_choose_row
    ),
    "cast": CollectionProperty(type=InteractActor),
    "own_preset": EnumProperty(**{**_PRESET, "options": {"HIDDEN"}}),
    "preset": EnumProperty(
        **{name: value for name, value in _PRESET.items() if name != "default"},
        get=_preset,
        set=_choose_preset,
    ),
    "use_scene_settings": BoolProperty(
        name="Scene's Render Settings",
        description="Render with the engine, size, samples and colours of this scene instead of a preset",
    ),
    "output": StringProperty(
        name="Output",
        description="The folder for movies; empty for the one in the preferences, or a folder"
        " 'movies' beside this file",
        subtype="DIR_PATH",
        options=OUTPUT_OPTIONS,
    ),
}

# Generated: options are declared once, in core/options.
InteractSettings: Any = property_group(
    "InteractSettings", __name__, _PROPERTIES, "The choices, saved with the file; ``Scene.interact``."
)


def settings_of(context: bpy.types.Context) -> Any:
    """Return the choices of the scene in the window."""
    return context.scene.interact


_register, _unregister = classes_factory(InteractActor, InteractSettings)


def register() -> None:
    """Add the classes, and ``Scene.interact``."""
    _register()
    scene_type: Any = bpy.types.Scene
    scene_type.interact = PointerProperty(type=InteractSettings)


def unregister() -> None:
    """Remove what :func:`register` added."""
    scene_type: Any = bpy.types.Scene
    del scene_type.interact
    _unregister()
