# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one machine finds what another has named: folders that are mounted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from ...jobs.request import RenderRequest

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
        return request.with_paths(self.path) if self.pairs else request


def _below(path: str, folder: str) -> tuple[str, ...] | None:
    """The parts of a path behind a folder, of either system's kind; None where it lies elsewhere."""
    windows = "\\" in folder or folder[1:2] == ":"
    kind = PureWindowsPath if windows else PurePosixPath
    try:
        return kind(path).relative_to(kind(folder)).parts
    except ValueError:
        return None
