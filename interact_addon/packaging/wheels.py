# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch the wheels that the manifest lists, with pip or uv."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from ..core.foundation.errors import WorkError
from .manifest import Wheel

__all__ = ["fetch_wheels"]


def fetch_wheels(wheels: Sequence[Wheel], folder: Path, report: Callable[[str], object] = print) -> None:
    """Fetch missing wheels into a folder.

    Raises:
        WorkError: A wheel cannot be fetched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for wheel in wheels:
        path = folder / wheel.file
        if not zipfile.is_zipfile(path):
            report(f"Fetching {wheel.file}")
            _fetch(wheel, folder)
        if not zipfile.is_zipfile(path):
            raise WorkError("the package installer fetched a different file", path=path)


def _fetch(wheel: Wheel, folder: Path) -> None:
    options = ["download", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    if wheel.tags != ("any",):
        for tag in wheel.tags:
            options += ["--platform", tag]
    command = [*_installer(), *options, wheel.requirement]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise WorkError(f"{command[0]} cannot be started ({error.strerror})") from error
    if done.returncode:
        words = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no output"]
        raise WorkError(
            f"{wheel.file} could not be fetched: {words[-1]}",
            cure=f"Put it into {folder}, or build with --no-wheels",
        )


def _installer() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "pip"]
    if pip := shutil.which("pip"):
        return [pip]
    raise WorkError(
        "neither pip nor uv is available to fetch wheels", cure="Install uv, or build with --no-wheels"
    )
