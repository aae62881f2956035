# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions in a real Blender with its window: the extension is installed once, a session is run once."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PRESSES = ("session_again",)  # sessions that press keys themselves, and get no others
KEEP = "INTERACT_WINDOW_PICTURES"  # a folder of yours that gets the pictures
Outcome = tuple[dict[str, Any], Path]


def _helper() -> Any:
    spec = importlib.util.spec_from_file_location("real_window", HERE / "real_window.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["real_window"] = module
    spec.loader.exec_module(module)
    return module


def _with_wheels(modules: Path) -> None:
    """Put beside a Blender what wheels bring: this zip has none, nor has Debian's Blender those modules."""
    modules.mkdir(parents=True)
    for name in ("cattrs", "cattr", "attrs", "attr", "typing_extensions"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue  # a Blender that has it need not get it
        origin = Path(spec.origin)
        if origin.name == "__init__.py":
            shutil.copytree(origin.parent, modules / name)
        else:
            shutil.copy(origin, modules)


@pytest.fixture(scope="session")
def run_session(extension_zip: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Outcome]]:
    """Run a session by its module's name, once; return what it found, and the folder with its pictures."""
    blender = _helper().find_real_blender()
    if isinstance(blender, str):
        pytest.skip(blender)
    with blender.folder() as folder:
        shutil.copy(extension_zip, folder / "extension.zip")
        for script in ("in_window.py", *(path.name for path in HERE.glob("s*.py"))):
            shutil.copy(HERE / script, folder / script)
        shutil.copy(HERE.parent / "shown_texts.py", folder)
        # Real captures where they are: their pictures are worth looking at.
        shared = Path(os.environ.get("INTERACT_SHARED_DATA", HERE.parents[3] / "shared" / "data"))
        captured = shared / "interact_mini"
        root = captured if captured.is_dir() else request.getfixturevalue("sample_root")
        shutil.copytree(root, folder / "dataset")
        _with_wheels(folder / "user" / "scripts" / "modules")
        environment = {
            "BLENDER_USER_RESOURCES": blender.seen(folder / "user"),
            "INTERACT_WINDOW_DATASET": blender.seen(folder / "dataset"),
            "INTERACT_WINDOW_END": os.environ.get("INTERACT_WINDOW_END", "quit"),
        }
        install = ["--command", "extension", "install-file", "-r", "user_default", "-e"]
        log = folder / "install.log"
        with blender.alone():
            blender.run(
                [*install, blender.seen(folder / "extension.zip")], log=log, seconds=300, **environment
            )
        done: dict[str, Outcome] = {}

        def run(name: str) -> Outcome:
            if name not in done:
                done[name] = _run(blender, folder, name, environment)
            return done[name]

        yield run


def _run(blender: Any, folder: Path, name: str, environment: dict[str, str]) -> Outcome:
    out = folder / name
    out.mkdir()
    log = out / "blender.log"
    environment = environment | {
        "INTERACT_WINDOW_SESSION": name,
        "INTERACT_WINDOW_OUT": blender.seen(out),
    }
    geometry = ["--window-geometry", "0", "0", "1600", "900"]
    if name in PRESSES:
        geometry.append("--enable-event-simulate")
    with blender.alone(), blender.screen() as display:
        script = [*geometry, "--python", blender.seen(folder / "in_window.py")]
        ended = blender.run(script, log=log, seconds=900, DISPLAY=display, **environment)
    if os.environ.get(KEEP):
        kept = Path(os.environ[KEEP]) / name
        kept.mkdir(parents=True, exist_ok=True)
        for file in [*out.glob("*.png"), *out.glob("*.txt"), *out.glob("*.json"), log]:
            shutil.copy(file, kept)
    result = out / "result.json"
    if not result.is_file():
        pytest.fail(f"Blender ended with {ended.returncode}: {log.read_text(errors='replace')[-3000:]}")
    return json.loads(result.read_text()), out
