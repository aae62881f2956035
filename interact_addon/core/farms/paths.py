# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one machine finds what another has named: folders that are mounted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..request import RenderRequest

__all__ = ["PathMap"]


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
        if not self.pairs:
            return request
        options = request.options
        if options.compose.characters is not None:
            characters = self.path(options.compose.characters)
            options = replace(options, compose=replace(options.compose, characters=characters))
        if options.ffmpeg is not None:
            options = replace(options, ffmpeg=self.path(options.ffmpeg))
        if request.face is not None and request.face.generic is not None:
            request = replace(request, face=replace(request.face, generic=self.path(request.face.generic)))
        return replace(
            request, dataset=self.path(request.dataset), out=self.path(request.out), options=options
        )


def _below(path: str, folder: str) -> tuple[str, ...] | None:
    """The parts of a path behind a folder, of either system's kind; None where it lies elsewhere."""
    windows = "\\" in folder or folder[1:2] == ":"
    kind = PureWindowsPath if windows else PurePosixPath
    try:
        return kind(path).relative_to(kind(folder)).parts
    except ValueError:
        return None
