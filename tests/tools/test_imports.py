# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts of tools/, which most tests never start, import from the package is there."""

import ast
import importlib
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def is_python(path: Path) -> bool:
    if path.suffix == ".py":
        return True
    return path.is_file() and not path.suffix and path.read_bytes().startswith(b"#!/usr/bin/env python3")


SCRIPTS = sorted(path for path in TOOLS.rglob("*") if is_python(path))


def names_of_ours(source: str) -> list[tuple[str, str]]:
    """Return (module, name) of all that a script imports from the package."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return [
        (node.module, alias.name)
        for node in imports
        if node.module and not node.level and node.module.split(".")[0] == "interact_addon"
        for alias in node.names
    ]


def test_scripts_without_a_suffix_are_among_them() -> None:
    assert {"contact_sheet", "depth_table", "interaction_sheet", "rig_sheet"} <= {s.name for s in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(TOOLS)))
def test_what_tools_import_is_there(script: Path) -> None:
    for module, name in names_of_ours(script.read_text("utf-8")):
        found = importlib.import_module(module)
        if not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")
