# SPDX-License-Identifier: GPL-3.0-or-later
"""The Contacts panel: who touches whom in the chosen scene, as a list and drawn in the viewport.

Nothing is composed, and nothing of the user's changes.
"""

from __future__ import annotations

from typing import Any, ClassVar

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    IntProperty,
    StringProperty,
)

from ...blender.scene.again.made import placement_of
from ...blender.scene.contact_view import frame_in, hide_contacts, show_contacts, shown_contacts
from ...core.contacts.figures import Figures
from ...core.contacts.wording import contact_text
from ...core.performance.contacts import scene_figures
from ..common.choices import compose_options
from ..common.classes import InteractTab, searched
from ..common.deferred import redraw
from ..common.live_work import LiveWork, OneWork, Progress, WaitingOperator, work_factory
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from ..dataset.catalog import chosen_scene, scene_missing

__all__ = ["InteractContacts", "contacts_state", "register", "unregister"]

READING = OneWork("interact_contacts")


class InteractContact(bpy.types.PropertyGroup):
    """One line; its frames are the capture's, counted from 0."""

    text: StringProperty()
    short: StringProperty()
    first: IntProperty()
    last: IntProperty()
    frame: IntProperty()
    ground: BoolProperty()


def _chosen(state: InteractContacts, context: bpy.types.Context) -> None:
    """Go to the frame in which the clicked contact is closest."""
    rows: Any = state.rows
    scene: Any = context.scene
    if shown_contacts(scene) is not None and 0 <= state.row < len(rows):
        scene.frame_current = frame_in(scene, rows[state.row].frame)


class InteractContacts(Progress, bpy.types.PropertyGroup):
    """The contacts that are shown; ``WindowManager.interact_contacts``. No methods: see ``checks_panel``."""

    rows: CollectionProperty(type=InteractContact)
    row: IntProperty(name="Contact", description="Click a line to go to its frame", update=_chosen)
    ground: BoolProperty(
        name="Floor and Seats", description="List what touches the floor or a seat as well, such as each step"
    )
    key: StringProperty()


def contacts_state(context: Any) -> Any:
    """Return the contacts that are shown."""
    return context.window_manager.interact_contacts


def _fill(state: Any, key: str, figures: Figures) -> None:
    state.rows.clear()
    for contact in figures.contacts.contacts:
        row = state.rows.add()
        row.text = contact_text(figures.contacts, contact)
        row.short = row.text.replace("left ", "L ").replace("right ", "R ")  # the sidebar is narrow
        row.first, row.last = contact.start, contact.end - 1
        row.frame, row.ground = contact.frame, contact.other is None
    state.key = key
    state.property_unset("row")  # setting it would go to the first one's frame


def _forget() -> None:
    READING.stop()
    hide_contacts()


class INTERACT_OT_show_contacts(WaitingOperator, bpy.types.Operator):
    """Find the contacts of the chosen scene, list and draw them."""

    bl_idname = "interact.show_contacts"
    bl_label = "Show Contacts"
    bl_description = (
        "Find who touches whom in the chosen scene, list it, and draw it in the viewport. Nothing is composed"
        " or changed"
    )
    one = READING
    stopped: ClassVar[str] = "Reading was cancelled"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is chosen, and none is being read."""
        if READING.current is not None:
            cls.poll_message_set("A scene is being read")
            return False
        return not scene_missing(cls, context)

    def prepared(self, context: Any) -> LiveWork:
        """Return what reads the scene and finds its contacts."""
        source, options = chosen_scene(context), compose_options(context).take
        self._place = place = placement_of(context.scene, source.key)
        return LiveWork(lambda on_step, cancelled: (source.key, scene_figures(source, options, place)))

    def finish(self, context: Any, result: tuple[str, Figures]) -> Result:
        """Fill the list, and draw."""
        key, figures = result
        _fill(contacts_state(context), key, figures)
        show_contacts(figures, context.scene, self._place.start)
        redraw()
        text = iface("{key}: {count} contacts").format(key=key, count=len(figures.contacts.contacts))
        self.report({"INFO"}, text)
        return FINISHED


class INTERACT_OT_hide_contacts(bpy.types.Operator):
    """Draw no contacts any more."""

    bl_idname = "interact.hide_contacts"
    bl_label = "Hide Contacts"
    bl_description = "Take the drawn contacts out of the viewport"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether any are drawn."""
        if shown_contacts(context.scene) is None:
            cls.poll_message_set("No contacts are shown")
            return False
        return True

    def execute(self, context: Any) -> Result:
        """Hide them."""
        hide_contacts()
        redraw()
        return FINISHED


class INTERACT_UL_contacts(bpy.types.UIList):
    """The contacts of a scene."""

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
        scene: Any = context.scene
        row = layout.split(factor=0.16)
        row.label(text=str(frame_in(scene, item.frame)), translate=False)
        row.label(text=item.short, translate=False)

    def filter_items(self, context: bpy.types.Context, data: Any, name: str) -> Any:
        """Filter by Blender's search field; the floor is listed only if that is chosen."""
        rows = getattr(data, name)
        found = searched(self, (row.text for row in rows))
        return [
            flag if data.ground or not row.ground else 0 for flag, row in zip(found, rows, strict=True)
        ], []


class INTERACT_PT_contacts(InteractTab, bpy.types.Panel):
    """Who touches whom."""

    page = "SHOT"
    bl_label = "Contacts"
    bl_order = 65
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the buttons and the list."""
        layout: Any = self.layout
        scene: Any = context.scene
        state = contacts_state(context)
        row = layout.row(align=True)
        if state.busy:
            row.label(text="Reading", icon="SORTTIME")
        else:
            row.operator("interact.show_contacts", icon="PROP_CON")
        there = shown_contacts(scene) is not None
        if there:
            row.operator("interact.hide_contacts", text="", icon="X")
        if not there:
            return
        if state.key != settings_of(context).key:
            text = iface("This is about {}, show again").format(state.key)
            draw_wrapped(layout, context, text, icon="INFO")
        layout.template_list("INTERACT_UL_contacts", "", state, "rows", state, "row", rows=6)
        layout.prop(state, "ground")
        if 0 <= state.row < len(state.rows):
            row = state.rows[state.row]
            first, last = frame_in(scene, row.first), frame_in(scene, row.last)
            text = iface("{contact}, frames {first} to {last}")
            draw_wrapped(layout, context, text.format(contact=row.text, first=first, last=last))


register, unregister = work_factory(
    _forget,
    (
        InteractContact,
        InteractContacts,
        INTERACT_OT_show_contacts,
        INTERACT_OT_hide_contacts,
        INTERACT_UL_contacts,
        INTERACT_PT_contacts,
    ),
    [(bpy.types.WindowManager, "interact_contacts", InteractContacts)],
)
