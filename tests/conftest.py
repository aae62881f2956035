# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the real captures lie, and what tests do when they are absent."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

# Blender's user folders, for this process and its children: the developer's own are never touched. Blender
# reads this once, when bpy is imported, which test modules do while they are collected.
os.environ["BLENDER_USER_RESOURCES"] = tempfile.mkdtemp(prefix="interact-blender-user-")
atexit.register(shutil.rmtree, os.environ["BLENDER_USER_RESOURCES"], ignore_errors=True)

REPOSITORY = Path(__file__).resolve().parent.parent


def _shared_data() -> Path:
    return Path(os.environ.get("INTERACT_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))


def _folder(name: str) -> Path:
    folder = _shared_data() / name
    if not folder.is_dir():
        pytest.skip(f"the real captures are not on this machine ({folder} is absent)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fitted characters of this run: shared by all its tests and their child processes, and nobody else's."""
    os.environ["INTERACT_CACHE"] = str(tmp_path_factory.mktemp("characters"))


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset, written once; read-only by agreement."""
    from interact_addon.core.demo import write_demo_dataset

    return write_demo_dataset(tmp_path_factory.mktemp("demo")).root


@pytest.fixture(scope="session")
def interact_mini() -> Path:
    """A dataset of three scenes in the InterAct layout, read-only."""
    return _folder("interact_mini")


@pytest.fixture(scope="session")
def bvh_samples() -> Path:
    """BVH files of many makes, read-only."""
    return _folder("bvh")


@pytest.fixture(scope="session")
def arkit_samples() -> Path:
    """Live Link Face recordings, read-only."""
    return _folder("arkit")
