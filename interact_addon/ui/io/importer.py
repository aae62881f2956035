# SPDX-License-Identifier: GPL-3.0-or-later
"""What our import operators share: picking files or taking dropped ones, onto whom, telling the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

from ...blender.common.actors import armature_of
from ...blender.io.importing import ImportOptions, ImportResult
from ...core.animation.bvh import UNITS
from ...core.foundation.errors import UsageError
from ...core.performance.read import ReadOptions
from ..common.addon import user_folder
from ..common.properties import LOOK_ITEMS
from ..common.reporting import CANCELLED, FINISHED, Result, tell
from ..common.translations import iface
from .import_ahead import listener

__all__ = [
    "BodyChoices",
    "FilePicker",
    "TimeChoices",
    "import_options",
    "onto_object",
    "outcome",
    "section",
    "target_name",
    "waiting",
]

_UNITS = {
    "m": "Metres",
    "dm": "Decimetres",
    "cm": "Centimetres",
    "mm": "Millimetres",
    "inch": "Inches",
    "cmu": "CMU",
}
_ABOUT_UNITS = {"cmu": "Of the CMU database: one unit is 1/0.45 inch"}
UNIT_ITEMS = [
    ("auto", "Automatic", "Told from how tall the person is"),
    *(
        (unit, _UNITS[unit], _ABOUT_UNITS.get(unit, f"One unit of the file is {UNITS[unit]:g} m"))
        for unit in UNITS
    ),
]
PERSON_ITEMS = [
    ("auto", "Automatic", "The built-in person who always plays the actor that the file's name tells"),
    ("none", "Bare Armature", "The file's own skeleton, without a body"),
    *LOOK_ITEMS,
]
TIMING_ITEMS = [
    ("resample", "Resample", "Keep the speed: the file is resampled to the scene's frame rate"),
    ("keep", "Keep Frames", "Every frame of the file is one of the scene's, whatever the frame rates"),
]
BODY_TIMING_ITEMS = [
    *TIMING_ITEMS,
    ("adopt", "Change Scene", "Set the scene's frame rate to the file's"),
]
ROOT_ITEMS = [
    ("height", "Height Only", "Only the height is scaled: partners stay where they are"),
    ("single", "Whole Path", "The whole path is scaled: feet do not slide, partners come to stand elsewhere"),
    ("multi", "As Captured", "Nothing is scaled: hips are exactly where they were captured"),
]


_Helper: Any = ImportHelper  # its methods are typed otherwise than the operators' own


class FilePicker(_Helper):  # type: ignore[misc]
    """Files from the file browser, from a drop, or from a script.

    All three are SKIP_SAVE: whether they are set is how `invoke_popup` tells a drop from a menu entry.
    """

    filepath: StringProperty(
        name="File Path",
        description="The file to import",
        maxlen=1024,
        subtype="FILE_PATH",
        options={"HIDDEN", "SKIP_SAVE", "SKIP_PRESET"},
    )
    directory: StringProperty(
        name="Directory",
        description="The folder of the files to import",
        subtype="DIR_PATH",
        options={"HIDDEN", "SKIP_SAVE", "SKIP_PRESET"},
    )
    files: CollectionProperty(
        name="Files",
        description="The names of the files to import",
        type=bpy.types.OperatorFileListElement,
        options={"HIDDEN", "SKIP_SAVE", "SKIP_PRESET"},
    )

    def invoke(self, context: Any, event: Any) -> Any:
        """Ask for the options of files that are known already (dropped), else for the files."""
        return self.invoke_popup(context)

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """The tooltip of a button that imports a certain file; the operator's own where there is none."""
        if not properties.filepath:
            return ""
        name, target = Path(properties.filepath).name, target_name(context)
        if target is None:
            return iface("Import {file}").format(file=name)
        return iface("Import {file} onto {name}").format(file=name, name=target)

    def paths(self) -> list[Path]:
        """The chosen files.

        Raises:
            UsageError: there are none.
        """
        names = [file.name for file in self.files if file.name]
        if names:
            folder = Path(bpy.path.abspath(self.directory or str(Path(self.filepath).parent)))
            return [folder / name for name in names]
        if not self.filepath:
            raise UsageError("no file is chosen", cure="Choose one or more files")
        return [Path(bpy.path.abspath(self.filepath))]


class TimeChoices:
    """When what is imported begins, and how far the scene goes."""

    frame_start: IntProperty(
        name="Start Frame",
        description="The frame of the scene at which the files begin",
        default=1,
        min=-1048574,
        max=1048574,
    )
    extend: BoolProperty(
        name="Extend Scene",
        description="Move the scene's last frame on to where the files end; it never moves back",
        default=True,
    )


class BodyChoices:
    """Who plays a motion."""

    ahead: BoolProperty(
        name="Live Window",
        description="Fit new people in a thread first, and import afterwards",
        options={"HIDDEN", "SKIP_SAVE", "SKIP_PRESET"},
    )
    target: EnumProperty(
        name="Onto",
        description="Who plays it; several files always get one new character each",
        items=[
            ("ACTIVE", "Selected", "The selected character; a new one where none is selected"),
            ("NEW", "New Character", "A new character"),
        ],
        default="ACTIVE",
    )
    look: EnumProperty(
        name="Person", description="Who a new character is", items=PERSON_ITEMS, default="auto"
    )
    root: EnumProperty(
        name="Hips",
        description="How the path of the hips is fitted to a character with a skeleton of its own",
        items=ROOT_ITEMS,
        default="height",
    )
    timing: EnumProperty(
        name="Frame Rate",
        description="What happens where the file has another frame rate than the scene",
        items=BODY_TIMING_ITEMS,
        default="resample",
    )


def import_options(operator: Any) -> ImportOptions:
    """The options that an operator's properties stand for; those it does not have are at their defaults.

    Raises:
        UsageError: they make no sense together.
    """
    values = operator.properties
    timing = getattr(values, "timing", "resample")
    reading = ReadOptions(
        units=getattr(values, "units", "auto"),
        up=getattr(values, "up", "auto"),
        timing="resample" if timing == "adopt" else timing,
        array_rate=Fraction(getattr(values, "array_rate", 30.0)).limit_denominator(1001),
    )
    return ImportOptions(
        reading=reading,
        first_frame=values.frame_start,
        look=getattr(values, "look", "auto"),
        root=getattr(values, "root", "height"),
        extend=getattr(values, "extend", True),
        adopt_rate=timing == "adopt",
        replace_voice=getattr(values, "replace", True),
        cache=user_folder("characters"),
    )


def onto_object(context: Any) -> bpy.types.Object | None:
    """The object that an import is meant for: the active one, if it is selected or being worked on."""
    thing = context.view_layer.objects.active
    if thing is None or not (thing.select_get() or thing.mode != "OBJECT"):
        return None
    return thing


def target_name(context: Any) -> str | None:
    """Who is selected, as people know them; None where it is no character and no mesh with shape keys."""
    thing = onto_object(context)
    armature = armature_of(thing)
    if armature is not None:
        return str(armature.name)
    if thing is not None and getattr(thing.data, "shape_keys", None) is not None:
        return thing.name
    return None


def section(layout: Any, name: str, title: str) -> Any:
    """A foldable section as in Blender's own importers; None while it is folded."""
    header, body = layout.panel(f"INTERACT_import_{name}", default_closed=False)
    header.label(text=title)
    return body


@contextmanager
def waiting(context: Any) -> Iterator[None]:
    """Leave edit modes, whose data nobody else may change, and show the wait cursor."""
    set_mode: Any = bpy.ops.object.mode_set
    if context.mode.startswith("EDIT") and set_mode.poll():
        set_mode(mode="OBJECT")
    window = context.window
    if window is not None:
        window.cursor_set("WAIT")
    try:
        yield
    finally:
        if window is not None:
            window.cursor_set("DEFAULT")


def outcome(operator: bpy.types.Operator, context: Any, result: ImportResult) -> Result:
    """Select who is new, and tell what was imported and what was not."""
    new = [actor.armature for actor in result.actors if actor.new and actor.armature is not None]
    # In a collection that is excluded from the view layer nothing can be selected.
    context.view_layer.update()
    new = [armature for armature in new if context.view_layer.objects.get(armature.name) == armature]
    if new:
        for thing in context.view_layer.objects:
            thing.select_set(False)
        for armature in new:
            armature.select_set(True)
        context.view_layer.objects.active = new[0]
    told = listener(operator)
    tell(told, result.findings)
    done = [actor for actor in result.actors if actor.frames or actor.strips]
    if done:
        told.report({"INFO"}, f"Imported: {', '.join(dict.fromkeys(map(_name, done)))}")
    for failure in result.failures:
        told.report({"WARNING"} if done else {"ERROR"}, str(failure))
    return FINISHED if done else CANCELLED


def _name(actor: Any) -> str:
    where = actor.armature.name if actor.armature is not None else ", ".join(m.name for m in actor.meshes)
    return f"{actor.key} onto {where}" if where and where != actor.key else actor.key
