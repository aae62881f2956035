# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panels keep: choices in the file (on the scene), passing things on the window manager."""

from __future__ import annotations

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
from ...core.camera.presets import CAMERA_PRESETS
from ...core.characters import all_looks
from ...core.dataset.model import BODY_CHOICES
from .addon import preferences
from .classes import classes_factory
from .preferences import PRESET_ITEMS

__all__ = ["InteractActor", "InteractSettings", "register", "settings_of", "unregister"]

_BODIES = {
    "auto": ("Automatic", "The actors' own proportions for built-in people, the retargeted ones for others"),
    "bvhs": ("Own Proportions", "Motion on the actors' own proportions (bvhs): contacts are exact"),
    "bvhs_retarget": ("Retargeted", "Motion on the standing characters' proportions (bvhs_retarget)"),
}
_CAMERAS = {
    "front": "Both people over the whole take, from the side where more of their faces is seen",
    "side": "Both people over the whole take, from three quarters",
    "over_shoulder_a": "From behind the first person at the second",
    "over_shoulder_b": "From behind the second person at the first",
    "close_a": "A portrait of the first person",
    "close_b": "A portrait of the second person",
    "orbit": "Once around both",
}


# Annotations are evaluated later and see only this module's names: no comprehensions in them.
BODY_ITEMS = [(name, *_BODIES[name]) for name in BODY_CHOICES]
CAMERA_ITEMS = [(name, name.replace("_", " ").title(), _CAMERAS[name]) for name in CAMERA_PRESETS]
LOOK_ITEMS = [
    (look.id, look.id.capitalize(), f"{look.sex}, {look.age:.0f} years, {look.height:.2f} m")
    for look in all_looks()
]


# Of folders for results; the first is there by default. A dataset's folder is kept whole: Blender does not
# change it where the file is saved elsewhere.
OUTPUT_OPTIONS = {"ANIMATABLE", *beside_file()}

_PRESETS = [item[0] for item in PRESET_ITEMS]


def _is_armature(_: bpy.types.PropertyGroup, thing: bpy.types.Object) -> bool:
    return thing.type == "ARMATURE"


# A script, or another window, may change a scene that is not the context's.
def _dataset_changed(settings: InteractSettings, context: bpy.types.Context) -> None:
    from ..cast.casting import fill_cast
    from ..dataset.catalog import reload

    with context.temp_override(scene=settings.id_data):
        reload(context)
        fill_cast(context)


def _key_changed(settings: InteractSettings, context: bpy.types.Context) -> None:
    from ..cast.casting import fill_cast

    with context.temp_override(scene=settings.id_data):
        fill_cast(context)


# The chosen row is worked out of the key and never kept: undo, or another dataset, leaves nothing stale.
def _row(settings: InteractSettings) -> int:
    from ..dataset.catalog import known

    catalog = known(bpy.context)
    return -1 if catalog is None else catalog.overview.index.get(settings.key, -1)


def _choose_row(settings: InteractSettings, row: int) -> None:
    from ..dataset.catalog import known

    catalog = known(bpy.context)
    if catalog is not None and 0 <= row < len(catalog.overview.scenes):
        settings.key = catalog.overview.scenes[row].key


# A file in which nobody has chosen a preset has the preferences'.
def _preset(settings: InteractSettings) -> int:
    chosen = settings.own_preset
    if not settings.is_property_set("own_preset"):
        chosen = getattr(preferences(bpy.context), "preset", chosen)
    return _PRESETS.index(chosen)


def _choose_preset(settings: InteractSettings, number: int) -> None:
    settings.own_preset = _PRESETS[number]


class InteractActor(bpy.types.PropertyGroup):
    """Who plays an actor of the chosen scene; ``name`` is the actor's id."""

    kind: EnumProperty(
        name="Character",
        description="Who plays this actor",
        items=[
            ("AUTO", "Automatic", "The built-in person who always plays this actor"),
            ("BUILT_IN", "Built-in", "A built-in person of your choice"),
            ("ARMATURE", "Armature", "A rigged character in this file"),
        ],
        default="AUTO",
    )
    look: EnumProperty(name="Person", description="The built-in person", items=LOOK_ITEMS)
    armature: PointerProperty(
        name="Armature",
        description="The armature that plays this actor; meshes on it with ARKit shape keys get the face",
        type=bpy.types.Object,
        poll=_is_armature,
    )


class InteractSettings(bpy.types.PropertyGroup):
    """The choices, saved with the file; ``Scene.interact``."""

    dataset: StringProperty(
        name="Dataset",
        description="The folder that holds bvhs, face_arkit, wav and the databases",
        subtype="DIR_PATH",
        update=_dataset_changed,
    )
    key: StringProperty(name="Scene", description="The chosen scene of the dataset", update=_key_changed)
    row: IntProperty(
        name="Row", description="The chosen scene's place in the dataset", get=_row, set=_choose_row
    )
    cast: CollectionProperty(type=InteractActor)
    bodies: EnumProperty(
        name="Bodies",
        description="Which motion files are used",
        items=BODY_ITEMS,
        default="auto",
    )
    camera: EnumProperty(
        name="Camera",
        description="Where the camera stands",
        items=CAMERA_ITEMS,
        default="front",
    )
    use_focal: BoolProperty(
        name="Own Focal Length", description="Choose the lens instead of taking the camera preset's"
    )
    focal: FloatProperty(
        name="Focal Length",
        description="In millimetres, on a 36 mm sensor",
        default=50.0,
        min=1.0,
        max=5000.0,
    )
    lights: BoolProperty(name="Lights", description="Add floor, backdrop and three lights", default=True)
    sound: BoolProperty(name="Voices", description="Add both voices as sound strips", default=True)
    mode: EnumProperty(
        name="Mode",
        description="What happens to scenes that were composed before",
        items=[
            ("REPLACE", "Replace", "Remove what was composed before; your own objects stay"),
            ("ADD", "Add", "Leave other composed scenes where they are"),
        ],
        default="REPLACE",
    )
    preset: EnumProperty(
        name="Preset",
        description="How the pictures are rendered",
        items=PRESET_ITEMS,
        get=_preset,
        set=_choose_preset,
    )
    own_preset: EnumProperty(items=PRESET_ITEMS, default="preview", options={"HIDDEN"})
    use_scene_settings: BoolProperty(
        name="Scene's Own Settings",
        description="Render with the engine, size, samples and colours of this scene, not of a preset",
    )
    width: IntProperty(
        name="Width", description="Pixels across, an even number", default=1280, min=16, max=16384, step=2
    )
    height: IntProperty(
        name="Height", description="Pixels down, an even number", default=720, min=16, max=16384, step=2
    )
    samples: IntProperty(
        name="Samples", description="Samples per pixel; 0 for the preset's own", default=0, min=0, max=65536
    )
    use_frames: BoolProperty(name="Part of the Scene", description="Render only some of the frames")
    frame_first: IntProperty(name="First Frame", description="The first frame to render", default=1, min=1)
    frame_last: IntProperty(name="Last Frame", description="The last frame to render", default=120, min=1)
    output: StringProperty(
        name="Output",
        description="The folder for movies; empty for the one in the preferences, or a folder 'movies' beside"
        " this file",
        subtype="DIR_PATH",
        options=OUTPUT_OPTIONS,
    )
    stereo: BoolProperty(
        name="Stereo", description="Let each voice come from where its actor stands in the picture"
    )


def settings_of(context: bpy.types.Context) -> InteractSettings:
    """The choices of the scene in the window."""
    return context.scene.interact


_register, _unregister = classes_factory(InteractActor, InteractSettings)


def register() -> None:
    """Add the classes, and ``Scene.interact``."""
    _register()
    scene_type: Any = bpy.types.Scene
    scene_type.interact = PointerProperty(type=InteractSettings)


def unregister() -> None:
    """Take back what :func:`register` added."""
    scene_type: Any = bpy.types.Scene
    del scene_type.interact
    _unregister()
