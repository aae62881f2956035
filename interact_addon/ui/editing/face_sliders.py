# SPDX-License-Identifier: GPL-3.0-or-later
"""Face sliders: properties that read and set the shape keys of the selected person; they store nothing."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, PointerProperty

from ...blender.editing.face_values import EASE, FaceKeys, face_of, key_face, set_shape, shape_value
from ...core.face.arkit import ARKIT_52
from ...core.face.sliders import mirrored
from ...core.foundation.errors import InteractError
from ..common.option_properties import property_group
from ..common.translations import CONTEXT

__all__ = ["can_edit", "register", "remember", "selected_face", "show_shapes", "unregister"]

_Place = tuple[str, int, str]  # name and session_uid of a mesh object, name of a shape key
_drawn: tuple[int, dict[str, _Place]] = (0, {})  # session_uid of the active object, shape -> where it is read


def selected_face(context: Any) -> FaceKeys | None:
    """Return the face of the selected person, or None."""
    return face_of(context.scene, context.object)


def can_edit(operator: type[bpy.types.Operator], context: Any) -> bool:
    """Poll: whether the selected person has a face that can be edited; if not, the operator says why."""
    face = selected_face(context)
    if face is None:
        operator.poll_message_set("Select a person with a face: an armature or mesh of an actor")
        return False
    if any(keys.library is not None for found in face.shapes.values() for keys, _ in found):
        operator.poll_message_set("This person is linked from another file")
        return False
    return True


def show_shapes(context: Any, face: FaceKeys, values: dict[str, float]) -> None:
    """Show shapes at values; with auto keying, key them in the edit layer.

    Raises:
        FaceError: with auto keying: the face cannot be keyed.
    """
    for shape, value in values.items():
        set_shape(face, shape, value)
    if context.scene.tool_settings.use_keyframe_insert_auto:
        fade = context.window_manager.interact_face_fade
        key_face(face, values, context.scene.frame_current, fade=fade)


def remember(context: Any, face: FaceKeys | None) -> None:
    """Remember where each shape is read, for the sliders that are drawn next: each asks for its value."""
    global _drawn
    meshes = {
        thing.data.shape_keys: thing
        for thing in context.scene.objects
        if thing.type == "MESH" and thing.data.shape_keys is not None
    }
    places: dict[str, _Place] = {}
    for shape, found in {} if face is None else face.shapes.items():
        keys, name = found[0]
        if keys in meshes:
            places[shape] = meshes[keys].name, meshes[keys].session_uid, name
    _drawn = (0 if context.object is None else context.object.session_uid, places)


def _value(context: Any, shape: str) -> float:
    active, places = _drawn
    if context.object is None or context.object.session_uid != active:
        face = selected_face(context)
        return 0.0 if face is None else shape_value(face, shape)
    name, uid, key = places.get(shape, ("", 0, ""))
    thing: Any = bpy.data.objects.get(name)
    keys = None if thing is None or thing.session_uid != uid else thing.data.shape_keys
    block = None if keys is None else keys.key_blocks.get(key)
    return 0.0 if block is None else float(block.value)


def _slider(shape: str) -> Any:
    def get(_: Any) -> float:
        return _value(bpy.context, shape)

    def set_(_: Any, value: float) -> None:
        context: Any = bpy.context
        face = selected_face(context)
        if face is None or shape not in face.shapes:
            return
        other = mirrored(shape) if context.window_manager.interact_face_mirror else None
        try:
            show_shapes(context, face, {one: value for one in (shape, other) if one is not None})
        except InteractError:
            return  # linked: the slider stays where it is

    return FloatProperty(
        name=shape,
        description="The value that is shown on this frame, on all meshes of the face. It is keyed in the"
        " edit layer by Key or by auto keying; else it is gone on another frame",
        min=-10.0,
        max=10.0,
        soft_min=0.0,
        soft_max=1.0,
        precision=2,
        subtype="FACTOR",
        get=get,
        set=set_,
        options=set(),
    )


_PROPERTIES = {shape: _slider(shape) for shape in ARKIT_52}
FaceSliders = property_group("InteractFaceSliders", __name__, _PROPERTIES, "A slider for each shape.")


def register() -> None:
    """Add the sliders to scenes, so that Blender can undo moving them, and their choices to the session."""
    scene: Any = bpy.types.Scene
    manager: Any = bpy.types.WindowManager
    bpy.utils.register_class(FaceSliders)
    scene.interact_sliders = PointerProperty(type=FaceSliders)
    manager.interact_face_mirror = BoolProperty(
        name="Mirror",
        description="A slider also moves the one of the other side; the eyes look the same way",
        default=True,
    )
    manager.interact_face_fade = IntProperty(
        name="Fade",
        translation_context=CONTEXT,
        description="Frames before and after a key over which its change comes and goes; 0: until the layer's"
        " next key",
        default=EASE,
        min=0,
        max=1000,
    )


def unregister() -> None:
    """Remove what :func:`register` added."""
    global _drawn
    _drawn = (0, {})
    scene: Any = bpy.types.Scene
    manager: Any = bpy.types.WindowManager
    del manager.interact_face_fade, manager.interact_face_mirror, scene.interact_sliders
    bpy.utils.unregister_class(FaceSliders)
