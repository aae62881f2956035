# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo dataset on disk: unpacked from the archive that lies beside this module."""

from __future__ import annotations

import lzma
import os
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..foundation.atomic_file import atomic_write
from ..foundation.errors import DatasetError
from ..foundation.findings import Finding

__all__ = ["ARCHIVE", "DemoResult", "write_demo_dataset"]

ARCHIVE = Path(__file__).with_name("demo_dataset.zip")

_KEY = "20260101_001"
_FRAMES = 120
_RATE = Fraction(30)
_STEMS = ("20260101_001_001", "20260101_002_001")
_SUFFIXES = {"bvhs": ".bvh", "bvhs_retarget": ".bvh", "face_arkit": ".npy", "wav": ".wav"}
_DATABASES = ("actors.db", "scenarios.db")
# The only names that become paths: whatever else an archive holds, it is never unpacked.
_FILES = (
    *(f"{folder}/{stem}{suffix}" for stem in _STEMS for folder, suffix in _SUFFIXES.items()),
    *_DATABASES,
)
# What zipfile raises for a file that is no longer what it was: RuntimeError for a wrong method or flag.
_DAMAGE = (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, lzma.LZMAError)


@dataclass(frozen=True)
class DemoResult:
    """What was written.

    Attributes:
        root: The dataset's folder.
        key: The scene's key, such as ``20260101_001``.
        frames: Frames of each body and face.
        rate: Frames per second.
        paths: Every file written.
        findings: What is worth telling.
    """

    root: Path
    key: str
    frames: int
    rate: Fraction
    paths: tuple[Path, ...]
    findings: tuple[Finding, ...] = ()


def write_demo_dataset(root: str | os.PathLike[str]) -> DemoResult:
    """Write a small dataset of one scene, on which every part of the add-on runs.

    Args:
        root: The folder; made where it is absent. An earlier demo in it is replaced.

    Raises:
        DatasetError: The folder holds another dataset, or cannot be written to; or the package is damaged.
    """
    root = Path(root)
    contents = _read_archive()
    _refuse_other_dataset(root)
    try:
        for folder in _SUFFIXES:
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            with atomic_write(root / name) as stream:
                stream.write(data)
    except OSError as error:
        raise DatasetError(f"the demo cannot be written: {error.strerror or error}", path=root) from error
    return DemoResult(root, _KEY, _FRAMES, _RATE, tuple(root / name for name in contents))


def _read_archive() -> dict[str, bytes]:
    """Each file's bytes by its name; of the names in the archive, exactly our own are accepted."""
    try:
        with zipfile.ZipFile(ARCHIVE) as archive:
            if sorted(archive.namelist()) != sorted(_FILES):
                raise zipfile.BadZipFile("it holds other files")
            return {name: archive.read(name) for name in _FILES}
    except _DAMAGE as error:
        raise DatasetError(
            f"the demo's data cannot be read ({error})", path=ARCHIVE, cure="Install the add-on again"
        ) from error


def _refuse_other_dataset(root: Path) -> None:
    """A dataset that is not an earlier demo is never touched."""
    other = [
        path.name
        for folder in (*_SUFFIXES, "face_ict")
        if (root / folder).is_dir()
        for path in (root / folder).iterdir()
        if path.stem not in _STEMS and not path.name.startswith(".")
    ]
    databases = [path for name in _DATABASES if (path := root / name).exists()]
    if databases and not any((root / "bvhs" / f"{stem}.bvh").is_file() for stem in _STEMS):
        other += [path.name for path in databases]
    if other:
        raise DatasetError(
            f"the folder contains another dataset ({min(other)})", path=root, cure="Choose an empty folder"
        )
