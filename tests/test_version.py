# SPDX-License-Identifier: GPL-3.0-or-later
"""One version, wherever it stands; and a root that may be looked at from anywhere."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import interact_addon
from interact_addon.core.foundation.version import __version__

ROOT = Path(__file__).resolve().parents[1]


def test_the_version_is_the_same_wherever_it_stands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    manifest = tomllib.loads((ROOT / "blender_manifest.toml").read_text("utf-8"))
    assert interact_addon.__version__ == __version__ == project["version"] == manifest["version"]


def test_the_change_log_begins_with_it() -> None:
    versions = re.findall(r"^## \[([^]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] in ("Unreleased", __version__)
    assert __version__ in versions


def test_the_documents_name_its_zip() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for version in re.findall(r"interact_addon-(\d[\d.]*\d)", page.read_text("utf-8")):
            assert version == __version__, page.name


def test_the_root_can_be_run_alone() -> None:
    """As pytest does where the checkout's folder is called, say, ``interact-blender``."""
    spec = importlib.util.spec_from_file_location("__init__", ROOT / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not hasattr(module, "register")
