# SPDX-License-Identifier: GPL-3.0-or-later
"""The clothes of the wardrobe in the preferences, below each built-in person in the Cast panel."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ...core.characters import Piece, Wardrobe
from ...core.foundation.errors import InteractError
from ..common.choices import wardrobe_folder
from ..common.classes import classes_factory
from ..common.copying import draw_trouble
from ..common.deferred import later
from ..common.properties import LISTENERS, InteractActor, settings_of
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from ..common.translations import iface

__all__ = ["draw_clothes", "read_wardrobe", "register", "unregister", "wardrobe_of"]

_LABELS = {
    "clothes": "Clothes",
    "shoes": "Shoes",
    "hair": "Hair",
    "hat": "Hats",
    "beard": "Beards",
    "brows": "Brows",
    "lashes": "Lashes",
}
_SEVERAL = ("clothes",)  # one of every other kind is worn at a time
_folders: dict[Path, Wardrobe | str] = {}


def wardrobe_of(context: bpy.types.Context) -> Wardrobe | str | None:
    """Return the wardrobe, or the error; None without one, and while it is being read."""
    folder = wardrobe_folder(context)
    if folder is None:
        return None
    if folder not in _folders:
        later(("wardrobe", folder), partial(read_wardrobe, folder))
    return _folders.get(folder)


def read_wardrobe(folder: Path) -> None:
    """List a folder at once, unless it was before."""
    if folder not in _folders:
        try:
            _folders[folder] = Wardrobe.open(folder)
        except InteractError as error:
            _folders[folder] = str(error)


def draw_clothes(layout: Any, context: bpy.types.Context, actor: InteractActor) -> None:
    """Draw the pieces as buttons, pressed where they are worn; nothing without a wardrobe."""
    found = wardrobe_of(context)
    if found is None:
        return
    worn = _names(actor)
    header, body = layout.panel(f"INTERACT_PT_clothes_{actor.name}", default_closed=True)
    header.label(text=", ".join(worn) or iface("Own clothes"), icon="MOD_CLOTH", translate=False)
    if body is None:
        return
    if isinstance(found, str):
        draw_trouble(body, context, found)
        return
    body.use_property_split = False
    for kind, label in _LABELS.items():
        pieces = [piece for piece in found.pieces if piece.kind == kind]
        if not pieces:
            continue
        body.label(text=label)
        grid = body.grid_flow(row_major=True, columns=2, even_columns=True, align=True)
        for piece in pieces:
            _draw_piece(grid, actor, piece, pressed=piece.name in worn)
    body.prop(actor, "wear")


def _draw_piece(layout: Any, actor: InteractActor, piece: Piece, *, pressed: bool) -> None:
    row = layout.row()
    row.enabled = not piece.error
    button = row.operator(INTERACT_OT_wear.bl_idname, text=piece.name, depress=pressed, translate=False)
    button.actor, button.piece = actor.name, piece.name


def _names(actor: InteractActor) -> list[str]:
    entries = (entry.partition(" #")[0].strip() for entry in actor.wear.split("+"))
    return [entry for entry in entries if entry]


class INTERACT_OT_wear(bpy.types.Operator):
    """Let the built-in person who plays this actor wear this, or no longer."""

    bl_idname = "interact.wear"
    bl_label = "Wear"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}  # noqa: RUF012

    actor: StringProperty(name="Actor", description="The actor's id")
    piece: StringProperty(name="Piece", description="Its name in the wardrobe")

    @explained
    def execute(self, context: bpy.types.Context) -> Result:
        """Change the actor's row in the cast."""
        folder = wardrobe_folder(context)
        row = settings_of(context).cast.get(self.actor)
        if folder is None or row is None:
            return CANCELLED
        listed = _folders.get(folder)  # where the button is from
        wardrobe = listed if isinstance(listed, Wardrobe) else Wardrobe.open(folder)
        chosen = wardrobe.find(self.piece)
        worn = _names(row)
        if chosen.name in worn:
            worn.remove(chosen.name)
        else:
            kinds = {piece.name: piece.kind for piece in wardrobe.pieces}
            alone = chosen.kind not in _SEVERAL
            worn = [name for name in worn if not (alone and kinds.get(name) == chosen.kind)]
            worn.append(chosen.name)
        row.wear = "+".join(worn)
        return FINISHED


def _forget(_: bpy.types.Context) -> None:
    _folders.clear()


_register, _unregister = classes_factory(INTERACT_OT_wear)


def register() -> None:
    """Add the operator; a dataset that is read again reads the wardrobe again too."""
    _register()
    LISTENERS.reloaded.append(_forget)


def unregister() -> None:
    """Undo what :func:`register` did."""
    LISTENERS.reloaded.remove(_forget)
    _folders.clear()
    _unregister()
