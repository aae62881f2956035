# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one machine finds what another has named: folders that are mounted elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from ...jobs.request import RenderRequest

__all__ = ["PathMap", "with_paths"]


@dataclass(frozen=True, slots=True)
class PathMap:
    """Folders (or files) and what they are called here.

    Attributes:
        pairs: The other machine's name and this one's; the longest that fits counts.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def path(self, path: Path) -> Path:
        """The path as it is called here."""
        for there, here in sorted(self.pairs, key=lambda pair: -len(pair[0])):
            rest = _below(str(path), there)
            if rest is not None:
                return Path(here, *rest)
        return path

    def request(self, request: RenderRequest) -> RenderRequest:
        """The request with all its paths as they are called here."""
        return with_paths(request, self.path) if self.pairs else request


def with_paths(request: RenderRequest, change: Callable[[Path], Path]) -> RenderRequest:
    """A request with each of its paths changed."""
    compose, face = request.options.compose, request.face
    compose = replace(
        compose, characters=_each(compose.characters, change), cache=_each(compose.cache, change)
    )
    options = replace(request.options, compose=compose, ffmpeg=_each(request.options.ffmpeg, change))
    if face is not None:
        face = replace(face, generic=_each(face.generic, change))
    return replace(
        request, dataset=change(request.dataset), out=change(request.out), options=options, face=face
    )


def _each(path: Path | None, change: Callable[[Path], Path]) -> Path | None:
    return None if path is None else change(path)


def _below(path: str, folder: str) -> tuple[str, ...] | None:
    """The parts of a path behind a folder, of either system's kind; None where it lies elsewhere."""
    windows = "\\" in folder or folder[1:2] == ":"
    kind = PureWindowsPath if windows else PurePosixPath
    try:
        return kind(path).relative_to(kind(folder)).parts
    except ValueError:
        return None
