# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension's life from its zip, in whatever Blender runs this; what is there goes to a JSON file.

::

    python tests/ui/life.py -- ZIP ANSWER.json [without-numpy]
    blender --background --python-exit-code 1 --python tests/ui/life.py -- ZIP ANSWER.json

BLENDER_USER_RESOURCES must name a throwaway folder. With ``without-numpy`` that module is not there until the
extension is disabled for the first time.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import types
from collections import Counter
from pathlib import Path

import bpy

NAME = "bl_ext.user_default.interact_addon"
REPOSITORY = "user_default"


class WithoutNumpy:
    """Hides the module from Python, also if Blender has imported it."""

    def __init__(self) -> None:
        names = [name for name in sys.modules if name.partition(".")[0] == "numpy"]
        self.hidden = {name: sys.modules.pop(name) for name in names}
        sys.meta_path.insert(0, self)

    def end(self) -> None:
        """Let it be found again."""
        sys.meta_path.remove(self)
        sys.modules.update(self.hidden)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """As the finders of Python."""
        if name == "numpy":
            raise ModuleNotFoundError("No module named 'numpy'", name="numpy")


def main(zip_file: str, answer: str, without: str = "") -> None:
    """Install, disable, enable again, register 20 times, uninstall; write down what is there after each."""
    if not os.environ.get("BLENDER_USER_RESOURCES"):
        raise SystemExit("BLENDER_USER_RESOURCES must name a throwaway folder")
    steps = {"before": traces()}
    numpy = WithoutNumpy() if without else None
    bpy.ops.extensions.package_install_files(filepath=zip_file, repo=REPOSITORY, enable_on_install=True)
    steps["installed"] = traces()
    bpy.ops.preferences.addon_disable(module=NAME)
    steps["disabled"] = traces()
    if numpy is not None:
        numpy.end()
    bpy.ops.preferences.addon_enable(module=NAME)
    steps["enabled again"] = traces()
    package = sys.modules[NAME]
    alive: list[Counter[str]] = []
    for number in range(20):
        package.unregister()
        package.register()
        if number in (4, 19):
            gc.collect()
            alive.append(Counter(type(each).__name__ for each in gc.get_objects()))
    steps["registered 20 times"] = traces()
    repositories = bpy.context.preferences.extensions.repos
    number = [repository.module for repository in repositories].index(REPOSITORY)
    bpy.ops.extensions.package_uninstall(repo_index=number, pkg_id="interact_addon")
    steps["uninstalled"] = traces()
    folder = Path(bpy.utils.user_resource("EXTENSIONS")) / REPOSITORY / "interact_addon"
    del package
    gc.collect()
    functions = [each for each in gc.get_objects() if isinstance(each, types.FunctionType)]
    left = sorted(each.__qualname__ for each in functions if (each.__module__ or "").startswith(NAME))
    grown = dict(alive[1] - alive[0])
    found = {"steps": steps, "files left": folder.exists(), "functions left": left, "grown": grown}
    Path(answer).write_text(json.dumps(found), "utf-8")


def traces() -> dict[str, object]:
    """Everything in this Blender that an extension may add to it."""
    kinds = {name: getattr(bpy.types, name, None) for name in dir(bpy.types)}
    found = {
        "enabled": (addon := bpy.context.preferences.addons.get(NAME)) is not None,
        "preferences": None if addon is None else type(addon.preferences).__name__,
        "operators": sorted(dir(bpy.ops.interact)),
        "classes": sorted(name for name in kinds if "INTERACT" in name.upper()),
        "handlers": {
            name: len(functions)
            for name in dir(bpy.app.handlers)
            if isinstance(functions := getattr(bpy.app.handlers, name), list)
        },
        "timers": sorted(
            f"{name}.{key}"
            for name, module in list(sys.modules.items())
            if name.startswith(NAME) and module is not None
            for key, value in vars(module).items()
            if callable(value) and not isinstance(value, type) and bpy.app.timers.is_registered(value)
        ),
        "properties": {
            name: sorted(rna.properties.keys())
            for name, kind in kinds.items()
            if (rna := getattr(kind, "bl_rna", None)) is not None and issubclass(kind, bpy.types.ID)
        },
        "menu entries": {
            name: len(functions)
            for name, kind in kinds.items()
            if (functions := getattr(getattr(kind, "draw", None), "_draw_funcs", None))
        },
        "shortcuts": sum(len(keymap.keymap_items) for keymap in _keymaps()),
        "previews": len(_previews()),
        "manual": len(bpy.utils._manual_map),
        "subscribed": {} if addon is None else _subscribed(),
    }
    for name in ("WindowManager", "Scene", "Object", "Armature", "PoseBone", "Bone", "AddonPreferences"):
        found["properties"][name] = sorted(kinds[name].bl_rna.properties.keys())
    return found


def _keymaps() -> list:
    keyconfig = bpy.context.window_manager.keyconfigs.addon
    return [] if keyconfig is None else list(keyconfig.keymaps)


def _subscribed() -> dict[str, int]:
    """How often what owns or hears messages of the bus is held: it has no list of them."""
    module = sys.modules.get(f"{NAME}.interact_addon.ui.editing.following")
    heard = vars(module).items() if module else ()
    return {
        name: sys.getrefcount(value)
        for name, value in heard
        if name in ("_OWNER", "follow_mode", "follow_active")
    }


def _previews() -> dict:
    import bpy.utils.previews

    return getattr(bpy.utils.previews, "_collections", {})


if __name__ == "__main__":
    main(*sys.argv[sys.argv.index("--") + 1 :])
