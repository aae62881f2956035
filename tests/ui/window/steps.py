# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sessions in a window share: Blender's areas, pictures, pages, and the steps that they begin with.

A session is a module ``session_NAME.py`` with a generator ``session()``: what it yields is waited for,
seconds or a condition. Longer steps are generators of their own, for ``yield from``.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy

PACKAGE = "bl_ext.user_default.interact_addon"
SCENE = "20231119_051"
DATASET = os.environ["INTERACT_WINDOW_DATASET"]
OUT = Path(os.environ["INTERACT_WINDOW_OUT"])
PAGES = ("SCENE", "ACTORS", "SHOT", "RENDER")

Step = float | Callable[[], bool]
Steps = Generator[Step, None, None]
facts: dict[str, Any] = {}
"""What the session has found; written to ``result.json``, the test reads it."""


def module(name: str) -> Any:
    """A module of the installed extension."""
    return importlib.import_module(f"{PACKAGE}.interact_addon.{name}")


def step(text: str) -> None:
    """Say what begins."""
    with (OUT / "steps.txt").open("a", encoding="utf-8") as file:
        print(f"{time.strftime('%H:%M:%S')} {text}", file=file)


def area_of(kind: str = "VIEW_3D") -> bpy.types.Area:
    """The largest area of a kind."""
    areas = [area for area in bpy.context.window_manager.windows[0].screen.areas if area.type == kind]
    return max(areas, key=lambda area: area.width * area.height)


def region_of(kind: str = "VIEW_3D", region: str = "WINDOW") -> Any:
    """A region of that area."""
    return next(part for part in area_of(kind).regions if part.type == region)


def inside(kind: str = "VIEW_3D", region: str = "WINDOW") -> Any:
    """The context of somebody whose mouse is in that area."""
    window = bpy.context.window_manager.windows[0]
    return bpy.context.temp_override(
        window=window, screen=window.screen, area=area_of(kind), region=region_of(kind, region)
    )


def picture(name: str) -> None:
    """What the screen shows; Blender's own screenshots are black where there is no graphics card."""
    draw()
    subprocess.run(["import", "-window", "root", str(OUT / f"{name}.png")], check=True)


def draw() -> None:
    """Draw the window now."""
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
        bpy.ops.wm.redraw_timer(type="DRAW_WIN_SWAP", iterations=1)


def xdo(*what: object) -> None:
    """Move the mouse, click, press a key."""
    subprocess.run(["xdotool", *map(str, what)], check=True)


def press(key: str) -> Steps:
    """Press a key, with the mouse over the middle of the window."""
    xdo("mousemove", 560, 450)
    yield 0.2
    xdo("key", key)
    yield 0.5


def scroll(lines: int) -> None:
    """Turn the mouse wheel over the sidebar: down, or with a negative number up."""
    with inside(region="UI"):
        for _ in range(abs(lines)):
            if lines > 0:
                bpy.ops.view2d.scroll_down(deltay=-40)
            else:
                bpy.ops.view2d.scroll_up(deltay=40)


def page(name: str) -> Steps:
    """Click a page of the tab."""
    bpy.context.window_manager.interact_page = name
    draw()
    yield 0.4  # what a panel asks for when it is drawn is done by timers


def beyond_the_screen(name: str) -> None:
    """Add to the facts how many pixels of this page are below the sidebar's edge: 0 where all is seen."""
    view = region_of(region="UI").view2d
    before = view.region_to_view(0, 0)[1]
    scroll(60)
    facts.setdefault("beyond", {})[name] = round(before - view.region_to_view(0, 0)[1])
    scroll(-90)


def every_page(state: str) -> Steps:
    """Take a picture of each page, and measure what is beyond the screen."""
    for name in PAGES:
        yield from one_page(state, name)


def one_page(state: str, name: str) -> Steps:
    """The same of one page."""
    yield from page(name)
    picture(f"page_{state}_{name.lower()}")
    beyond_the_screen(f"{state} {name}")


@contextmanager
def opened(name: str, panel: str) -> Iterator[None]:
    """Open a panel that begins closed; scripts cannot click its header. It has another name meanwhile."""
    kind = getattr(module(f"ui.{name}"), panel)
    before = kind.bl_options, getattr(kind, "bl_idname", panel)
    bpy.utils.unregister_class(kind)
    kind.bl_options, kind.bl_idname = before[0] - {"DEFAULT_CLOSED"}, f"{before[1]}_open"
    bpy.utils.register_class(kind)
    yield
    bpy.utils.unregister_class(kind)
    kind.bl_options, kind.bl_idname = before
    bpy.utils.register_class(kind)


def open_panel(name: str, panel: str) -> None:
    """Open it for the rest of the session."""
    opened(name, panel).__enter__()


def undo(steps: int = 1) -> None:
    """Undo, as Ctrl Z does."""
    for _ in range(steps):
        with inside():
            bpy.ops.ed.undo()


def redo(steps: int = 1) -> None:
    """Take it back."""
    for _ in range(steps):
        with inside():
            bpy.ops.ed.redo()


def people() -> list[bpy.types.Object]:
    """The armatures of the scene's actors."""
    return [thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE"]


def sidebar() -> Steps:
    """Open the tab, with nothing in the scene."""
    step("the tab")
    for thing in list(bpy.context.scene.objects):  # the start-up file's cube, light and camera
        bpy.data.objects.remove(thing)
    area_of().spaces.active.show_region_ui = True
    yield 1.0
    region_of(region="UI").active_panel_category = "InterAct"
    yield 0.5


def dataset() -> Steps:
    """Choose the dataset and its scene."""
    step("dataset and scene")
    settings = bpy.context.scene.interact
    settings.dataset = DATASET
    yield 1.5
    settings.key = SCENE
    yield 1.0
    facts["cast"] = [actor.name for actor in settings.cast]


def compose() -> Steps:
    """Compose the scene, as its button does."""
    step("compose")
    with inside():
        facts["compose"] = list(bpy.ops.interact.compose_scene("INVOKE_DEFAULT"))
    actors_of = module("blender.common.actors").actors_of
    yield lambda: len(actors_of(bpy.context.scene)) == 2
    yield 0.5
    scene = bpy.context.scene
    facts["frames"] = scene.frame_end
    facts["actors"] = [actor.key for actor in actors_of(scene)]
    facts["strips"] = len(module("blender.compat").strips_of(scene))
