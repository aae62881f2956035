# SPDX-License-Identifier: GPL-3.0-or-later
"""The Checks panel: problems of a scene, as a list whose lines select what they are about."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import CollectionProperty, EnumProperty, IntProperty, PointerProperty, StringProperty

from ...blender.characters.fit_preview import CharacterFit
from ...blender.scene.check_targets import Target, show_target
from ...blender.scene.checks import Check, check_scene
from ...core.dataset import Scene
from ...core.foundation.errors import UsageError
from ..cast.casting import characters_file, fit_of, look_at_file
from ..common.choices import face_reading
from ..common.classes import InteractTab, classes_factory, searched
from ..common.copying import draw_trouble
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained
from ..common.text_wrap import draw_wrapped
from ..common.translations import CONTEXT, iface
from ..dataset.catalog import chosen_scene

__all__ = ["InteractChecks", "are_about", "checks_of", "register", "unregister"]

_ROWS = 3
_ICONS = {"warning": "ERROR", "info": "INFO", "ok": "CHECKMARK"}
LEVEL_ITEMS = [
    ("warning", "Warning", "Something will be missing in the movie"),
    ("info", "Remark", "Worth knowing"),
    ("ok", "In Order", "Nothing to do"),
]
TARGET_ITEMS = [
    ("NONE", "None", "The finding is about a file"),
    ("OBJECT", "Object", ""),
    ("BONE", "Bone", ""),
    ("SHAPE", "Shape Key", ""),
    ("STRIP", "Strip", ""),
]


class InteractCheck(bpy.types.PropertyGroup):
    """One line of the result."""

    level: EnumProperty(items=LEVEL_ITEMS)
    code: StringProperty()
    title: StringProperty()
    message: StringProperty()
    kind: EnumProperty(items=TARGET_ITEMS)
    object_uid: IntProperty()
    target: StringProperty()


def _chosen(checks: InteractChecks, context: bpy.types.Context) -> None:
    """Show what the clicked line is about, if it is about something in the scene.

    Not in edit or paint modes: another active object would leave the edited one in that mode, out of reach.
    """
    row = chosen_line(checks)
    if row is not None and row.kind != "NONE" and context.mode in ("OBJECT", "POSE"):
        scene: Any = context.scene
        layer: Any = context.view_layer
        show_target(scene, layer, Target(row.kind, row.object_uid, row.target))


class InteractChecks(bpy.types.PropertyGroup):
    """The result of the last check; ``WindowManager.interact_checks``.

    No methods: Blender 4.2 never releases a property group's class (each registration leaks a reference).
    Methods would keep this module, and with it ``bpy``, alive beyond Python's end, where Blender as a module
    then crashes.
    """

    rows: CollectionProperty(type=InteractCheck)
    row: IntProperty(name="Finding", description="Click a line to select what it is about", update=_chosen)
    scene_uid: IntProperty()
    key: StringProperty()


def checks_of(context: bpy.types.Context) -> InteractChecks:
    """Return the result of the last check."""
    manager: Any = context.window_manager
    return manager.interact_checks


def chosen_line(checks: InteractChecks) -> Any:
    """Return the chosen line, or None."""
    rows: Any = checks.rows
    return rows[checks.row] if 0 <= checks.row < len(rows) else None


def fill(outcome: InteractChecks, scene: bpy.types.Scene, key: str, checks: list[Check]) -> None:
    """Show the findings of a check."""
    rows: Any = outcome.rows
    rows.clear()
    for check in checks:
        row = rows.add()
        row.level, row.code, row.message = check.finding.level, check.finding.code, str(check.finding)
        row.kind, row.object_uid = check.target.kind, check.target.object_uid
        row.title, row.target = check.title, check.target.name
    outcome.scene_uid, outcome.key = scene.session_uid, key
    outcome.property_unset("row")  # setting it would select what the first line is about


def are_about(outcome: InteractChecks, scene: bpy.types.Scene) -> bool:
    """Return whether the result is of this scene, and not of a file that was open before."""
    return bool(outcome.key) and outcome.scene_uid == scene.session_uid


def _own_fits(context: bpy.types.Context, source: Scene) -> dict[str, CharacterFit]:
    """Return actor id -> fit of the user's characters in the cast."""
    path = characters_file(context)
    if path is not None:
        look_at_file(path)
    cast = settings_of(context).cast
    fits = {
        performance.actor_id: fit_of(context, performance, cast.get(performance.actor_id))
        for performance in source.performances
    }
    return {actor: fit for actor, fit in fits.items() if isinstance(fit, CharacterFit)}


class INTERACT_OT_check_scene(bpy.types.Operator):
    """Check the chosen scene."""

    bl_idname = "interact.check_scene"
    bl_label = "Check Scene"
    bl_description = (
        "Compare the lengths of bodies, faces and voices, and look for missing files, bones, shape keys,"
        " sounds and images"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether a scene is chosen."""
        if not settings_of(context).key:
            cls.poll_message_set("Choose a scene in the list first")
            return False
        return True

    @explained
    def execute(self, context: bpy.types.Context) -> Result:
        """Check it."""
        scene: Any = context.scene
        source = chosen_scene(context)
        bodies, reading = settings_of(context).bodies, face_reading(context)
        found = check_scene(source, scene, _own_fits(context, source), bodies=bodies, reading=reading)
        fill(checks_of(context), scene, source.key, found)
        warnings = sum(check.finding.level == "warning" for check in found)
        if warnings:
            text = iface("{key}: {count} warnings, see the Checks panel")
            self.report({"WARNING"}, text.format(key=source.key, count=warnings))
        else:
            self.report({"INFO"}, iface("{key}: nothing is missing").format(key=source.key))
        return FINISHED


class INTERACT_OT_select_finding(bpy.types.Operator):
    """Show what a finding is about."""

    bl_idname = "interact.select_finding"
    bl_label = "Select Finding"
    bl_description = "Select what the chosen line is about, and bring it into view"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    index: IntProperty(
        name="Line",
        translation_context=CONTEXT,
        description="The number of the line; -1 for the chosen one",
        default=-1,
        min=-1,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether there is a result."""
        if not checks_of(context).rows:
            cls.poll_message_set("Check the scene first")
            return False
        return True

    @explained
    def execute(self, context: bpy.types.Context) -> Result:
        """Select it, and bring it into view."""
        checks: Any = checks_of(context)
        if self.index >= len(checks.rows):
            raise UsageError(f"no line {self.index} among the {len(checks.rows)} findings")
        if self.index >= 0:
            checks.row = self.index
        row = chosen_line(checks)
        if row is None or row.kind == "NONE":
            raise UsageError("this finding is about a file, not about anything in the scene")
        target = Target(row.kind, row.object_uid, row.target)
        ops: Any = bpy.ops
        if context.mode != "OBJECT" and ops.object.mode_set.poll():
            ops.object.mode_set(mode="OBJECT")
        scene: Any = context.scene
        layer: Any = context.view_layer
        if not show_target(scene, layer, target):
            raise UsageError("the subject of this finding no longer exists", cure="Check the scene again")
        if target.kind == "BONE":
            ops.object.mode_set(mode="POSE")
        if context.area is not None and ops.view3d.view_selected.poll():
            ops.view3d.view_selected()
        return FINISHED


class INTERACT_OT_copy_findings(bpy.types.Operator):
    """Copy the result as text."""

    bl_idname = "interact.copy_findings"
    bl_label = "Copy Findings"
    bl_description = "Copy all findings as text to the clipboard"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether there is a result."""
        if not checks_of(context).rows:
            cls.poll_message_set("Check the scene first")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> Result:
        """Copy it."""
        checks: Any = checks_of(context)
        lines = [f"{checks.key}", *(f"{row.level}: {row.message}" for row in checks.rows)]
        manager: Any = context.window_manager
        manager.clipboard = "\n".join(lines) + "\n"
        self.report({"INFO"}, iface("{} lines copied").format(len(lines)))
        return FINISHED


class INTERACT_UL_findings(bpy.types.UIList):
    """The result of a check."""

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
        """Draw one line."""
        layout.label(text=item.title, icon=_ICONS[item.level], translate=False)  # type: ignore[arg-type]

    def filter_items(self, context: bpy.types.Context, data: Any, name: str) -> Any:
        """Filter by Blender's search field, in the messages."""
        return searched(self, (row.message for row in getattr(data, name))), []


class INTERACT_PT_checks(InteractTab, bpy.types.Panel):
    """Problems of the chosen scene."""

    page = "SHOT"
    bl_label = "Checks"
    bl_order = 60

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the button, the list, and the chosen line in full."""
        layout: Any = self.layout
        scene: Any = context.scene
        checks: Any = checks_of(context)
        if not are_about(checks, scene):
            layout.operator("interact.check_scene", icon="VIEWZOOM")
            return
        if checks.key != settings_of(context).key:
            text = iface("This is about {}, check again").format(checks.key)
            draw_wrapped(layout, context, text, icon="INFO")
        row = layout.row()
        row.template_list(
            "INTERACT_UL_findings", "", checks, "rows", checks, "row", rows=_ROWS, maxrows=_ROWS
        )
        side = row.column(align=True)
        side.operator("interact.check_scene", text="", icon="FILE_REFRESH")
        side.operator("interact.select_finding", text="", icon="RESTRICT_SELECT_OFF").index = -1
        side.operator("interact.copy_findings", text="", icon="COPYDOWN")
        chosen = chosen_line(checks)
        if chosen is not None:
            draw_trouble(layout, context, chosen.message, icon=_ICONS[chosen.level], about=checks.key)


_register, _unregister = classes_factory(
    InteractCheck,
    InteractChecks,
    INTERACT_OT_check_scene,
    INTERACT_OT_select_finding,
    INTERACT_OT_copy_findings,
    INTERACT_UL_findings,
    INTERACT_PT_checks,
)


def register() -> None:
    """Add the classes, and ``WindowManager.interact_checks``."""
    _register()
    manager: Any = bpy.types.WindowManager
    manager.interact_checks = PointerProperty(type=InteractChecks)


def unregister() -> None:
    """Remove what :func:`register` added."""
    manager: Any = bpy.types.WindowManager
    del manager.interact_checks
    _unregister()
