# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension as people have it: its zip is built once a run, installed in a Blender of the tests' own.

The extension and the source tree are two packages that register classes of the same names: nothing in this
folder may register the source tree's.
"""

from __future__ import annotations

import importlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def extension_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension's zip, without wheels, built once for all the processes of a run.

    INTERACT_EXTENSION names one that is there, as that of the newest Blender, which the older ones install.
    """
    if given := os.environ.get("INTERACT_EXTENSION"):
        return Path(given)
    from interact_addon.packaging import BuildOptions, build_extension

    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, lock = shared / "extension", shared / "extension.building"
    try:
        lock.mkdir()  # only one can
    except FileExistsError:
        while not (found := sorted(folder.glob("*.zip"))):
            if (lock / "failed").exists():
                pytest.fail("the extension could not be built: see the other process")
            time.sleep(0.2)
        return found[0]
    try:
        return build_extension(BuildOptions(folder, wheels=False), lambda text: None)[0].path
    except BaseException:
        (lock / "failed").touch()
        raise


@pytest.fixture(scope="session")
def installed(extension_zip: Path) -> Iterator[str]:
    """The name of the installed extension's package: ``bl_ext.user_default.interact_addon``."""
    import bpy

    if hasattr(bpy.types.Scene, "interact"):
        pytest.fail("the source tree is registered in this process: it and the extension cannot be both")
    extensions = Path(bpy.utils.user_resource("EXTENSIONS"))
    if not extensions.is_relative_to(os.environ["BLENDER_USER_RESOURCES"]):
        pytest.fail(f"Blender was started with the user's own folders ({extensions})")
    bpy.ops.extensions.package_install_files(
        filepath=str(extension_zip), repo="user_default", enable_on_install=True
    )
    name = "bl_ext.user_default.interact_addon"
    assert name in bpy.context.preferences.addons
    yield name
    bpy.ops.preferences.addon_disable(module=name)
    shutil.rmtree(extensions / "user_default" / "interact_addon", ignore_errors=True)


def _from_factory_settings(name: str) -> None:
    import bpy

    bpy.ops.wm.read_factory_settings(use_empty=True)  # which disables every add-on
    bpy.ops.preferences.addon_enable(module=name)


@pytest.fixture
def extension(installed: str) -> str:
    """The installed extension's name, as ``installed``, and it is enabled.

    Tests of other folders that ran in this process in between have disabled it, and perhaps enabled others.
    """
    import bpy

    if installed not in bpy.context.preferences.addons:
        _from_factory_settings(installed)
    return installed


@pytest.fixture
def fresh_extension(installed: str) -> str:
    """As ``extension``, in an empty main file, and all preferences are as Blender's makers set them."""
    _from_factory_settings(installed)
    return installed


@pytest.fixture
def module(extension: str) -> Callable[[str], ModuleType]:
    """Import a module of the installed extension: ``module("ui.common.choices")``.

    Its classes are others than those of the source tree's modules of the same name.
    """
    return lambda name: importlib.import_module(f"{extension}.interact_addon.{name}")
