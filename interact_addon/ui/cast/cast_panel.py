# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cast panel: who plays whom, and what the user's characters can play."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.characters.fit_preview import CharacterFit
from ...blender.scene.clearing import composed_keys
from ...core.characters import Look
from ...core.dataset import Performance
from ..common.classes import InteractTab, classes_factory
from ..common.copying import draw_trouble
from ..common.icons import portrait_icon
from ..common.option_properties import draw_optional
from ..common.properties import InteractActor, settings_of
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from ..dataset.catalog import known_scene
from .casting import automatic_looks, characters_file, fit_of
from .clothes import draw_clothes

__all__ = ["register", "unregister"]

_SEXES = {"male": "Man", "female": "Woman"}
_PICTURE, _POPUP = 3.6, 5.0  # the size of pictures, in buttons; and in the menu


class INTERACT_PT_cast(InteractTab, bpy.types.Panel):
    """The chosen scene's actors."""

    page = "ACTORS"
    bl_label = "Cast"
    bl_order = 10

    def draw(self, context: bpy.types.Context) -> None:
        """Draw an entry for each actor."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        scene = known_scene(context)
        if scene is None:
            layout.label(text="Choose a scene in the list")
            return
        cast = settings_of(context).cast
        usual = automatic_looks(scene)
        for performance in scene.performances:
            actor = cast.get(performance.actor_id)
            _draw_actor(layout, context, performance, actor, usual[performance.actor_id])


def _draw_actor(
    layout: Any, context: bpy.types.Context, performance: Performance, actor: InteractActor | None, look: Look
) -> None:
    kind = "AUTO" if actor is None else actor.kind
    fit = fit_of(context, performance, actor)
    column = layout.column() if fit is not None else _beside_picture(layout, actor, kind, look)
    sex = iface(_SEXES.get(performance.sex or "", "Actor"))
    row = column.row(align=True)
    _draw_short(row, performance.actor_id)
    if actor is not None:
        row.prop(actor, "kind", text="")
    line = column.row()
    _draw_short(line, sex)
    if kind == "BUILT_IN":
        line.prop(actor, "look", text="")
    elif fit is None:
        line.label(text=look.id.capitalize(), translate=False)
    elif kind == "ARMATURE":
        line.prop(actor, "armature", text="")
    here: Any = context.scene
    if settings_of(context).key in composed_keys(here):
        order = row.operator("interact.replace_actor", text="", icon="FILE_REFRESH")
        order.actor = performance.actor_id
    if fit is None:
        if actor is not None:
            draw_optional(column, actor, "height")
            draw_clothes(layout, context, actor)
        return
    if isinstance(fit, str):
        draw_wrapped(layout, context, iface(fit), icon="INFO")
    else:
        path = characters_file(context)
        source = path.name if kind == "AUTO" and path is not None else ""
        _draw_fit(layout, context, performance.actor_id, fit, source)


def _draw_short(row: Any, text: str) -> None:
    """Draw a text as wide as it is; what is beside it has the rest of the line."""
    short = row.row()
    short.alignment = "LEFT"
    short.label(text=text, translate=False)


def _beside_picture(layout: Any, actor: InteractActor | None, kind: str, look: Look) -> Any:
    """Draw a built-in person's picture, a menu where they are chosen; return the column beside it."""
    row = layout.split(factor=0.3)
    picture = row.column()
    if kind == "BUILT_IN":
        picture.template_icon_view(actor, "person", show_labels=True, scale=_PICTURE, scale_popup=_POPUP)
    else:
        picture.template_icon(portrait_icon(look.id), scale=_PICTURE)
    return row.column()


def _draw_fit(layout: Any, context: bpy.types.Context, actor_id: str, fit: CharacterFit, source: str) -> None:
    if source:
        text = iface("{name} in {file}").format(name=fit.name, file=source)
        draw_wrapped(layout, context, text, icon="FILE_BLEND")
    if fit.problem is not None:
        text = iface("{name} cannot play: {problem}").format(name=fit.name, problem=iface(fit.problem))
        draw_trouble(layout, context, text)
        return
    unmapped = [joint for joint in fit.rig.missing if not joint.minor]
    complete = not unmapped and not fit.face.missing
    header, body = layout.panel(f"INTERACT_PT_fit_{actor_id}", default_closed=True)
    counts = iface("{joints} of {all_joints} joints, {shapes} of {all_shapes} shapes").format(
        joints=fit.rig.played,
        all_joints=len(fit.rig.joints),
        shapes=fit.face.played,
        all_shapes=fit.face.total,
    )
    header.label(text=counts, icon="CHECKMARK" if complete else "ERROR", translate=False)
    if body is None:
        return
    body.use_property_split = False
    body.label(text=iface("Bones: {}").format(fit.rig.title), translate=False)
    for title, names in (
        ("No bone for: {}", [joint.joint for joint in unmapped]),
        ("Not needed, no bone for: {}", [joint.joint for joint in fit.rig.missing if joint.minor]),
        ("No shape key for: {}", fit.face.missing),
        ("Bones that stay still: {}", fit.rig.idle),
    ):
        if names:
            draw_wrapped(body, context, iface(title).format(", ".join(names)))
    for mesh in fit.face.meshes:
        text = iface("{mesh}: {count} shapes").format(
            mesh=mesh.name, count=len({weight for weight, _ in mesh.match.pairs})
        )
        body.label(text=text, icon="SHAPEKEY_DATA", translate=False)
    _draw_mapping(body, actor_id, fit)


def _draw_mapping(layout: Any, actor_id: str, fit: CharacterFit) -> None:
    header, body = layout.panel(f"INTERACT_PT_mapping_{actor_id}", default_closed=True)
    header.label(text="Mapping")
    if body is None:
        return
    column = body.column(align=True)
    column.scale_y = 0.75
    for joint in fit.rig.joints:
        row = column.split(factor=0.5)
        row.active = joint.played
        row.label(text=joint.joint, translate=False)
        bone = joint.bone or (iface("spread over the others") if joint.spread else "-")
        row.label(text=bone, translate=False)


register, unregister = classes_factory(INTERACT_PT_cast)
