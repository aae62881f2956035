# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the import operators: choosing or dropping files, the target character, the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

from ...blender.common.actors import armature_of
from ...blender.io.import_options import AUTOMATIC
from ...blender.io.importing import ImportOptions, ImportResult
from ...core.foundation.errors import UsageError
from ...core.foundation.face_files import FACE_EXTENSIONS
from ...core.performance.read import TIMING_CHOICES
from ..common.addon import user_folder
from ..common.option_properties import enum_items, option_mixin, read_properties
from ..common.properties import LOOK_ITEMS
from ..common.reporting import CANCELLED, FINISHED, Result, report_findings
from ..common.translations import CONTEXT, iface
from .import_ahead import listener

__all__ = [
    "FACE_GLOB",
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

FACE_GLOB = ";".join(f"*{extension}" for extension in FACE_EXTENSIONS)
PERSON_ITEMS = [
    ("auto", "Automatic", "The built-in person who always plays the actor in the file's name", 0),
    ("none", "Bare Armature", "The file's own skeleton, without a body", 1),
    *((look, label, about, number + 2) for look, label, about, number in LOOK_ITEMS),
]
BODY_TIMING_ITEMS = [
    *enum_items(TIMING_CHOICES),
    ("adopt", "Change Scene", "Set the scene's frame rate to the file's", len(TIMING_CHOICES)),
]

_Helper: Any = ImportHelper  # its methods are typed differently from the operators'


class FilePicker(_Helper):  # type: ignore[misc]
    """Files from the file browser, from a drop, or from a script.

    All three are SKIP_SAVE: `invoke_popup` detects a drop by whether they are set.
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
        """Ask for the options if the files are known already (dropped), else for the files."""
        return self.invoke_popup(context)

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Return the tooltip of a button that imports a certain file, else the operator's description."""
        if not properties.filepath:
            return ""
        name, target = Path(properties.filepath).name, target_name(context)
        if target is None:
            return iface("Import {file}").format(file=name)
        return iface("Import {file} onto {name}").format(file=name, name=target)

    def paths(self) -> list[Path]:
        """Return the chosen files.

        Raises:
            UsageError: no file is chosen.
        """
        names = [file.name for file in self.files if file.name]
        if names:
            folder = Path(bpy.path.abspath(self.directory or str(Path(self.filepath).parent)))
            return [folder / name for name in names]
        if not self.filepath:
            raise UsageError("no file is chosen", cure="Choose one or more files")
        return [Path(bpy.path.abspath(self.filepath))]


TimeChoices = option_mixin(ImportOptions, "first_frame", "extend")
_RootChoices = option_mixin(ImportOptions, "root", "keep_feet")


class BodyChoices(_RootChoices):  # type: ignore[misc]
    """Who plays a motion."""

    ahead: BoolProperty(
        name="Live Window",
        description="Fit new people in a thread first, and import afterwards",
        options={"HIDDEN", "SKIP_SAVE", "SKIP_PRESET"},
    )
    target: EnumProperty(
        name="Onto",
        translation_context=CONTEXT,
        description="Who plays it; several files always get one new character each",
        items=[
            ("ACTIVE", "Selected", "The selected character, or a new one if none is selected"),
            ("NEW", "New Character", "A new character"),
        ],
        default="ACTIVE",
    )
    look: EnumProperty(
        name="Person", description="Who a new character is", items=PERSON_ITEMS, default="auto"
    )
    timing: EnumProperty(
        name="Frame Rate",
        description="What to do if the file's frame rate differs from the scene's",
        items=BODY_TIMING_ITEMS,
        default="resample",
    )


def import_options(operator: Any) -> ImportOptions:
    """Return the options of an operator's properties; options without a property have their defaults.

    Raises:
        UsageError: the options are invalid together.
    """
    values = operator.properties
    adopt = getattr(values, "timing", "") == "adopt"
    more = {
        "look": getattr(values, "look", AUTOMATIC),
        "adopt_rate": adopt,
        "cache": user_folder("characters"),
    }
    if adopt:
        more["timing"] = "resample"
    options: ImportOptions = read_properties(values, ImportOptions(), more)
    return options


def onto_object(context: Any) -> bpy.types.Object | None:
    """Return the target object of an import: the active one, if it is selected or in an edit mode."""
    thing = context.view_layer.objects.active
    if thing is None or not (thing.select_get() or thing.mode != "OBJECT"):
        return None
    return thing


def target_name(context: Any) -> str | None:
    """Return the name of the selected character or mesh with shape keys, or None."""
    thing = onto_object(context)
    armature = armature_of(thing)
    if armature is not None:
        return str(armature.name)
    if thing is not None and getattr(thing.data, "shape_keys", None) is not None:
        return thing.name
    return None


def section(layout: Any, name: str, title: str) -> Any:
    """Draw a foldable section as in Blender's importers; return None while it is folded."""
    header, body = layout.panel(f"INTERACT_import_{name}", default_closed=False)
    header.label(text=title, text_ctxt=CONTEXT)
    return body


@contextmanager
def waiting(context: Any) -> Iterator[None]:
    """Leave edit modes, whose data cannot be changed from outside, and show the wait cursor."""
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
    """Select new characters, and report what was imported and what was not."""
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
    receiver = listener(operator)
    report_findings(receiver, result.findings)
    done = [actor for actor in result.actors if actor.frames or actor.strips]
    if done:
        receiver.report({"INFO"}, iface("Imported: {}").format(", ".join(dict.fromkeys(map(_name, done)))))
    for failure in result.failures:
        receiver.report({"WARNING"} if done else {"ERROR"}, str(failure))
    return FINISHED if done else CANCELLED


def _name(actor: Any) -> str:
    where = actor.armature.name if actor.armature is not None else ", ".join(m.name for m in actor.meshes)
    if not where or where == actor.key:
        return str(actor.key)
    return iface("{key} onto {name}").format(key=actor.key, name=where)
