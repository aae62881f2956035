# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that runs this package where it cannot be imported by name."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import interact_addon
from interact_addon.core.rendering.blender_faults import missing_module

START = Path(interact_addon.__file__).with_name("start.py")


def test_the_modules_that_it_loads_by_name_are_there() -> None:
    names = re.findall(r'\{_NAME\}\.([a-z_.]+)"', START.read_text("utf-8"))
    assert len(names) >= 2
    for name in names:
        assert importlib.util.find_spec(f"interact_addon.{name}") is not None, name


@pytest.mark.parametrize("unpacked", [False, True])
def test_without_numpy_it_says_how_to_get_it(tmp_path: Path, unpacked: bool) -> None:
    """As in Debian's Blender, from a checkout and from an unpacked zip with its wheels."""
    start = START
    if unpacked:
        start = shutil.copytree(START.parent, tmp_path / "zip" / "interact_addon") / "start.py"
        data = start.parent / "core/characters/makehuman/data"
        data.mkdir()
        (data / "VERSION").touch()
        (tmp_path / "zip" / "wheels").mkdir()
    (tmp_path / "numpy.py").write_text("raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')")
    done = subprocess.run(
        [sys.executable, "-P", str(start), "--", "scenes", "--dataset", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"interact: {missing_module('numpy')}\n"


def test_modules_are_compiled_once_where_nothing_is_written_beside_them(tmp_path: Path) -> None:
    """As in images of containers, which set PYTHONDONTWRITEBYTECODE."""
    start = shutil.copytree(
        START.parent, tmp_path / "interact_addon", ignore=shutil.ignore_patterns("__pycache__")
    ).joinpath("start.py")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    written = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-P", str(start), "--", "--help"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "doctor" in done.stdout
        (compiled,) = (tmp_path / "cache" / "interact-addon" / "bytecode").rglob("cli/commands.*.pyc")
        written.append(compiled.stat().st_mtime_ns)
    assert written[0] == written[1]
    assert not any((tmp_path / "interact_addon").rglob("__pycache__"))
