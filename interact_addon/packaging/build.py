# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the extension: gather its files, make the zip with Blender's own tool, check its contents."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.foundation.atomic_file import atomic_path
from ..core.foundation.errors import UsageError, WorkError
from .contents import check_contents
from .makehuman import derive_makehuman
from .manifest import MANIFEST, Manifest, this_platform
from .manual import write_manual
from .wheels import fetch_wheels

__all__ = ["BuildOptions", "BuiltPackage", "build_extension"]

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = "interact_addon"
_FILES = ("__init__.py", "interact_blender.py", "LICENSE")
_TOOL = "scripts/addons_core/bl_pkg/cli/blender_ext.py"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build.

    Attributes:
        out: Folder for the zips.
        platforms: As Blender names them, ``linux-x64``; this machine's by default.
        wheels: Whether third-party wheels (ffmpeg) go in; without, one zip is for all platforms.
        blender: The Blender that builds; by default the one that is a module of this Python.
    """

    out: Path
    platforms: tuple[str, ...] = ()
    wheels: bool = True
    blender: Path | None = None


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """One zip.

    Attributes:
        path: The file.
        size: Its bytes.
        characters: Bytes of MakeHuman data in it, before compression.
        files: How many files it holds.
    """

    path: Path
    size: int
    characters: int
    files: int


def build_extension(
    options: BuildOptions, report: Callable[[str], object] = print
) -> tuple[BuiltPackage, ...]:
    """Build the extension's zip for each platform.

    Raises:
        UsageError: A platform has no wheels, or the source tree or Blender is missing.
        WorkError: Fetching, building or checking failed.
        CharacterError: The MakeHuman data are not found.
    """
    manifest = Manifest.read(_ROOT / MANIFEST)
    platforms = (options.platforms or (this_platform(),)) if options.wheels else ()
    wheels = manifest.wheels_for(platforms)
    tool = _tool(options.blender)
    fetch_wheels(wheels, _ROOT / "wheels", report)
    with tempfile.TemporaryDirectory(prefix="interact-build-") as name:
        source, made = Path(name) / "source", Path(name) / "made"
        made.mkdir()
        gather(source)
        (source / MANIFEST).write_text(manifest.text_for(platforms), "utf-8")
        for wheel in wheels:
            _link(_ROOT / "wheels" / wheel.file, source / wheel.path)
        report("Collecting the characters' data")
        data = derive_makehuman(source / _PACKAGE / "core/characters/makehuman/data")
        write_manual(_ROOT / "docs", source / _PACKAGE / "manual")
        report("Building")
        split = ["--split-platforms"] if platforms else []
        _blender(tool, "build", "--source-dir", str(source), "--output-dir", str(made), *split)
        built = []
        for path in sorted(made.glob("*.zip")):
            _blender(tool, "validate", str(path))
            count = check_contents(path, source)
            built.append(BuiltPackage(_deliver(path, options.out), path.stat().st_size, data, count))
    if not built:
        raise WorkError("Blender built no zip and printed no reason")
    return tuple(built)


def gather(folder: Path) -> None:
    """Copy the files of the zip, except manifest, wheels and derived data.

    Other files in the package's folders (caches, the build code) are excluded by the manifest's patterns,
    which apply to a manual build too.
    """
    folder.mkdir(parents=True)
    for name in _FILES:
        shutil.copyfile(_ROOT / name, folder / name)
    shutil.copytree(_ROOT / _PACKAGE, folder / _PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))


def _tool(blender: Path | None) -> list[str]:
    """Return the command of Blender's own packaging tool."""
    if blender is not None:
        return [str(blender), "--factory-startup", "--command", "extension"]
    # Located, not imported: the tool is a plain Python program.
    spec = importlib.util.find_spec("bpy")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for tool in Path(place).glob(f"*/{_TOOL}"):
            return [sys.executable, str(tool)]
    raise UsageError("no Blender to build with", cure="Name one with --blender, or run this with ./interact")


def _blender(tool: Sequence[str], *arguments: str) -> None:
    try:
        done = subprocess.run(
            [*tool, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise WorkError(f"Blender could not be started ({error.strerror})", path=tool[0]) from error
    if done.returncode:
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        text = "; ".join(lines[-3:]) or "no output"
        raise WorkError(f"Blender's 'extension {arguments[0]}' failed: {text}")


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(source, target)


def _deliver(path: Path, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    place = out / path.name
    with atomic_path(place) as part:
        shutil.copyfile(path, part)
    return place
