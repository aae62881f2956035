# SPDX-License-Identifier: GPL-3.0-or-later
"""F1 on a button or field of ours opens its page of the manual, which comes with the extension."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ...core.foundation.errors import InputError
from .classes import classes_factory
from .reporting import FINISHED, Result, explained

__all__ = ["ROOMS", "TOPICS", "draw_links", "manual_map", "page_of", "register", "unregister"]

_PACKAGE = Path(__file__).resolve().parents[2]

# Topic -> page and heading of docs/. Who moves a page changes this table and nothing else.
TOPICS: dict[str, str] = {
    "guide": "user-guide.md",
    "pages": "guide/pages.md",
    "dataset": "guide/dataset.md",
    "download": "datasets.md#download-interact",
    "motion files": "guide/compose.md#motion-files",
    "compose": "guide/compose.md",
    "again": "guide/again.md",
    "cast": "guide/people.md",
    "clothes": "characters.md#clothes-from-makehuman",
    "own rigs": "guide/own-rigs.md",
    "assets": "guide/assets.md",
    "sets": "guide/sets.md",
    "props": "guide/sets.md#props",
    "cameras": "guide/camera.md",
    "edits": "guide/shots.md",
    "editing": "guide/editing.md",
    "bones": "guide/editing.md#bones",
    "handles": "guide/handles.md",
    "sliders": "guide/face-sliders.md",
    "offset": "guide/keys.md#in-time-and-place",
    "retime": "guide/keys.md#retime",
    "markers": "guide/keys.md#markers",
    "simplify": "guide/keys.md#fewer-keys",
    "playback": "guide/playback.md",
    "import": "guide/import.md",
    "export": "guide/export.md",
    "labels": "guide/labels.md",
    "contacts": "guide/contacts.md",
    "measures": "guide/checks.md#measures",
    "checks": "guide/checks.md",
    "render": "guide/render.md",
    "presets": "guide/presets.md",
    "quality": "guide/presets.md#quality",
    "device": "guide/presets.md#device",
    "versions": "guide/render.md#versions",
    "jobs": "guide/jobs.md",
    "subtitles": "guide/jobs.md#subtitles",
    "faces": "guide/face-scenes.md",
    "charts": "faces.md#charts",
    "convert": "faces.md#in-blenders-window",
    "install": "install.md",
}
# Room of ui/ -> the topic of what has none of its own.
ROOMS: dict[str, str] = {
    "cast": "cast",
    "checks": "checks",
    "common": "guide",
    "dataset": "dataset",
    "desk": "pages",
    "editing": "editing",
    "face": "faces",
    "io": "import",
    "jobs": "jobs",
    "rendering": "render",
    "scene": "compose",
}
# Parts of names of operators, or of properties as ``group.property``; the first that fits counts.
_NAMED: tuple[tuple[str, str], ...] = (
    ("download", "download"),
    ("contacts", "contacts"),
    ("measur", "measures"),
    ("settings.markers", "labels"),
    ("markers", "markers"),
    ("plot", "charts"),
    ("calibrate", "convert"),
    ("convert_faces", "convert"),
    ("export", "export"),
    ("offset", "offset"),
    ("choose_actor", "pages"),
    ("retime", "retime"),
    ("simplify", "simplify"),
    ("handle", "handles"),
    ("follow_capture", "handles"),
    ("edit_face", "sliders"),
    ("key_face", "sliders"),
    ("reset_face", "sliders"),
    ("expression", "sliders"),
    ("facesliders", "sliders"),
    ("pose_person", "bones"),
    ("bones", "bones"),
    ("playback", "playback"),
    ("play_on", "own rigs"),
    ("assets", "assets"),
    ("play_take", "assets"),
    ("replace_actor", "again"),
    ("replacing", "again"),
    ("ask_to_", "again"),
    ("edit_shots", "edits"),
    ("shot", "edits"),
    ("_cut", "edits"),
    ("edit_style", "edits"),
    ("stage_set", "sets"),
    ("set_stage", "sets"),
    ("props", "props"),
    ("stills", "cameras"),
    ("placing", "cameras"),
    ("camera", "cameras"),
    ("focal", "cameras"),
    ("wear", "clothes"),
    ("interactpreferences", "install"),
    ("interactsettings.dataset", "dataset"),
    ("interactsettings.key", "dataset"),
    ("interactsettings.frame", "render"),
    ("interactsettings.use_frames", "render"),
    ("settings.existing", "versions"),
    ("settings.subtitles", "subtitles"),
    ("settings.detail", "playback"),
    ("interactsettings.output", "render"),
    ("interactsettings.lights", "sets"),
    ("interactsettings.preset", "presets"),
    ("interactsettings.quality", "quality"),
    ("interactsettings.samples", "quality"),
    ("interactsettings.device", "device"),
    ("interactsettings.stereo", "render"),
    ("interactsettings.use_scene_settings", "render"),
    ("interactsettings.width", "render"),
    ("interactsettings.height", "render"),
    ("interactsettings.mode", "again"),
    ("interactsettings.units", "motion files"),
    ("interactsettings.up", "motion files"),
    ("interactsettings.rate", "motion files"),
    ("interactsettings.bodies", "motion files"),
    ("interactsettings.face_", "motion files"),
    ("interactsettings", "compose"),
)


def page_of(topic: str) -> str:
    """Return the address of a topic's page: in the extension as HTML, in a checkout as Markdown.

    Raises:
        InputError: the manual is not there.
    """
    page, _, anchor = TOPICS[topic].partition("#")
    for place in (
        (_PACKAGE / "manual" / page).with_suffix(".html"),
        _PACKAGE.parent / "docs" / page,
    ):
        if place.is_file():
            return place.as_uri() + (f"#{anchor}" if anchor else "")
    raise InputError("this page of the manual is not there", path=page, cure="Install the extension again")


def manual_map() -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what `bpy.utils.register_manual_map` wants of us: pattern of a name -> address."""
    try:
        pages = {topic: page_of(topic) for topic in TOPICS}
    except InputError:
        return "", ()
    return "", tuple((name, pages[topic]) for name, topic in _named())


def _named() -> Iterator[tuple[str, str]]:
    """Yield the name of each operator and property of ours as Blender looks it up, with its topic."""
    ours = __name__.removesuffix(".common.manual") + "."
    for base in (bpy.types.Operator, bpy.types.PropertyGroup, bpy.types.AddonPreferences):
        for kind in base.__subclasses__():
            if not kind.__module__.startswith(ours):
                continue
            room = kind.__module__.removeprefix(ours).partition(".")[0]
            if base is bpy.types.Operator:
                name = getattr(kind, "bl_idname", "").lower().replace("_ot_", ".", 1)
                if name:
                    yield f"bpy.ops.{name}", _topic(name, room)
                continue
            group = kind.__name__.lower()
            for each in kind.bl_rna.properties:
                yield f"bpy.types.{group}.{each.identifier}", _topic(f"{group}.{each.identifier}", room)


def _topic(name: str, room: str) -> str:
    return next((topic for part, topic in _NAMED if part in name), ROOMS[room])


@functools.cache
def _website() -> str:
    """Return the address that the manifest gives; empty while the project has none."""
    try:
        values = tomllib.loads((_PACKAGE.parent / "blender_manifest.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(values.get("website", "")).rstrip("/")


class INTERACT_OT_open_manual(bpy.types.Operator):
    """Open a page of the manual."""

    bl_idname = "interact.open_manual"
    bl_label = "Open Manual"
    bl_description = "Open the page of the user guide about this"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    topic: StringProperty(name="Topic", description="What the page is about", default="guide")

    @explained
    def execute(self, context: Any) -> Result:
        """Open it in the browser."""
        if self.topic not in TOPICS:
            raise InputError(f"the manual has no topic {self.topic!r}")
        bpy.ops.wm.url_open(url=page_of(self.topic))
        return FINISHED


def draw_links(layout: Any) -> None:
    """Draw the links to the manual and, where the project has a website, to its list of issues."""
    row = layout.row()
    row.operator("interact.open_manual", text="Documentation", icon="HELP").topic = "guide"
    if _website():
        row.operator("wm.url_open", text="Report an Issue", icon="URL").url = f"{_website()}/issues"


_register, _unregister = classes_factory(INTERACT_OT_open_manual)


def register() -> None:
    """Add the operator, and the pages to Blender's F1."""
    _register()
    _website()
    bpy.utils.register_manual_map(manual_map)


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.utils.unregister_manual_map(manual_map)
    _unregister()
