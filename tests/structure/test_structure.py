# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the tree, which docs/architecture.md explains."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from imports import Import, circles, imports_of, modules_of

PACKAGE = Path(__file__).resolve().parents[2] / "interact_addon"
read = functools.cache(imports_of)  # of the package, for all the tests here

# From the lowest up: a room may import rooms before it, never those behind it.
ROOMS = (
    "core.foundation",
    "core.schema",
    "core.animation",
    "core.labels",
    "core.audio",
    "core.contacts",
    "core.interaction",
    "core.camera",
    "core.characters",
    "core.tidying",
    "core.props",
    "core.dataset",
    "core.face",
    "core.measures",
    "core.hub",
    "core.options",
    "core.video",
    "core.performance",
    "core.jobs",
    "core.demo",
    "core.rendering",
    "core",
    "blender.compat",
    "blender",
    "blender.common",
    "blender.animation",
    "blender.characters",
    "blender.editing",
    "blender.scene",
    "blender.face",
    "blender.io",
    "blender.drawing",
    "blender.rendering",
    "packaging",
    "api",
    "cli",
    "ui.german",
    "ui.common",
    "ui.dataset",
    "ui.cast",
    "ui.editing",
    "ui.scene",
    "ui.checks",
    "ui.io",
    "ui.rendering",
    "ui.jobs",
    "ui.face",
    "ui.desk",
    "ui",
)
PROGRAMS = ("", "__main__", "start")  # the package's face, and what starts it: they may import anything
ONLY_IN_BLENDER = ("bpy", "bpy_extras", "mathutils", "gpu", "gpu_extras", "blf", "bmesh", "imbuf", "aud")
MOST_MODULES = 20  # a folder holds about 15; more hides what it is about


def room_of(module: str) -> str:
    """The room that a module lies in: the longest in ROOMS."""
    parts = module.split(".")
    return next((room for n in range(len(parts), 0, -1) if (room := ".".join(parts[:n])) in ROOMS), "")


def inside(imports: list[Import], modules: dict[str, Path]) -> list[Import]:
    """Those between the package's own modules."""
    return [each for each in imports if each.imported in modules]


def upwards(imports: list[Import]) -> list[str]:
    found = []
    for each in imports:
        here, there = room_of(each.importer), room_of(each.imported)
        if each.importer in PROGRAMS or here == there:
            continue
        if each.imported in PROGRAMS or ROOMS.index(there) > ROOMS.index(here):
            found.append(f"{each.importer}:{each.line} imports {each.imported}")
    return found


def without_reason(imports: list[Import]) -> list[str]:
    return [
        f"{each.importer}:{each.line} imports {each.imported}"
        for each in imports
        if each.inner and not each.reason
    ]


def blender_in_core(imports: list[Import]) -> list[str]:
    return [
        f"{each.importer}:{each.line} imports {each.imported}"
        for each in imports
        if each.importer.startswith("core") and each.imported.split(".")[0] in ONLY_IN_BLENDER
    ]


def test_core_knows_no_blender() -> None:
    assert blender_in_core(read(PACKAGE)) == []


def test_every_module_lies_in_a_room() -> None:
    assert [name for name in modules_of(PACKAGE) if name not in PROGRAMS and not room_of(name)] == []


def test_no_room_imports_one_above_it() -> None:
    assert upwards(inside(read(PACKAGE), modules_of(PACKAGE))) == []


def test_no_modules_import_each_other() -> None:
    assert circles(inside(read(PACKAGE), modules_of(PACKAGE))) == []


def test_imports_in_functions_say_why() -> None:
    assert without_reason(read(PACKAGE)) == []


def test_folders_stay_small() -> None:
    sizes = Counter(path.parent for path in modules_of(PACKAGE).values() if path.name != "__init__.py")
    large = {
        folder.relative_to(PACKAGE).as_posix(): size for folder, size in sizes.items() if size > MOST_MODULES
    }
    large.pop("cli", None)  # one module a subcommand
    assert large == {}


def test_every_package_says_what_it_holds() -> None:
    silent = [
        str(path.relative_to(PACKAGE))
        for path in modules_of(PACKAGE).values()
        if path.name == "__init__.py" and '"""' not in path.read_text(encoding="utf-8")
    ]
    assert silent == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small package in which everything is in order."""
    files = {
        "__init__.py": "",
        "core/__init__.py": "",
        "core/foundation/__init__.py": "",
        "core/foundation/errors.py": "import json\n",
        "core/video/__init__.py": "",
        "core/video/mux.py": "from ..foundation.errors import InputError\nfrom ..foundation import errors\n",
        "blender/__init__.py": "",
        "blender/common/__init__.py": "",
        "blender/common/keys.py": "import bpy\nfrom ...core.video import mux\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def faults(house: Path) -> list[str]:
    imports = imports_of(house)
    own = inside(imports, modules_of(house))
    rings = [" ".join(circle) for circle in circles(own)]
    return [*blender_in_core(imports), *upwards(own), *rings, *without_reason(imports)]


def test_a_house_in_order(house: Path) -> None:
    assert faults(house) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("core/video/mux.py", "import bpy\n", "core.video.mux:3 imports bpy"),
        (
            "core/video/mux.py",
            "def f():\n    import mathutils  # why\n",
            "core.video.mux:4 imports mathutils",
        ),
        (
            "core/foundation/errors.py",
            "from ..video import mux\n",
            "core.foundation.errors:2 imports core.video.mux",
        ),
        ("core/video/mux.py", "from ...blender import common\n", "core.video.mux:3 imports blender.common"),
        ("core/video/mux.py", "def f():\n    import json\n", "core.video.mux:4 imports json"),
        (
            "core/foundation/errors.py",
            "if TYPE_CHECKING:\n    from ..video.mux import M\n",
            "core.foundation.errors core.video.mux",
        ),
        (
            "core/foundation/errors.py",
            "def f():\n    # here: it is slow\n    from ..video.mux import M\n",
            "core.foundation.errors core.video.mux",
        ),
    ],
)
def test_each_fault_is_found(house: Path, file: str, text: str, fault: str) -> None:
    path = house / file
    path.write_text(path.read_text() + text)
    assert any(each.startswith(fault) for each in faults(house)), faults(house)
